import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { Circuit, Distribution, Estimator, Gates, IonQ, Jobs, Observable, Sampler, Sweep } from "effect-ionq"
import { Durable, layerSampler } from "effect-ionq/durable"
import * as Emulator from "effect-ionq/emulator"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inTime } from "effect-ionq/emulator"

const runsFile = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "durable-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
).pipe(Effect.map((folder) => join(folder, "runs.sqlite")))

const emulated =
  (options: Emulator.Options = {}) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provide(inTime(effect), Emulator.layer(options))

/** Another process on the same emulator and file. */
const process =
  (file: string) =>
  <A, E>(effect: Effect.Effect<A, E, Sampler.Sampler | Estimator.Estimator | Durable | Jobs>) =>
    Effect.provide(
      effect,
      Estimator.layer.pipe(
        Layer.provideMerge(layerSampler({ backend: "simulator", circuitsPerJob: 4 })),
        Layer.provideMerge(Durable.layerEmbedded({ file })),
        Layer.provideMerge(Layer.fresh(IonQ.layer({ apiKey: Emulator.defaultApiKey }))),
      ),
      { local: true },
    )

const circuit = Circuit.qis(1, [Gates.ry(0, Circuit.param("theta"))])
const sweep = Sweep.linspace("theta", 0, Math.PI, 10)
const jobCount = Effect.flatMap(Jobs, (jobs) => Stream.runCount(jobs.list()))

describe("a sweep with a name", () => {
  it.effect("is measured at each point, and taken up by a later process with no job twice", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      const scan = Sampler.run(circuit, { sweep, submissionId: "scan" }).pipe(Stream.runCollect)
      // The first process goes away while its jobs wait.
      yield* process(file)(
        Effect.gen(function* () {
          yield* Effect.forkChild(scan)
          const { attach } = yield* Durable
          const submitted = Effect.match(
            Effect.flatMap(attach("scan"), ({ progress }) => progress),
            { onFailure: () => 0, onSuccess: ({ submitted }) => submitted },
          )
          while ((yield* submitted) < 10) yield* Effect.sleep("100 millis")
        }),
      )
      yield* process(file)(
        Effect.gen(function* () {
          const points = yield* scan
          const again = yield* scan
          expect(points).toHaveLength(10)
          for (const { index, point, result } of points) {
            const { distribution, jobId } = Result.getOrThrow(result)
            const one = Math.sin((point["theta"] ?? 0) / 2) ** 2
            expect(Distribution.toBitstrings(distribution, { qubit0: "left" })["1"] ?? 0).toBeCloseTo(one)
            expect(again.find((each) => each.index === index)).toMatchObject({
              result: Result.succeed({ jobId }),
            })
          }
          expect(yield* jobCount).toBe(3)
          expect(yield* (yield* Durable).list()).toMatchObject([{ name: "scan", total: 10, done: 10 }])
        }),
      )
    }).pipe(Effect.scoped, emulated({ timing: { readyFor: "1 minute" } })),
  )

  it.effect("estimates observables", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* process(file)(
        Effect.gen(function* () {
          const points = yield* Estimator.run(circuit, {
            observables: [Observable.pauli({ 0: "Z" })],
            sweep,
            submissionId: "energies",
          }).pipe(Stream.runCollect)
          expect(points).toHaveLength(10)
          for (const { point, result } of points) {
            expect(Result.getOrThrow(result).values[0]).toBeCloseTo(Math.cos(point["theta"] ?? 0))
          }
          expect((yield* (yield* Durable).list()).map(({ name }) => name)).toEqual(["energies"])
        }),
      )
    }).pipe(Effect.scoped, emulated()),
  )

  it.effect("fails at each point where it has no name, or another sweep has it", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* process(file)(
        Effect.gen(function* () {
          const failures = (options: Sampler.RunOptions) =>
            Effect.map(Stream.runCollect(Sampler.run(circuit, options)), (points) =>
              points.map(({ result }) => (Result.isFailure(result) ? result.failure.message : "none")),
            )
          expect(yield* failures({ sweep })).toEqual(
            Array.from({ length: 10 }, () => expect.stringContaining("needs a submissionId")),
          )
          const paid = failures({ sweep, submissionId: "paid" }).pipe(
            Jobs.withBudget({ max: 1, unit: "usd" }),
          )
          expect(yield* paid).toEqual(
            Array.from({ length: 10 }, () => expect.stringContaining("give the budget to the layer")),
          )
          expect(yield* failures({ sweep, submissionId: "taken" })).not.toContain("needs")
          const other = Sweep.linspace("theta", 0, 1, 3)
          expect(yield* failures({ sweep: other, submissionId: "taken" })).toEqual(
            Array.from({ length: 3 }, () => expect.stringContaining("There is a run taken")),
          )
        }),
      )
    }).pipe(Effect.scoped, emulated()),
  )
})
