import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import {
  Circuit,
  Distribution,
  Estimator,
  Gates,
  Jobs,
  Observable,
  Sampler,
  Sessions,
  Sweep,
} from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import type { Services } from "effect-ionq/Layer"
import type { Job } from "effect-ionq/schema/Job"
import * as Simulator from "effect-ionq/simulator"

const theta = Circuit.param("theta")
const rotated = Circuit.qis(2, [Gates.ry(0, theta), Gates.cnot(0, 1)])
const h2 = Observable.sum(
  [
    [-1.052373245772859, "II"],
    [0.39793742484318045, "IZ"],
    [-0.39793742484318045, "ZI"],
    [-0.01128010425623538, "ZZ"],
    [0.18093119978423156, "XX"],
  ],
  { qubit0: "right" },
)
const ansatz = Circuit.qis(2, [Gates.x(0), Gates.ry(1, theta), Gates.cnot(1, 0)])

const onIonQ =
  (options: Partial<Sampler.IonQOptions> = {}, emulator: Emulator.Options = {}) =>
  <A, E>(effect: Effect.Effect<A, E, Services | Sampler.Sampler | Estimator.Estimator>) =>
    inTime(effect).pipe(
      Effect.provide(
        Estimator.layer.pipe(
          Layer.provideMerge(Sampler.layerIonQ({ backend: "simulator", ...options })),
          Layer.provideMerge(Emulator.layerIonQ(emulator)),
        ),
      ),
    )

const at = <A, E>(effect: Effect.Effect<A, E, Estimator.Estimator | Sampler.Sampler>) =>
  effect.pipe(Effect.provide(Estimator.layer.pipe(Layer.provideMerge(Simulator.layerSampler()))))

/** The jobs that were submitted, the oldest first, without the children of those of many circuits. */
const submitted = Effect.gen(function* () {
  const jobs = yield* Jobs
  const all: ReadonlyArray<Job> = yield* Stream.runCollect(jobs.list({ pageSize: 100 }))
  const whole = yield* Effect.forEach(all, ({ id }) => jobs.get(id))
  const children = new Set(whole.flatMap(({ child_job_ids }) => child_job_ids ?? []))
  return whole.filter(({ id }) => !children.has(id)).toReversed()
})

const probabilityOf = (distribution: Distribution.Distribution, state: number) =>
  Distribution.get(distribution, state) / distribution.total

