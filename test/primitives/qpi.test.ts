import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { Circuit, Distribution, Estimator, Gates, Observable, Sampler, Sweep } from "effect-ionq"
import { layerSampler, QpiJobs, type SamplerOptions } from "effect-ionq/qpi"
import * as QpiEmulator from "effect-ionq/qpi/emulator"
import * as Simulator from "effect-ionq/simulator"
import { inTime } from "effect-ionq/emulator"

const theta = Circuit.param("theta")
const circuit = Circuit.qis(3, [
  Gates.ry(0, theta),
  Gates.cnot(0, 1),
  Gates.rx(2, 0.4),
  Gates.zz(1, 2, theta),
])
const observables = [Observable.pauli("XXI", { qubit0: "left" }), Observable.z(1)]
const sweep = Sweep.linspace("theta", 0.2, 2.8, 12)

const onQpi =
  (options: Partial<SamplerOptions> = {}) =>
  <A, E>(effect: Effect.Effect<A, E, Sampler.Sampler | Estimator.Estimator | QpiJobs>) =>
    inTime(effect).pipe(
      Effect.provide(
        Estimator.layer.pipe(
          Layer.provideMerge(layerSampler({ qpu: "emulator", ...options })),
          Layer.provideMerge(QpiEmulator.layerQpi({ seed: 7 })),
        ),
      ),
    )

const jobs = Effect.flatMap(QpiJobs, (service) => Stream.runCollect(service.list()))

