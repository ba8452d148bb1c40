/** Many who wait, on a virtual clock: what the shared loop asks, against a loop for each job. */
import { Clock, Effect, Fiber, Layer, Random, Schedule } from "effect"
import { IonQ, Jobs, Polling } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { Fault } from "effect-ionq/emulator"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { type Outcome, outcome } from "./cloud.ts"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
}

const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** Runs an effect on a virtual clock that goes on by steps. */
const inTime = <A, E, R>(effect: Effect.Effect<A, E, R>, step: number) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(effect)
    while (fiber.pollUnsafe() === undefined) {
      yield* turn
      yield* TestClock.adjust(step)
      yield* turn
    }
    return yield* Fiber.join(fiber)
  }).pipe(Effect.provide(TestClock.layer()))

const services = (emulator: Emulator.Options, told: () => void) =>
  Layer.provideMerge(
    IonQ.layer({
      apiKey: Emulator.defaultApiKey,
      baseUrl: "http://localhost/v0.4",
      onRequest: () => Effect.sync(told),
    }),
    Emulator.layer(emulator),
  )

/** Requests that `count` waiters make whose jobs end within a minute, and how late each end was seen, in milliseconds. */
const waiting = (ends: ReadonlyArray<number>, schedule: Schedule.Schedule<unknown>, shared: boolean) => {
  let requests = 0
  const times = ends.map((end) => ({ submittedFor: 0, readyFor: 0, startedFor: end }))
  return Effect.gen(function* () {
    const jobs = yield* Jobs
    const submitted = yield* Effect.forEach(ends, () => jobs.submit(request))
    const start = yield* Clock.currentTimeMillis
    requests = 0
    const late: Array<number> = []
    yield* Effect.forEach(
      submitted,
      Effect.fnUntraced(function* ({ id }, i) {
        const polling = shared ? yield* Polling : undefined
        if (polling !== undefined) yield* polling.await(id, { schedule, timeout: "10 minutes" })
        else {
          const step = yield* Schedule.toStepWithSleep(schedule)
          while ((yield* jobs.get(id)).status !== "completed") yield* Effect.orDie(step(undefined))
        }
        late.push((yield* Clock.currentTimeMillis) - start - (ends[i] ?? 0))
      }),
      { concurrency: "unbounded" },
    )
    return { requests, late: Math.max(...late) }
  }).pipe(Effect.provide(services({ script: (_, index) => times[index] }, () => requests++)), (effect) =>
    inTime(effect, 250),
  )
}

export const polling = (seed: number, count: number): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const schedule = Schedule.spaced("1 second")
    const ends = yield* Effect.forEach(Array.from({ length: count }), () => Random.nextIntBetween(0, 60_000))
    const alone = yield* waiting(ends, schedule, false)
    const shared = yield* waiting(ends, schedule, true)
    return outcome(
      {
        waiters: count,
        "requests of a loop for each": alone.requests,
        "requests of the shared loop": shared.requests,
        ratio: (alone.requests / shared.requests).toFixed(1),
        "latest end seen after (ms)": shared.late,
      },
      {
        "at most a fiftieth of the requests": shared.requests * 50 <= alone.requests,
        "every end is seen within one interval": shared.late <= 1000,
      },
    )
  }).pipe(Random.withSeed(seed))

const day = 24 * 3_600_000

/** A day of 503 for everything that is asked, within a budget of two. */
export const outage: Effect.Effect<Outcome, unknown> = Effect.suspend(() => {
  let requests = 0
  return Effect.gen(function* () {
    const http = yield* HttpClient.HttpClient
    const jobs = yield* Jobs
    const polling = yield* Polling
    const { id } = yield* jobs.submit(request)
    const start = yield* Clock.currentTimeMillis
    yield* Effect.forkChild(Effect.delay(http.del("http://localhost/emulator/faults"), day))
    const job = yield* polling.await(id, { timeout: "48 hours" })
    const after = (yield* Clock.currentTimeMillis) - start - day
    return outcome(
      { "requests during the outage": requests, "end seen after it (ms)": after },
      {
        "the wait outlived it": job.status === "completed" && after >= 0,
        "the end is seen within two polls": after <= 90_000,
      },
    )
  }).pipe(
    Effect.provide(
      services(
        { faults: { random: { seed: 1, rate: 1, faults: [Fault.serverError(503)], method: "GET" } } },
        () => requests++,
      ),
    ),
    (effect) => inTime(effect, 5000),
  )
})
