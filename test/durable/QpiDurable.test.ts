import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Option, Ref, Result, Stream } from "effect"
import { Circuit, Distribution, Gates, Param } from "effect-ionq"
import { HttpClient } from "effect/http"
import { Credentials, Qpi, QpiJobs } from "effect-ionq/qpi"
import { QpiDurable } from "effect-ionq/qpi/durable"
import * as Emulator from "effect-ionq/qpi/emulator"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inTime } from "effect-ionq/emulator"

const { email, password } = Emulator.defaultUser
const qpu = "emulator"

/** One server, the requests that it got, and processes that start anew each time and carry out the runs of one file. */
const server = Effect.fnUntraced(function* (options: Emulator.Options = {}) {
  const seen = yield* Ref.make<ReadonlyArray<string>>([])
  const transport = yield* Layer.build(Emulator.layer(options))
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "durable-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  )
  const file = join(folder, "runs.sqlite")
  const services = () =>
    Layer.fresh(
      Qpi.layerAny({
        url: "http://localhost",
        credentials: Credentials.userPassword(email, password),
        transport: HttpClient.tapRequest(({ method, url }) =>
          Ref.update(seen, (all) => [...all, `${method} ${new URL(url).pathname}`]),
        ),
      }).pipe(Layer.provide(Layer.succeedContext(transport))),
    )
  type Process = <A, E>(effect: Effect.Effect<A, E, QpiDurable | QpiJobs>) => Effect.Effect<A, unknown>
  const runner: Process = (effect) =>
    Effect.provide(effect, Layer.provideMerge(QpiDurable.layerEmbedded({ file }), services()), {
      local: true,
    })
  const client: Process = (effect) =>
    Effect.provide(
      effect,
      QpiDurable.layerClient.pipe(
        Layer.provide(Layer.fresh(QpiDurable.layerSqlite({ file }))),
        Layer.provideMerge(services()),
      ),
      { local: true },
    )
  return { runner, client, seen }
})

const sending = "POST /api/jobs"
const flips = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    qpu,
    circuits: Circuit.qis(3, [
      ...[0, 1, 2].filter((qubit) => (i >> qubit) & 1).map((qubit) => Gates.x(qubit)),
      Gates.x(0),
      Gates.x(0),
    ]),
    shots: 100 + i,
  }))
const jobCount = Effect.flatMap(QpiJobs, (jobs) => Stream.runCount(jobs.list()))

