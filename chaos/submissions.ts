/** Submissions in virtual time while all goes wrong: none may be lost without a typed error, and none doubled. */
import { Effect } from "effect"
import { Gates, Jobs } from "effect-ionq"
import { Fault } from "effect-ionq/emulator"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { everyFault, type Outcome, outcome, emulatorOf } from "./cloud.ts"
import { clocks, freezes, neighbour } from "./disturbances.ts"
import { audit, type Entry, jobsOf } from "./ledger.ts"
import { connect, inProcess } from "./network.ts"
import { makeWorld, type World } from "./world.ts"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [Gates.h(0)] },
}

/** What goes wrong in a round. */
interface Weather {
  readonly lost: boolean
  readonly late429: boolean
  readonly clocks: boolean
  readonly freezes: boolean
}

const calm: Weather = { lost: false, late429: false, clocks: false, freezes: false }
const storm: Weather = { lost: true, late429: true, clocks: true, freezes: true }

/** Each alone, each with answers that are lost, and all together. */
export const weathers: Readonly<Record<string, Weather>> = {
  lost: { ...calm, lost: true },
  late429: { ...calm, late429: true },
  clocks: { ...calm, clocks: true },
  freezes: { ...calm, freezes: true },
  "lost, late429": { ...calm, lost: true, late429: true },
  "lost, clocks": { ...calm, lost: true, clocks: true },
  "lost, freezes": { ...calm, lost: true, freezes: true },
  "late429, clocks": { ...calm, late429: true, clocks: true },
  "all but freezes": { ...storm, freezes: false },
  all: storm,
}

/** A request is given up after 5 seconds, and the late ones are processed a second after that. */
const timeout = "5 seconds"
const late = 6000

/** The submissions of one program come in so many waves, and the clocks step while each is on its way. In milliseconds. */
const waves = 20
const between = 6000
const wave = 500

const scene = (world: World, weather: Weather, count: number) => {
  const faults = [
    ...(weather.lost ? everyFault(late) : []),
    ...(weather.late429 ? [Fault.tooManyRequests(undefined, true), Fault.tooManyRequests(2, true)] : []),
  ]
  const plan: Fault.FaultPlan =
    faults.length === 0 ? {} : { random: { seed: world.pick(1e9), rate: 0.3, faults } }
  return Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const client = world.process("client")
    const server = world.server("server")
    const transport = connect(world, server, app)
    const entries: Array<Entry> = []
    const one = Effect.gen(function* () {
      const jobs = yield* Jobs
      yield* Effect.sleep(world.pick(waves) * between + wave * world.draw())
      entries.push({ id: undefined, exit: yield* Effect.exit(jobs.submit(request)) })
    })
    const disturbed = Effect.all(
      [
        weather.clocks
          ? clocks(world, client, server, app, plan, { every: between, newer: 150 })
          : Effect.never,
        weather.freezes ? freezes(world, client, 20_000) : Effect.never,
      ],
      { concurrency: "unbounded" },
    )
    yield* inProcess(client, transport, { timeout })(
      Effect.replicateEffect(one, count, { concurrency: "unbounded", discard: true }),
    ).pipe(Effect.raceFirst(disturbed))
    // What was late is processed by then.
    yield* Effect.sleep(60_000)
    const jobs = yield* jobsOf(app, world.process("onlooker"))
    return audit(
      entries,
      jobs.filter(({ name }) => name !== neighbour),
    )
  }).pipe(Effect.provide(emulatorOf({ timing: "instant", faults: plan })))
}

const empty: ReturnType<typeof audit> = audit([], [])

/** A tenth of the submissions in each weather, each with an emulator of its own. */
export const submissions = (
  seed: number,
  count: number,
  only: Readonly<Record<string, Weather>> = weathers,
): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const total: Record<string, number> = { ...empty, hung: 0 }
    const worst: Record<string, string> = {}
    const each = Math.ceil(count / Object.keys(only).length)
    for (const [index, [name, weather]] of Object.entries(only).entries()) {
      const world = makeWorld(seed * 1000 + index)
      const { exit, hung } = yield* world.live(scene(world, weather, each), "12 hours")
      if (exit === undefined) {
        total["hung"] = (total["hung"] ?? 0) + 1
        worst[`in "${name}"`] = `hung: ${hung ?? "no reason"}`
        continue
      }
      const found = yield* exit
      for (const [kind, value] of Object.entries(found)) total[kind] = (total[kind] ?? 0) + value
      const bad = ["doubled", "lost", "missing", "untyped"] as const
      const words = bad.flatMap((kind) => (found[kind] === 0 ? [] : [`${kind} ${found[kind]}`]))
      if (words.length > 0) worst[`in "${name}"`] = words.join(", ")
    }
    const none = (...kinds: ReadonlyArray<string>) => kinds.every((kind) => total[kind] === 0)
    return outcome(
      { seed, submissions: each * Object.keys(only).length, ...total, ...worst },
      {
        "every submission ends": none("hung"),
        "every job that was given is at the server": none("missing"),
        "no two submissions gave the same job": none("shared"),
        "every failure is typed": none("untyped"),
        "no submission has two jobs": none("doubled"),
        "no job is lost without an error": none("lost"),
      },
    )
  })