describe("a sampler at IonQ", () => {
  it.effect("measures 200 points of H2 in one multi-circuit job", () =>
    onIonQ()(
      Effect.gen(function* () {
        const sweep = Sweep.linspace("theta", -Math.PI, Math.PI, 200)
        const options = { observables: [h2], sweep, shots: 1000 }
        expect(yield* Estimator.plan(ansatz, options)).toEqual({
          circuits: 400,
          jobs: 1,
          shots: 0,
          gates: 200 * 3 + 200 * 5,
          price: { amount: 0, unit: "usd" },
        })
        const points = yield* Stream.runCollect(Sampler.orFail(Estimator.run(ansatz, options)))
        const exact = yield* at(Stream.runCollect(Sampler.orFail(Estimator.run(ansatz, options))))
        expect(points).toHaveLength(200)
        points.forEach(({ index, values, standardErrors }) => {
          expect(values[0]).toBeCloseTo(exact[index]!.values[0]!, 10)
          expect(standardErrors).toEqual([0])
        })
        const jobs = yield* submitted
        expect(jobs.map(({ type }) => type)).toEqual(["ionq.multi-circuit.v1"])
        expect(jobs[0]!.child_job_ids).toHaveLength(400)
      }),
    ),
  )

  it.effect(
    "gives each point as it is measured, the outcome on the circuit's own qubits however it was compiled",
    () =>
      Effect.gen(function* () {
        const swapped = Circuit.append(rotated, [Gates.rx(0, 0.3), Gates.swap(0, 1)])
        const sweep = Sweep.linspace("theta", 0.2, 2, 7)
        const points = (options: Partial<Sampler.IonQOptions>) =>
          onIonQ(options)(Stream.runCollect(Sampler.orFail(Sampler.run(swapped, { sweep }))))
        const plain = yield* points({})
        const exact = yield* at(Stream.runCollect(Sampler.orFail(Sampler.run(swapped, { sweep }))))
        for (const found of [
          yield* points({ compile: { target: "ms" } }),
          yield* points({ compile: { target: "zz" } }),
        ]) {
          found.forEach(({ index, distribution, shots }, i) => {
            expect(shots).toBeUndefined()
            for (const state of [0, 1, 2, 3]) {
              const wanted = probabilityOf(exact[index]!.distribution, state)
              expect(probabilityOf(distribution, state)).toBeCloseTo(wanted, 8)
              expect(probabilityOf(plain[i]!.distribution, state)).toBeCloseTo(wanted, 8)
            }
          })
        }
      }),
  )

  it.effect("counts shots under noise, and knows their error", () =>
    onIonQ({ noise: { model: "aria-1", seed: 7 } })(
      Effect.gen(function* () {
        const [point] = yield* Stream.runCollect(
          Sampler.orFail(Estimator.run(Circuit.bell(), { observables: [Observable.z(0)], shots: 2000 })),
        )
        expect(point!.shots).toBe(2000)
        expect(point!.standardErrors[0]).toBeCloseTo(1 / Math.sqrt(2000), 3)
        expect(Math.abs(point!.values[0]!)).toBeLessThan(5 * point!.standardErrors[0]!)
      }),
    ),
  )

  it.effect("sends a job for each number of shots, of many programs together", () =>
    onIonQ({ noise: { model: "forte-1", seed: 1 } })(
      Effect.gen(function* () {
        const programs = [100, 200, 100, 200, 100].map((shots) => ({ circuit: Circuit.bell(), shots }))
        expect(yield* Sampler.planAll(programs)).toMatchObject({ circuits: 5, jobs: 2, shots: 700 })
        const items = yield* Stream.runCollect(Sampler.orFail(Sampler.runAll(programs)))
        expect(items.map(({ program, shots }) => [program, shots]).sort((a, b) => a[0]! - b[0]!)).toEqual([
          [0, 100],
          [1, 200],
          [2, 100],
          [3, 200],
          [4, 100],
        ])
        const jobs = yield* submitted
        expect(new Set(jobs.map(({ shots }) => shots))).toEqual(new Set([100, 200]))
      }),
    ),
  )

  it.effect("sends weighted shots as a job for each number", () =>
    onIonQ({ noise: { model: "forte-1", seed: 1 } })(
      Effect.gen(function* () {
        const sweep = Sweep.linspace("theta", 0, 1, 3)
        const options = { observables: [h2], sweep, shots: 500, spread: "weighted" } as const
        expect(yield* Estimator.plan(ansatz, options)).toMatchObject({ circuits: 6, jobs: 2 })
        const points = yield* Stream.runCollect(Sampler.orFail(Estimator.run(ansatz, options)))
        expect(points).toHaveLength(3)
        const shots = (yield* submitted).map((job) => job.shots ?? 0)
        expect(shots).toHaveLength(2)
        // 0.807 of the coefficients are in the first group, 0.181 in the other.
        expect(Math.max(...shots) / Math.min(...shots)).toBeCloseTo(0.8071 / 0.1809, 1)
        expect(points[0]!.shots).toBe(shots[0]! + shots[1]!)
      }),
    ),
  )

  it.effect("takes up the jobs of an id, and submits only those that are missing", () =>
    onIonQ({ circuitsPerJob: 4 })(
      Effect.gen(function* () {
        const options = { sweep: Sweep.linspace("theta", 0, 1, 10), submissionId: "scan" }
        yield* Stream.runDrain(Stream.take(Sampler.run(rotated, options), 1))
        const before = yield* submitted
        expect(before.length).toBeGreaterThan(0)
        const items = yield* Stream.runCollect(Sampler.orFail(Sampler.run(rotated, options)))
        const again = yield* Stream.runCollect(Sampler.orFail(Sampler.run(rotated, options)))
        for (const points of [items, again]) {
          expect(points.map(({ index }) => index).sort((a, b) => a - b)).toEqual([
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
          ])
          for (const { point, distribution } of points) {
            expect(probabilityOf(distribution, 3)).toBeCloseTo(Math.sin(point["theta"]! / 2) ** 2, 10)
          }
        }
        const ids = (yield* submitted).map(({ metadata }) => metadata?.["effect-ionq.submission"])
        expect(ids).toHaveLength(3)
        expect(new Set(ids.map((id) => String(id).replace(/-[0-9a-f]{16}$/, "")))).toEqual(
          new Set(["scan#0", "scan#1", "scan#2"]),
        )
      }),
    ),
  )

  it.effect("gives no result of a call with other points or shots, whatever its id", () =>
    onIonQ({ backend: "simulator" })(
      Effect.gen(function* () {
        const at = (angle: number, shots: number) =>
          Stream.runCollect(
            Sampler.orFail(
              Sampler.run(rotated, { sweep: Sweep.points("theta", [angle]), shots, submissionId: "same" }),
            ),
          )
        for (const angle of [0.5, 2.5]) {
          const [item] = yield* at(angle, 100)
          expect(probabilityOf(item!.distribution, 3)).toBeCloseTo(Math.sin(angle / 2) ** 2, 10)
        }
        yield* at(2.5, 200)
        expect(yield* submitted).toHaveLength(3)
        yield* at(2.5, 200)
        expect(yield* submitted).toHaveLength(3)
      }),
    ),
  )

  it.effect("says the price before anything is sent, and keeps a budget", () =>
    onIonQ({ backend: "qpu.forte-1", shots: 1000, mitigation: { debiasing: false } })(
      Effect.gen(function* () {
        const options = { observables: [h2], sweep: Sweep.linspace("theta", 0, 1, 50) }
        const plan = yield* Estimator.plan(ansatz, options)
        // A gate on one qubit costs 0.0002 a shot at the emulator, one on two 0.001: 50 times 2 and 50 times 4, 100 times 1.
        expect(plan).toMatchObject({ circuits: 100, jobs: 1, shots: 100_000 })
        expect(plan.price).toEqual({
          amount: expect.closeTo(1000 * (300 * 0.0002 + 100 * 0.001), 6),
          unit: "usd",
        })
        expect(yield* submitted).toEqual([])
        const items = yield* Jobs.withBudget({ max: 100, unit: "usd" })(
          Stream.runCollect(Estimator.run(ansatz, options)),
        )
        expect(items).toHaveLength(50)
        for (const { result } of items) {
          expect(Result.isFailure(result) && result.failure.cause).toMatchObject({
            _tag: "BudgetExceededError",
          })
        }
        expect(yield* submitted).toEqual([])
      }),
    ),
  )

  it.effect("packs jobs within 5,000 circuits, 150,000 gates and 10 MB", () =>
    onIonQ()(
      Effect.gen(function* () {
        const plan = (circuit: Circuit.Circuit, count: number) =>
          Sampler.planAll(Array.from({ length: count }, () => ({ circuit })))
        expect(yield* plan(Circuit.bell(), 5000)).toMatchObject({ circuits: 5000, jobs: 1 })
        expect(yield* plan(Circuit.bell(), 5001)).toMatchObject({ circuits: 5001, jobs: 2 })
        const long = Circuit.qis(
          1,
          Array.from({ length: 300 }, () => Gates.h(0)),
        )
        expect(yield* plan(long, 500)).toMatchObject({ gates: 150_000, jobs: 1 })
        expect(yield* plan(long, 501)).toMatchObject({ jobs: 2 })
        const targets = Array.from({ length: 30 }, (_, qubit) => qubit)
        const terms = Array.from({ length: 3000 }, () => "XYZIZ".repeat(6))
        const wide = Circuit.qis(30, [
          Gates.pauliexp({ targets, terms, coefficients: terms.map(() => 0.125), time: 1 }),
        ])
        const bytes = JSON.stringify(wide.gates).length
        expect(yield* plan(wide, Math.floor(9_900_000 / bytes))).toMatchObject({ jobs: 1 })
        expect(yield* plan(wide, Math.ceil(10_000_000 / bytes))).toMatchObject({ jobs: 2 })
      }),
    ),
  )

  it.effect("plans the jobs that it sends, to the byte", () =>
    onIonQ()(
      Effect.gen(function* () {
        const named = (length: number) => ({
          circuit: Circuit.qis(1, [Gates.x(0)]).pipe(Circuit.named("n".repeat(length))),
        })
        const member = JSON.stringify({ gateset: "qis", qubits: 1, circuit: Gates.x(0), name: "" }).length + 3
        // At the limit of 10 MB, less the free 1,000 bytes and the fields of the request.
        const programs = (below: number) => [
          named(9_000_000 - member),
          named(1_000_000 - 1000 - below - member),
        ]
        expect(yield* Sampler.planAll(programs(200))).toMatchObject({ jobs: 1 })
        expect(yield* Sampler.planAll(programs(40))).toMatchObject({ jobs: 2 })
        yield* Stream.runDrain(Sampler.orFail(Sampler.runAll(programs(40))))
        expect(yield* submitted).toHaveLength(2)
      }),
    ),
  )

  it.effect("sends its settings, and joins the session in force", () =>
    onIonQ({
      backend: "qpu.forte-1",
      mitigation: { debiasing: true, symmetryVerification: false },
      settings: { compilation: { opt: 1 } },
      name: "scan",
      metadata: { fizz: "buzz" },
    })(
      Effect.gen(function* () {
        const sessions = yield* Sessions
        yield* sessions.with({ backend: "qpu.forte-1" })(
          Stream.runDrain(Sampler.orFail(Sampler.run(Circuit.bell(), { shots: 600 }))),
        )
        const [job] = yield* submitted
        expect(job).toMatchObject({
          name: "scan",
          shots: 600,
          metadata: { fizz: "buzz" },
          settings: { error_mitigation: { debiasing: true } },
        })
        expect(job!.session_id).toEqual(expect.any(String))
      }),
    ),
  )

  it.effect("keeps a point that failed apart from the others, with the error of IonQ", () =>
    onIonQ(
      { circuitsPerJob: 1 },
      { script: (_, index) => (index === 1 ? failing : undefined) },
    )(
      Effect.gen(function* () {
        const items = yield* Stream.runCollect(
          Sampler.run(rotated, { sweep: Sweep.points("theta", [0.1, 0.2, 0.3]) }),
        )
        const failed = items.filter(({ result }) => Result.isFailure(result))
        expect(items).toHaveLength(3)
        expect(failed).toHaveLength(1)
        const [{ result }] = failed as [Sampler.Sampled]
        const error = Result.isFailure(result) ? result.failure : undefined
        expect(error).toMatchObject({
          code: "Machine",
          jobId: expect.any(String),
          cause: { _tag: "JobFailedError" },
        })
      }),
    ),
  )

  it.effect("says what is wrong with a circuit, a sweep and an option", () =>
    Effect.gen(function* () {
      const codeOf = (circuit: Circuit.Circuit, options: Sampler.RunOptions) =>
        onIonQ()(Effect.flip(Stream.runDrain(Sampler.run(circuit, options)))).pipe(
          Effect.map(({ code, field }) => [code, field]),
        )
      expect(yield* codeOf(Circuit.qis(1, [Gates.h(2)]), {})).toEqual(["InvalidCircuit", undefined])
      expect(yield* codeOf(rotated, {})).toEqual(["InvalidSweep", "theta"])
      expect(yield* codeOf(Circuit.bell(), { shots: 2_000_000 })).toEqual(["InvalidOption", "shots"])
      const refused = yield* Effect.flip(onIonQ({ circuitsPerJob: 6000 })(Effect.void))
      expect(refused).toMatchObject({ code: "InvalidOption", field: "circuitsPerJob", limit: 5000 })
      const nothing = yield* onIonQ({ compile: { target: "ms" } })(
        Stream.runCollect(Sampler.orFail(Sampler.run(Circuit.qis(1, [Gates.x(0), Gates.x(0)])))),
      )
      expect(probabilityOf(nothing[0]!.distribution, 0)).toBe(1)
    }),
  )

  it.effect("is another one inside of another layer", () =>
    Effect.gen(function* () {
      const layer = Sampler.layerIonQ({ backend: "simulator" })
      const jobsOf = Effect.andThen(
        Stream.runDrain(Estimator.run(Circuit.bell(), { observables: [Observable.z(0)] })),
        submitted,
      ).pipe(Effect.provide(Estimator.layer), Effect.provide(layer))
      yield* inTime(
        Effect.gen(function* () {
          const inner = yield* Effect.provide(jobsOf, Emulator.layerIonQ())
          expect(inner).toHaveLength(1)
          // Nothing of the inner program got here.
          expect(yield* submitted).toEqual([])
          expect(yield* jobsOf).toHaveLength(1)
        }),
      ).pipe(Effect.provide(Estimator.layer), Effect.provide(layer), Effect.provide(Emulator.layerIonQ()))
    }),
  )
})

