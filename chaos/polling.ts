/** Many who wait, in virtual time: what the shared loop asks, against a loop for each job, and who is forgotten. */
import { Clock, Effect, Exit, Schedule } from "effect"
import { Jobs, Polling } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { Fault } from "effect-ionq/emulator"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { type Outcome, outcome } from "./cloud.ts"
import { connect, inProcess } from "./network.ts"
import { makeWorld } from "./world.ts"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
}

/** Jobs end within this time, in milliseconds. */
const longest = 60_000
const interval = 1000
const timeout = 10 * 60_000

/** How those who wait do it, and what happens to their clock in the middle. */
interface Waiting {
  readonly shared: boolean
  /** How far the wall clock steps after half a minute, in milliseconds. */
  readonly step: number
}

/** What `count` waiters asked for, how late the ends were seen, and who did not see one. */
const waiting = (seed: number, count: number, { shared, step }: Waiting) => {
  const world = makeWorld(seed)
  const ends = Array.from({ length: count }, () => world.pick(longest))
  const times = ends.map((end) => ({ submittedFor: 0, readyFor: 0, startedFor: end }))
  const schedule = Schedule.spaced(interval)
  let requests = 0
  const scene = Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const client = world.process("client")
    const transport = connect(world, world.server("server"), app, { latency: [1, 10], connections: 1000 })
    // In no time, and one after the other: the emulator gives each job the time of its turn.
    const submitted = yield* inProcess(
      world.process("submitter"),
      app,
    )(
      Effect.flatMap(Jobs, (jobs) =>
        Effect.forEach(ends, (end) =>
          Effect.map(jobs.submit(request), ({ id }) => ({ id, over: world.now() + end })),
        ),
      ),
    )
    return yield* inProcess(client, transport, { onRequest: () => Effect.sync(() => requests++) })(
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const polling = yield* Polling
        const alone = Effect.fnUntraced(function* (id: string) {
          const next = yield* Schedule.toStepWithSleep(schedule)
          while ((yield* jobs.get(id)).status !== "completed") yield* Effect.orDie(next(undefined))
        })
        const late: Array<number> = []
        const stepping = Effect.andThen(
          Effect.sleep(longest / 2),
          Effect.sync(() => client.step(step)),
        )
        const exits = yield* Effect.forEach(
          submitted,
          ({ id, over }) =>
            Effect.exit(
              Effect.tap(shared ? polling.await(id, { schedule, timeout }) : alone(id), () =>
                Effect.sync(() => late.push(world.now() - over)),
              ),
            ),
          { concurrency: "unbounded" },
        ).pipe(Effect.raceFirst(Effect.andThen(stepping, Effect.never)))
        return { requests, late: Math.round(Math.max(...late)), hung: exits.filter(Exit.isFailure).length }
      }),
    )
  }).pipe(Effect.provide(Emulator.layer({ script: (_, index) => times[index] })))
  return Effect.flatMap(world.live(scene, "1 day"), ({ exit }) =>
    exit === undefined ? Effect.succeed({ requests, late: Infinity, hung: count }) : exit,
  )
}

const hour = 3_600_000
const steps: Readonly<Record<string, number>> = { "back an hour": -hour, "ahead an hour": hour }

/** The fewer wait, the fewer share a request: `least` is how many times fewer there have to be. */
export const polling = (seed: number, count: number, least = 80): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const alone = yield* waiting(seed, count, { shared: false, step: 0 })
    const shared = yield* waiting(seed, count, { shared: true, step: 0 })
    const figures: Record<string, number | string> = {
      waiters: count,
      "requests of a loop for each": alone.requests,
      "requests of the shared loop": shared.requests,
      ratio: (alone.requests / shared.requests).toFixed(1),
      "latest end seen after (ms)": shared.late,
      hung: shared.hung,
    }
    const promises: Record<string, boolean> = {
      [`${least} times fewer requests at least`]: shared.requests * least <= alone.requests,
      "every end is seen within one interval and the network's time": shared.late <= interval + 50,
      "nobody hangs": shared.hung === 0,
    }
    for (const [name, step] of Object.entries(steps)) {
      const stepped = yield* waiting(seed, count, { shared: true, step })
      figures[`hung when the clock steps ${name}`] = stepped.hung
      figures[`latest end when the clock steps ${name} (ms)`] = stepped.late
      promises[`nobody hangs when the clock steps ${name}`] = stepped.hung === 0
      promises[`every end is seen in time when the clock steps ${name}`] = stepped.late <= 2 * interval + 50
    }
    return outcome(figures, promises)
  })

const day = 24 * hour

/** A day of 503 for everything that is asked, within a budget of two. */
export const outage: Effect.Effect<Outcome, unknown> = Effect.suspend(() => {
  const world = makeWorld(1)
  let requests = 0
  const scene = Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const count = () => Effect.sync(() => requests++)
    return yield* inProcess(world.process("client"), connect(world, world.server("server"), app), {
      onRequest: count,
    })(
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const polling = yield* Polling
        const { id } = yield* jobs.submit(request)
        const start = yield* Clock.currentTimeMillis
        yield* Effect.forkChild(Effect.delay(app.del("http://localhost/emulator/faults"), day))
        const job = yield* polling.await(id, { timeout: "48 hours" })
        const after = (yield* Clock.currentTimeMillis) - start - day
        return outcome(
          { "requests during the outage": requests, "end seen after it (ms)": after },
          {
            "the wait outlived it": job.status === "completed" && after >= 0,
            "the end is seen within two polls": after <= 90_000,
          },
        )
      }),
    )
  }).pipe(
    Effect.provide(
      Emulator.layer({
        faults: { random: { seed: 1, rate: 1, faults: [Fault.serverError(503)], method: "GET" } },
      }),
    ),
  )
  return Effect.flatMap(world.live(scene, "72 hours"), ({ exit }) => exit ?? Effect.die("The outage hung"))
})
