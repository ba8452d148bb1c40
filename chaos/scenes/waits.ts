/** Who waits, comes and goes, while the server refuses for longer than the client tries again by itself. */
import { Effect, Exit, Fiber, Schedule, Stream } from "effect"
import { Polling } from "effect-ionq"
import { type Answered, answering, type Asked, connect, inProcess, wordsOf } from "../network.ts"
import type { World } from "../world.ts"
import type { Scene } from "./scene.ts"

const jobs = 12
const waitsOfEach = 8

const idsOf = (query: URLSearchParams) => query.getAll("ids").flatMap((ids) => ids.split(","))

const named = (id: string) => ({ id, name: id, type: "ionq.circuit.v1", backend: "simulator" })

/** Jobs that end at times of their own, and times at which every request is refused. */
const makeServer = (world: World, apart: number, refuses: boolean) => {
  const start = world.now()
  const ends = Array.from({ length: jobs }, (_, i) => start + i * apart + 30_000 * world.draw())
  const refusals = Array.from({ length: jobs }, (_, i) => {
    const from = start + i * apart + 40_000 * world.draw()
    return { from, to: from + 2000 + 6000 * world.draw() }
  }).slice(0, apart === 0 ? 3 : jobs)
  const refused = (now: number) =>
    refuses && (world.draw() < 0.05 || refusals.some(({ from, to }) => from <= now && now < to))
  const jobOf = (id: string) => {
    const left = (ends[Number(id.slice(4))] ?? 0) - world.now()
    return {
      ...named(id),
      status: left <= 0 ? "completed" : left < 10_000 ? "started" : left < 20_000 ? "ready" : "submitted",
    }
  }
  const answer = ({ path, query }: Asked): Answered => {
    if (refused(world.now())) return { status: 429, body: { message: "Slow down." } }
    if (path !== "/jobs") return { status: 200, body: jobOf(path.slice("/jobs/".length)) }
    return { status: 200, body: { jobs: idsOf(query).map(jobOf), next: null } }
  }
  return { app: answering(answer), endOf: (id: string) => ends[Number(id.slice(4))] ?? 0 }
}

/** Answers that come in the moment in which they are asked for meet whoever is about to ask. */
const latencyOf = (world: World): readonly [number, number] =>
  (
    [
      [0, 0],
      [0, 3],
      [1, 40],
    ] as const
  )[world.pick(3)] ?? [0, 0]

/** A wait may be late by its own interval and by the rests after refusals, which are as long as those at most. */
const latest = 60_000
const schedule = Schedule.spaced("1 second")
const timeout = "20 minutes"

/**
 * 96 waits on 12 jobs. Their jobs end in the same half minute, or apart: whoever is forgotten then is not found again by
 * what the others ask. An eighth of the waits is broken off, and a quarter watches, some slowly.
 */
const crowd =
  (refuses: boolean): Scene =>
  (world) =>
    Effect.gen(function* () {
      const apart = world.pick(2) * 150_000
      const { app, endOf } = makeServer(world, apart, refuses)
      const transport = connect(world, world.server("server"), app, { latency: latencyOf(world) })
      const wrongs: Array<string> = []

      const one = Effect.fnUntraced(function* (job: number, kind: number) {
        const polling = yield* Polling
        const id = `job-${job}`
        // Most start together, the others one by one.
        yield* Effect.sleep(job * apart + (world.draw() < 0.6 ? 0 : Math.floor(45_000 * world.draw())))
        const started = world.now()
        if (kind === 0) {
          const fiber = yield* Effect.forkChild(polling.await(id, { schedule, timeout }))
          yield* Effect.sleep(Math.floor(20_000 * world.draw()))
          return yield* Fiber.interrupt(fiber)
        }
        const slow = kind === 1 ? Math.floor(15_000 * world.draw()) : 0
        const exit = yield* Effect.exit(
          kind <= 2
            ? polling.watch(id, { schedule, timeout }).pipe(
                Stream.tap(() => Effect.sleep(slow)),
                Stream.runCollect,
                Effect.map((seen) => seen.at(-1)),
              )
            : polling.await(id, { schedule, timeout }),
        )
        const late = world.now() - Math.max(started, endOf(id))
        if (Exit.isFailure(exit)) wrongs.push(`a wait of ${id} failed: ${wordsOf(exit)}`)
        else if (exit.value?.id !== id || exit.value.name !== id || exit.value.status !== "completed")
          wrongs.push(`a wait of ${id} gave ${JSON.stringify(exit.value)}`)
        else if (world.now() < endOf(id)) wrongs.push(`a wait of ${id} ended before its job`)
        else if (late > latest + 3 * slow)
          wrongs.push(`a wait of ${id} ended ${Math.round(late)} ms after its job`)
      })

      const all = Array.from({ length: jobs * waitsOfEach }, (_, i) => one(i % jobs, world.pick(8)))
      yield* inProcess(
        world.process("client"),
        transport,
      )(Effect.forEach(all, (wait) => wait, { concurrency: "unbounded", discard: true }))
      return wrongs
    })

