/** What happens to a program and its server while it works: clocks that step, and a machine that sleeps. */
import { Effect, Redacted } from "effect"
import { defaultApiKey, type Fault } from "effect-ionq/emulator"
import { HttpBody, type HttpClient } from "effect/http"
import type { Process, World } from "./world.ts"

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** How far clocks step: a correction, a change of the date by hand, a time zone taken for the time. */
const steps = [
  -2 * hour,
  -hour,
  -10 * minute,
  -90 * second,
  -3 * second,
  3 * second,
  90 * second,
  10 * minute,
  hour,
  2 * hour,
]

const choose = <A>(world: World, from: ReadonlyArray<A>, otherwise: A): A =>
  from[world.pick(from.length)] ?? otherwise

/** Again and again, at times that are drawn; `every` is the mean in milliseconds. */
const repeatedly = (world: World, every: number, act: Effect.Effect<void>): Effect.Effect<never> =>
  Effect.forever(
    Effect.andThen(
      Effect.suspend(() => Effect.sleep(2 * every * world.draw())),
      act,
    ),
  )

/** What steps: the client's wall clock, or one of the server's two, or both of those. */
const stepping = ["client", "date", "stamps", "date and stamps"] as const

/**
 * Clocks step, one at a time, and sometimes back to where they were: within the second after each beat, the time between two of
 * which is `every` milliseconds. `newer` jobs of others then come in front of the client's in every list. The plan's
 * other faults stay, with another seed.
 */
export const clocks = (
  world: World,
  client: Process,
  server: Process,
  app: HttpClient.HttpClient,
  plan: Fault.FaultPlan,
  { every, newer }: { readonly every: number; readonly newer: number },
): Effect.Effect<never> => {
  let off = 0
  let date = 0
  let stamps = 0
  return Effect.forever(
    Effect.gen(function* () {
      const wait = second * world.draw()
      yield* Effect.sleep(wait)
      const what = choose(world, stepping, "client")
      const to = world.draw() < 0.3 ? 0 : choose(world, steps, 0)
      if (what === "client") {
        client.step(to - off)
        off = to
      } else {
        date = what === "stamps" ? date : to
        stamps = what === "date" ? stamps : to
        const random = plan.random && { ...plan.random, seed: world.pick(1e9) }
        yield* usePlan(app, { ...plan, clocks: { date, stamps }, ...(random && { random }) })
      }
      yield* Effect.replicateEffect(submitAsNeighbour(app), newer, {
        concurrency: "unbounded",
        discard: true,
      })
      yield* Effect.sleep(every - wait)
    }),
  ).pipe(server.run)
}

export const usePlan = (app: HttpClient.HttpClient, plan: Fault.FaultPlan): Effect.Effect<void> =>
  Effect.orDie(
    Effect.asVoid(app.put("http://localhost/emulator/faults", { body: HttpBody.jsonUnsafe(plan) })),
  )

/** The client's machine sleeps for 20 seconds. Its monotonic clock stands still meanwhile, or goes on. */
export const freezes = (world: World, client: Process, every: number): Effect.Effect<never> =>
  repeatedly(
    world,
    every,
    Effect.andThen(
      Effect.sync(() => client.freeze(20 * second, world.draw() < 0.5 ? "stand" : "go on")),
      Effect.sleep(20 * second),
    ),
  )

/** The name of jobs that others of the same account submit. */
export const neighbour = "neighbour"

const neighboursJob = HttpBody.jsonUnsafe({
  type: "ionq.circuit.v1",
  backend: "simulator",
  name: neighbour,
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
})

const submitAsNeighbour = (app: HttpClient.HttpClient): Effect.Effect<void> =>
  Effect.ignore(
    app.post("http://localhost/v0.4/jobs", {
      body: neighboursJob,
      headers: { authorization: `apiKey ${Redacted.value(defaultApiKey)}` },
    }),
  )