describe("a sampler on QPI", () => {
  it.effect("measures what the simulator has, within the errors that it gives", () =>
    Effect.gen(function* () {
      const run = Stream.runCollect(
        Sampler.orFail(Estimator.run(circuit, { observables, sweep, shots: 4000 })),
      )
      const exact = yield* run.pipe(Effect.provide(Estimator.layer), Effect.provide(Simulator.layerSampler()))
      const found = yield* onQpi()(Effect.all([run, jobs]))
      const [points, submitted] = found
      expect(submitted).toHaveLength(1)
      expect(points).toHaveLength(12)
      for (const { index, values, standardErrors, shots, jobIds } of points) {
        expect(jobIds).toEqual([submitted[0]!.id])
        expect(shots).toBe(8000)
        values.forEach((value, i) => {
          expect(standardErrors[i]).toBeGreaterThan(0)
          expect(Math.abs(value - exact[index]!.values[i]!)).toBeLessThan(5 * standardErrors[i]!)
        })
      }
    }),
  )

  it.effect("puts outcomes on the circuit's own qubits, and shots of several numbers into one job", () =>
    onQpi()(
      Effect.gen(function* () {
        const flipped = Circuit.qis(3, [Gates.x(0)])
        const programs = [
          { circuit: flipped, shots: 100 },
          { circuit: flipped, shots: 300 },
        ]
        expect(yield* Sampler.planAll(programs)).toEqual({
          circuits: 2,
          jobs: 1,
          shots: 400,
          gates: 2,
          price: undefined,
        })
        const items = yield* Stream.runCollect(Sampler.orFail(Sampler.runAll(programs)))
        expect(
          items.map(({ distribution, shots }) => [Distribution.toDecimals(distribution), shots]),
        ).toEqual([
          [{ "1": 100 }, 100],
          [{ "1": 300 }, 300],
        ])
        expect(yield* jobs).toHaveLength(1)
      }),
    ),
  )

  it.effect("keeps within the server's limit of 1 MiB", () =>
    onQpi()(
      Effect.gen(function* () {
        const long = Circuit.random(4, { depth: 40, seed: 1 })
        const programs = Array.from({ length: 500 }, () => ({ circuit: long, shots: 10 }))
        const plan = yield* Sampler.planAll(programs)
        expect(plan.jobs).toBeGreaterThan(1)
        const items = yield* Stream.runCollect(Sampler.orFail(Sampler.runAll(programs)))
        expect(items).toHaveLength(500)
        expect(yield* jobs).toHaveLength(plan.jobs)
      }),
    ),
  )

  it.effect("takes up the jobs of an id, and submits only those that are missing", () =>
    onQpi({ circuitsPerJob: 4 })(
      Effect.gen(function* () {
        const scan = (points: Sweep.Sweep) =>
          Sampler.run(circuit, { sweep: points, shots: 100, submissionId: "scan 1" })
        yield* Stream.runDrain(Stream.take(scan(sweep), 1))
        const before = (yield* jobs).length
        expect(before).toBeGreaterThan(0)
        const first = yield* Stream.runCollect(Sampler.orFail(scan(sweep)))
        const again = yield* Stream.runCollect(Sampler.orFail(scan(sweep)))
        const countsOf = (points: typeof first) =>
          points
            .toSorted((a, b) => a.index - b.index)
            .map(({ distribution }) => Distribution.toDecimals(distribution))
        expect(countsOf(again)).toEqual(countsOf(first))
        expect(first).toHaveLength(12)
        expect(yield* jobs).toHaveLength(3)
        // Other points are other jobs.
        yield* Stream.runDrain(Sampler.orFail(scan(Sweep.slice(sweep, 1))))
        expect(yield* jobs).toHaveLength(6)
      }),
    ),
  )

  it.effect("gives errors as items", () =>
    Effect.gen(function* () {
      const run = Stream.runCollect(Sampler.run(circuit, { sweep: Sweep.slice(sweep, 0, 2) }))
      const codes = (items: ReadonlyArray<Sampler.Sampled>) =>
        items.map(({ result }) =>
          Result.isFailure(result) ? [result.failure.code, result.failure.field] : "none",
        )
      const nowhere = yield* onQpi({ qpu: "none" })(run)
      expect(codes(nowhere)).toEqual([
        ["Machine", undefined],
        ["Machine", undefined],
      ])
      const [first] = nowhere
      expect(Result.isFailure(first!.result) && first!.result.failure.cause).toMatchObject({
        _tag: "QpuNotFoundError",
      })
      expect(yield* Effect.flip(onQpi({ circuitsPerJob: 0 })(run))).toMatchObject({
        field: "circuitsPerJob",
      })
    }),
  )

  it.effect("refuses a precision, and shots, that take more than the processor has", () =>
    Effect.gen(function* () {
      const refused = (options: Partial<SamplerOptions>, asked: { precision?: number; shots?: number }) =>
        onQpi(options)(
          Effect.gen(function* () {
            const run = Sampler.orFail(Estimator.run(circuit, { observables, sweep, ...asked }))
            const { code, field, limit } = yield* Effect.flip(Stream.runDrain(run))
            expect(yield* jobs).toEqual([])
            return [code, field, limit]
          }),
        )
      expect(yield* refused({}, { precision: 1e-4 })).toEqual(["InvalidOption", "precision", 1_000_000])
      expect(yield* refused({}, { shots: 1_000_001 })).toEqual(["InvalidOption", "shots", 1_000_000])
      const few = { mostShots: 5000 }
      expect(yield* refused(few, { precision: 0.01 })).toEqual(["InvalidOption", "precision", 5000])
      const fits = Stream.runCollect(
        Sampler.orFail(Estimator.run(circuit, { observables, precision: 0.05, sweep })),
      )
      expect(yield* onQpi(few)(fits)).toHaveLength(12)
      const wrong = [{ mostShots: 0 }, { mostShots: 1.5 }, { mostShots: 10, shots: 11 }, { mostShots: 1000 }]
      const found = yield* Effect.forEach(wrong, (options) => Effect.flip(onQpi(options)(fits)))
      expect(found).toMatchObject(
        ["mostShots", "mostShots", "shots", "shots"].map((field) => ({ code: "InvalidOption", field })),
      )
    }),
  )
})