export const waits = crowd(false)
export const refusedWaits = crowd(true)

/** One who waits alone, again and again: each time there is nobody else whose question would wake the loop. */
export const loneWaits: Scene = (world) =>
  Effect.gen(function* () {
    const { app } = makeServer(world, 0, true)
    const transport = connect(world, world.server("server"), app, { latency: latencyOf(world) })
    const wrongs: Array<string> = []
    yield* inProcess(
      world.process("client"),
      transport,
    )(
      Effect.gen(function* () {
        const polling = yield* Polling
        for (let i = 0; i < jobs; i++) {
          const exit = yield* Effect.exit(polling.await(`job-${i}`, { schedule, timeout: "4 minutes" }))
          if (Exit.isFailure(exit)) wrongs.push(`a lone wait failed: ${wordsOf(exit)}`)
        }
      }),
    )
    return wrongs
  })

/**
 * 96 waits on 12 jobs that have ended: four at a time, a little after each other and in the same moment, so that one asks
 * while the loop that answered the others comes to its end. A minute later there are four more.
 */
export const closeWaits: Scene = (world) =>
  Effect.gen(function* () {
    const start = world.now()
    const { app } = makeServer(world, -60_000, false)
    const transport = connect(world, world.server("server"), app, { latency: [0, 0] })
    const wrongs: Array<string> = []
    const one = Effect.fnUntraced(function* (party: number) {
      const polling = yield* Polling
      yield* Effect.sleep(party * 60_000)
      for (let i = world.pick(150); i > 0; i--) yield* Effect.yieldNow
      const id = `job-${1 + world.pick(jobs - 1)}`
      const exit = yield* Effect.exit(polling.await(id, { schedule, timeout: "30 seconds" }))
      if (Exit.isFailure(exit)) wrongs.push(`a wait failed: ${wordsOf(exit)}`)
      else if (world.now() - start > party * 60_000) wrongs.push("a wait was late")
    })
    yield* inProcess(
      world.process("client"),
      transport,
    )(
      Effect.forEach(
        Array.from({ length: jobs * waitsOfEach }, (_, i) => one(Math.floor(i / 4))),
        (wait) => wait,
        { concurrency: "unbounded", discard: true },
      ),
    )
    return wrongs
  })

/**
 * All who wait leave one after the other. The last one must leave no timer behind: it would keep the program alive, also one
 * that does not end the SDK's layers.
 */
export const leftWaits: Scene = (world) =>
  Effect.gen(function* () {
    const waiting = (id: string) => ({ ...named(id), status: "ready" })
    const app = answering(({ path, query }) =>
      path === "/jobs"
        ? { status: 200, body: { jobs: idsOf(query).map(waiting), next: null } }
        : { status: 200, body: waiting(path.slice("/jobs/".length)) },
    )
    const client = world.process("client")
    const leave = Effect.fnUntraced(function* (id: string) {
      const polling = yield* Polling
      const fiber = yield* Effect.forkChild(
        Effect.exit(polling.await(id, { timeout: world.draw() < 0.5 ? 60_000 * world.draw() : "1 hour" })),
      )
      yield* Effect.sleep(60_000 * world.draw())
      yield* Fiber.interrupt(fiber)
    })
    const timers = yield* inProcess(
      client,
      connect(world, world.server("server"), app, { latency: latencyOf(world) }),
    )(
      Effect.forEach(
        Array.from({ length: waitsOfEach }, () => `job-${world.pick(2)}`),
        leave,
        { concurrency: "unbounded", discard: true },
      ).pipe(
        // Whatever has to be woken by the last one's leaving is, before any time goes by.
        Effect.andThen(Effect.sleep(1)),
        Effect.andThen(Effect.sync(client.timers)),
      ),
    )
    return timers === 0 ? [] : [`${timers} timers were left behind`]
  })