describe("a durable run on QPI", () => {
  it.effect("gives the counts of each circuit and each set of parameters, also to another process", () =>
    Effect.gen(function* () {
      const { runner, client } = yield* server()
      const theta = Param.make("theta")
      const turned = Circuit.qis(1, [Gates.rx(0, theta)])
      const all = yield* runner(
        Effect.gen(function* () {
          const run = yield* (yield* QpiDurable).start("first", [
            ...flips(3),
            {
              qpu,
              circuits: [Circuit.bell(), { program: turned, parameters: [[0], [Math.PI]] }],
              shots: 50,
            },
          ])
          return yield* run.await
        }),
      )
      expect(all.map(({ index, circuit }) => [index, circuit])).toEqual([
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 0],
        [3, 1],
        [3, 2],
      ])
      const counts = all.map(({ result }) =>
        Distribution.toBitstrings(Result.getOrThrow(result).probabilities, { qubit0: "left" }),
      )
      expect(counts.slice(0, 3)).toEqual([{ "000": 100 }, { "100": 101 }, { "010": 102 }])
      expect(counts.slice(4)).toEqual([{ "0": 50 }, { "1": 50 }])
      const read = yield* client(
        Effect.gen(function* () {
          return yield* (yield* (yield* QpiDurable).attach("first")).await
        }),
      )
      expect(read).toEqual(all)
    }).pipe(Effect.scoped, inTime),
  )

  it.effect("goes on in another process with no job twice, and searches for none that is written down", () =>
    Effect.gen(function* () {
      const { runner, seen } = yield* server({ times: { dispatch: "10 minutes" } })
      yield* runner(
        Effect.gen(function* () {
          const run = yield* (yield* QpiDurable).start("long", flips(8), { chunk: 4 })
          while ((yield* run.progress).submitted < 8) yield* Effect.sleep("100 millis")
          yield* Effect.sleep("3 seconds")
        }),
      )
      yield* Ref.set(seen, [])
      const { all, jobs } = yield* runner(
        Effect.gen(function* () {
          const all = yield* (yield* (yield* QpiDurable).attach("long")).await
          return { all, jobs: yield* jobCount }
        }),
      )
      expect(all.every(({ result }) => Result.isSuccess(result))).toBe(true)
      expect(jobs).toBe(8)
      expect(yield* Ref.get(seen)).not.toContain(sending)
    }).pipe(Effect.scoped, inTime),
  )

  it.effect("finds what a process had sent that died before it wrote it down", () =>
    Effect.gen(function* () {
      const { runner, seen } = yield* server({
        times: { dispatch: "10 minutes" },
        faults: {
          rules: [
            {
              fault: { kind: "delay", millis: 20_000, processed: true },
              method: "POST",
              path: "/api/jobs",
              times: 4,
            },
          ],
        },
      })
      const sent = Effect.map(Ref.get(seen), (all) => all.filter((request) => request === sending).length)
      yield* runner(
        Effect.gen(function* () {
          yield* (yield* QpiDurable).start("cut off", flips(4))
          while ((yield* sent) < 4) yield* Effect.sleep("100 millis")
        }),
      )
      const { all, jobs } = yield* runner(
        Effect.gen(function* () {
          const all = yield* (yield* (yield* QpiDurable).attach("cut off")).await
          return { all, jobs: yield* jobCount }
        }),
      )
      expect(all.every(({ result }) => Result.isSuccess(result))).toBe(true)
      expect(jobs).toBe(4)
      expect(yield* sent).toBe(4)
    }).pipe(Effect.scoped, inTime),
  )

  it.effect("is canceled by a process that does not carry it out", () =>
    Effect.gen(function* () {
      const { runner, client } = yield* server({ times: { dispatch: "1 hour" } })
      const failures = yield* runner(
        Effect.gen(function* () {
          const run = yield* (yield* QpiDurable).start("stopped", flips(3))
          while ((yield* run.progress).submitted < 3) yield* Effect.sleep("100 millis")
          yield* client(
            Effect.flatMap(QpiDurable, (durable) =>
              Effect.flatMap(durable.attach("stopped"), ({ cancel }) => cancel),
            ),
          )
          const all = yield* run.await
          expect(yield* run.progress).toMatchObject({ isCanceled: true, hasEnded: true, done: 3 })
          return all.map(({ result }) => Option.getOrThrow(Result.getFailure(result))._tag)
        }),
      )
      expect(failures).toEqual(["QpiJobCancelledError", "QpiJobCancelledError", "QpiJobCancelledError"])
    }).pipe(Effect.scoped, inTime),
  )

  it.effect("refuses what cannot be kept, and gives a failure as an outcome", () =>
    Effect.gen(function* () {
      const { runner } = yield* server()
      yield* runner(
        Effect.gen(function* () {
          const durable = yield* QpiDurable
          const points = { qpu, circuits: Circuit.bell(), measLevel: 1 as const }
          expect(yield* Effect.flip(durable.start("points", [points]))).toMatchObject({
            _tag: "InvalidRequestError",
            field: "requests[0].measLevel",
          })
          const run = yield* durable.start("lost", [{ qpu: "nowhere", circuits: Circuit.bell() }])
          const [outcome] = yield* run.await
          expect(Option.getOrThrow(Result.getFailure(outcome!.result))).toMatchObject({
            _tag: "QpuNotFoundError",
          })
        }),
      )
    }).pipe(Effect.scoped, inTime),
  )
})
