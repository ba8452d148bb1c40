/**
 * A program that stops for 20 seconds between its look through the jobs and the moment in which its requests leave, while
 * another one takes its submissions over.
 */
import { Deferred, Effect, Exit } from "effect"
import { Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { holding } from "./clocks.ts"
import { type Outcome, outcome } from "./cloud.ts"
import { audit, type Entry, jobsOf } from "./ledger.ts"
import { connect, inProcess } from "./network.ts"
import { makeWorld, type World } from "./world.ts"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
}

const queue = { submittedFor: 0, readyFor: 2000, startedFor: 1000 }

/** What stops: the whole process with its monotonic clock, or without it, or nothing but its transport. */
const kinds = ["process, clock stands", "process, clock goes on", "transport"] as const
type Kind = (typeof kinds)[number]

const freeze = 20_000

const takeover = (world: World, kind: Kind, count: number) =>
  Effect.gen(function* () {
    const app = yield* HttpClient.HttpClient
    const server = world.server("server")
    const sleeper = world.process("sleeper")
    const asleep = yield* Deferred.make<void>()
    /** The program falls asleep when this many of its submissions have arrived. */
    const threshold = 1 + world.pick(Math.floor(count * 0.8))
    let arrived = 0
    let heldUntil = 0
    const counted = HttpClient.transform(app, (sending, { method }) =>
      Effect.suspend(() => {
        if (method === "POST" && ++arrived === threshold) {
          if (kind === "transport") heldUntil = world.now() + freeze
          else sleeper.freeze(freeze, kind === "process, clock stands" ? "stand" : "go on")
          return Effect.andThen(Deferred.succeed(asleep, undefined), sending)
        }
        return sending
      }),
    )
    const entries: Array<Entry> = []
    const all = Effect.forEach(
      Array.from({ length: count }, (_, i) => `submission-${i}`),
      (id) =>
        Effect.flatMap(Jobs, (jobs) => Effect.exit(jobs.submit(request, { submissionId: id }))).pipe(
          Effect.map((exit) => entries.push({ id, exit })),
        ),
      { concurrency: "unbounded", discard: true },
    )
    const held = holding(() => Math.max(0, heldUntil - world.now()))
    const first = inProcess(sleeper, held(connect(world, server, counted)))(all)
    const second = Deferred.await(asleep).pipe(
      Effect.andThen(Effect.sleep(5000 * world.draw())),
      Effect.andThen(inProcess(world.process("successor"), connect(world, server, app))(all)),
    )
    yield* Effect.all([first, second], { concurrency: "unbounded" })
    yield* Effect.sleep("1 minute")
    const jobs = yield* jobsOf(app, world.process("onlooker"))
    const failures = entries.filter(({ exit }) => Exit.isFailure(exit)).length
    return { ...audit(entries, jobs), failures }
  }).pipe(Effect.provide(Emulator.layer({ timing: queue })))

/** `count` submissions that two programs make, for each kind of freeze and each of `rounds` moments of it. */
export const freezing = (seed: number, count: number, rounds: number): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const figures: Record<string, number | string> = {
      "submissions each": count,
      "freezes of each kind": rounds,
    }
    const promises: Record<string, boolean> = {}
    for (const kind of kinds) {
      const doubled: Array<number> = []
      let others = 0
      for (let round = 0; round < rounds; round++) {
        const world = makeWorld(seed * 1000 + round)
        const { exit } = yield* world.live(takeover(world, kind, count), "6 hours")
        const found = exit === undefined ? undefined : yield* exit
        doubled.push(found?.doubled ?? Infinity)
        others += found === undefined ? Infinity : found.lost + found.missing + found.untyped
      }
      figures[`started twice, ${kind}`] = doubled.join(", ")
      promises[`no job started twice: ${kind}`] = doubled.every((n) => n === 0)
      promises[`nothing lost and nothing untyped: ${kind}`] = others === 0
    }
    return outcome(figures, promises)
  })