const failing = { failure: { code: "QuantumComputerError", message: "It broke." } } as const

describe("a sampler on this machine", () => {
  it.effect("is exact without noise, draws with it, and draws the same with the same seed", () =>
    Effect.gen(function* () {
      const run = (options: Simulator.SamplerOptions) =>
        Stream.runCollect(Sampler.orFail(Sampler.run(Circuit.ghz(3), { shots: 500 }))).pipe(
          Effect.provide(Simulator.layerSampler(options)),
          Effect.map(([point]) => point!),
        )
      const exact = yield* run({})
      expect(exact.distribution.kind).toBe("probabilities")
      expect(exact.shots).toBeUndefined()
      expect(probabilityOf(exact.distribution, 7)).toBeCloseTo(0.5, 12)
      for (const options of [{ sampled: true }, { noise: "aria-1" as const }]) {
        const [first, same, other] = [
          yield* run({ ...options, seed: 1 }),
          yield* run({ ...options, seed: 1 }),
          yield* run({ ...options, seed: 2 }),
        ]
        expect(first.shots).toBe(500)
        expect(first.distribution.total).toBe(500)
        expect(Distribution.toDecimals(same.distribution)).toEqual(
          Distribution.toDecimals(first.distribution),
        )
        expect(Distribution.toDecimals(other.distribution)).not.toEqual(
          Distribution.toDecimals(first.distribution),
        )
      }
      const refused = yield* Effect.flip(run({ noise: { oneQubit: 2, twoQubit: 0, qubits: 3 } }))
      expect(refused).toMatchObject({ code: "Machine", cause: { _tag: "SimulationError" } })
      expect(yield* Effect.flip(run({ seed: 0.5 }))).toMatchObject({ code: "InvalidOption", field: "seed" })
    }),
  )

  it.effect("draws anew in each call, and for each point", () =>
    Effect.gen(function* () {
      const run = Stream.runCollect(
        Sampler.orFail(Sampler.runAll([1, 2].map(() => ({ circuit: Circuit.ghz(2), shots: 10_000 })))),
      )
      const counts = (yield* Effect.all([run, run]))
        .flat()
        .map(({ distribution }) => Distribution.get(distribution, 0))
      expect(new Set(counts).size).toBe(4)
    }).pipe(Effect.provide(Simulator.layerSampler({ sampled: true, seed: 5 }))),
  )

  it.effect("measures a compiled circuit on the circuit's own qubits", () =>
    Effect.gen(function* () {
      const circuit = Circuit.qis(3, [Gates.x(0), Gates.swap(0, 2)])
      const moved = { ...circuit, measurementMap: [2, 1, 0] }
      const [point] = yield* Stream.runCollect(
        Sampler.orFail(Sampler.run(Object.assign(Circuit.mapQubits(circuit, [0, 1, 2]), moved))),
      )
      expect(Distribution.toDecimals(point!.distribution)).toEqual({ "1": 1 })
    }).pipe(Effect.provide(Simulator.layerSampler())),
  )
})
