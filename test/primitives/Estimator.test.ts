import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { Circuit, Compiler, Estimator, Gates, Observable, Param, Sampler, Sweep } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import { applyAll, randomCircuit, seeded } from "../utils/circuits.ts"
import { zScoreTest } from "../utils/kolmogorov.ts"
import { denseOf, meanOf, observableOf, randomTerms } from "../utils/observables.ts"

const over = (sampler: Layer.Layer<Sampler.Sampler, Sampler.PrimitiveError>) =>
  Effect.provide(Estimator.layer.pipe(Layer.provideMerge(sampler)))
const exactly = over(Simulator.layerSampler())
/** The same simulator, which does not know its state: exact distributions of each group are all that it has. */
const byGroups = over(
  Layer.effect(
    Sampler.Sampler,
    Sampler.Sampler.useSync(({ machine }) => Sampler.make({ ...machine, expectations: undefined })),
  ).pipe(Layer.provide(Simulator.layerSampler())),
)
const drawn = (seed: number) => over(Simulator.layerSampler({ sampled: true, seed }))

const collect = (circuit: Circuit.Circuit, options: Estimator.RunOptions) =>
  Stream.runCollect(Sampler.orFail(Estimator.run(circuit, options)))

const codeOf = (effect: Effect.Effect<unknown, Sampler.PrimitiveError, Estimator.Estimator>) =>
  exactly(
    Effect.match(effect, {
      onFailure: ({ code, field }) => [code, field],
      onSuccess: () => ["none", undefined],
    }),
  )

const zeroState = (qubits: number) => {
  const state = { re: new Float64Array(2 ** qubits), im: new Float64Array(2 ** qubits) }
  state.re[0] = 1
  return state
}

/** The hydrogen molecule at 0.735 Å, in two qubits. */
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
const theta = Circuit.param("theta")
const ansatz = Circuit.qis(2, [Gates.x(0), Gates.ry(1, theta), Gates.cnot(1, 0)])

describe("an exact estimator", () => {
  it.effect("agrees with dense matrices within 1e-10, by the state and by groups, in both gatesets", () =>
    Effect.gen(function* () {
      let farthest = 0
      for (let seed = 0; seed < 200; seed++) {
        const random = seeded(seed)
        const qubits = 1 + (seed % 8)
        const circuit = randomCircuit(random, qubits, 1 + random.int(12), 4)
        const terms = [randomTerms(random, qubits), randomTerms(random, qubits)]
        const observables = terms.map(observableOf)
        const state = applyAll(zeroState(qubits), circuit.gates)
        const wanted = terms.map((each) => meanOf(denseOf(each, qubits), state))
        const native =
          seed % 8 < 3
            ? Result.getOrThrow(Compiler.compile(circuit, { target: "ms", end: "measured" }))
            : circuit
        // An empty circuit is refused, and phases before a measurement are lost.
        const compiled = native.gates.length === 0 ? circuit : native
        const found = [
          yield* exactly(collect(circuit, { observables })),
          yield* byGroups(collect(circuit, { observables })),
          ...(compiled === circuit
            ? []
            : [yield* byGroups(collect(exactlyCompiled(circuit), { observables }))]),
        ]
        for (const [point] of found) {
          point!.values.forEach((value, i) => (farthest = Math.max(farthest, Math.abs(value - wanted[i]!))))
          expect(point!.standardErrors).toEqual([0, 0])
          expect(point!.shots).toBe(0)
        }
      }
      expect(farthest).toBeLessThan(1e-10)
    }),
  )

  it.effect("scans H2 and finds its ground state", () =>
    Effect.gen(function* () {
      const points = yield* exactly(
        collect(ansatz, { observables: [h2], sweep: Sweep.linspace("theta", -Math.PI, Math.PI, 2001) }),
      )
      expect(points.map(({ index }) => index)).toEqual(Array.from({ length: 2001 }, (_, i) => i))
      const lowest = points.reduce((a, b) => (b.values[0]! < a.values[0]! ? b : a))
      expect(lowest.values[0]).toBeCloseTo(-1.857275, 5)
    }),
  )

  it.effect("gives observables that need no measurement at once", () =>
    Effect.gen(function* () {
      const sweep = Sweep.points("theta", [1, 2])
      const constants = [Observable.scale(Observable.identity, 3), Observable.zero]
      for (const on of [exactly, byGroups, drawn(1)]) {
        const points = yield* on(collect(ansatz, { observables: constants, sweep }))
        expect(points.map(({ index, values, shots }) => [index, values, shots])).toEqual([
          [0, [3, 0], 0],
          [1, [3, 0], 0],
        ])
      }
    }),
  )
})

const exactlyCompiled = (circuit: Circuit.Circuit): Circuit.Circuit => {
  const compiled = Result.getOrThrow(Compiler.compile(circuit, { target: "ms" }))
  return compiled.gates.length === 0 ? circuit : compiled
}

describe("a sampled estimator", () => {
  it.effect("has errors that are those of its shots: z-scores are standard normal", () =>
    Effect.gen(function* () {
      const pValues: Array<number> = []
      // Few of the 20 seeds of `npm run conformance`.
      for (const seed of [1, 2]) pValues.push(yield* zScoreTest(seed, 400, 4000))
      expect(pValues.filter((p) => p < 0.05)).toEqual([])
    }),
  )

  it.effect("counts the covariances of terms that are measured together", () =>
    Effect.gen(function* () {
      // Z0 + Z1 after a Bell pair is 2 or -2, and Z0 - Z1 is 0 each time.
      const observables = [
        Observable.add(Observable.z(0), Observable.z(1)),
        Observable.subtract(Observable.z(0), Observable.z(1)),
      ]
      const [point] = yield* drawn(3)(collect(Circuit.bell(), { observables, shots: 10_000 }))
      expect(point!.standardErrors[0]).toBeCloseTo(2 / Math.sqrt(10_000), 3)
      expect(point!.values[1]).toBe(0)
      // All shots came out alike, which leaves a little doubt.
      expect(point!.standardErrors[1]).toBeCloseTo(Math.SQRT2 / 10_000, 7)
      expect(point!.shots).toBe(10_000)
    }),
  )

  it.effect("keeps the precision that was asked for, with fewer shots where they are weighted", () =>
    Effect.gen(function* () {
      const sweep = Sweep.linspace("theta", 0.3, 2.9, 5)
      const options = { observables: [h2], sweep, precision: 0.01 }
      const even = yield* drawn(4)(collect(ansatz, options))
      const weighted = yield* drawn(5)(collect(ansatz, { ...options, spread: "weighted" }))
      for (const points of [even, weighted]) {
        for (const { standardErrors, values, point } of points) {
          expect(standardErrors[0]).toBeLessThan(0.01)
          const [exact] = yield* exactly(collect(ansatz, { observables: [h2], sweep: Sweep.rows([point]) }))
          expect(Math.abs(values[0]! - exact!.values[0]!)).toBeLessThan(5 * standardErrors[0]!)
        }
      }
      expect(weighted[0]!.shots).toBeLessThan(even[0]!.shots)
    }),
  )

  it.effect("has an error with few shots and where all came out alike", () =>
    Effect.gen(function* () {
      const run = (shots: number) =>
        drawn(6)(collect(Circuit.bell(), { observables: [Observable.scale(Observable.z(0), 3)], shots }))
      const [one] = yield* run(1)
      expect(one!.standardErrors[0]).toBeCloseTo(3 * Math.sqrt(0.75), 10)
      // The exact error of a mean over n shots, over all outcomes: at most that much too small or large.
      const [many] = yield* run(100_000)
      expect(many!.standardErrors[0]! / (3 / Math.sqrt(100_000))).toBeCloseTo(1, 3)
      const [alike] = yield* drawn(7)(
        collect(Circuit.qis(1, [Gates.ry(0, 0.001)]), { observables: [Observable.z(0)], shots: 100 }),
      )
      expect(alike!.values).toEqual([1])
      expect(alike!.standardErrors[0]).toBeCloseTo(Math.SQRT2 / 100, 3)
    }),
  )
})

/** A circuit with its parameters in every place that a rule holds for. */
const parametric = (seed: number): Circuit.Circuit<"qis"> => {
  const random = seeded(seed)
  const names = ["a", "b", "c"]
  const angle = () => {
    const one = Param.times(Circuit.param(random.pick(names)), random.pick([1, -1, 0.5, 2]))
    const other = Param.times(Circuit.param(random.pick(names)), random.next())
    return Param.plus(random.next() < 0.5 ? one : Param.plus(one, other), random.next())
  }
  const [x, y, z] = random.shuffled([0, 1, 2])
  const gates = Array.from({ length: 6 }, () => {
    switch (random.int(8)) {
      case 0:
        return random.pick([Gates.rx, Gates.ry, Gates.rz])(x!, angle())
      case 1:
        return random.pick([Gates.xx, Gates.yy, Gates.zz])(x!, y!, angle())
      case 2:
        return Gates.phase(y!, angle())
      case 3:
        return Gates.controlled(random.pick([Gates.rx, Gates.ry, Gates.rz])(z!, angle()), x!)
      case 4:
        return Gates.controlled(Gates.phase(y!, angle()), x!, z!)
      case 5: {
        const { target: _, ...rotated } = Gates.ry(x!, angle())
        return { ...rotated, targets: [x!, z!] }
      }
      case 6:
        return Gates.pauliexp({
          targets: [x!, y!],
          terms: ["XY", "ZI", "II"],
          coefficients: [angle(), 0.7, angle()],
          time: Param.plus(Param.times(Circuit.param(random.pick(names)), 0.3), 2),
        })
      default:
        return Gates.controlled(
          Gates.pauliexp({
            targets: [x!, y!],
            terms: ["XY", "II"],
            coefficients: [angle(), angle()],
            time: 0.8,
          }),
          z!,
        )
    }
  })
  const spread = [0, 1, 2].map((qubit) => Gates.ry(qubit, 0.4 + qubit))
  const all = Circuit.qis(3, [...spread, ...gates, Gates.cnot(0, 1), Gates.ry(1, Circuit.param("a"))])
  return all
}

describe("a gradient", () => {
  it.effect("agrees with central differences, with parameters that come again and in sums", () =>
    Effect.gen(function* () {
      let farthest = 0
      for (let seed = 0; seed < 60; seed++) {
        const random = seeded(seed)
        const circuit = parametric(seed)
        const observable = observableOf(randomTerms(random, 3))
        const at = Object.fromEntries(
          [...Circuit.parameters(circuit)].map((name) => [name, random.next() - 0.5]),
        )
        const step = 1e-4
        const { gradient } = yield* exactly(Estimator.gradient(circuit, { observable, at }))
        expect(Object.keys(gradient).sort()).toEqual(Object.keys(at).sort())
        for (const name of Object.keys(at)) {
          const rows = [2, 1, -1, -2].map((k) => ({ ...at, [name]: at[name]! + k * step }))
          const values = yield* exactly(
            collect(circuit, { observables: [observable], sweep: Sweep.rows(rows) }),
          )
          const [a, b, c, d] = values.map((point) => point.values[0]!)
          // Differences of the fourth order: their error is far below 1e-6.
          const difference = (-a! + 8 * b! - 8 * c! + d!) / (12 * step)
          farthest = Math.max(farthest, Math.abs(gradient[name]! - difference))
        }
      }
      expect(farthest).toBeLessThan(1e-6)
    }),
  )

  it.effect("takes two circuits for each use and group, four under controls, and says so before", () =>
    Effect.gen(function* () {
      const twice = Circuit.qis(2, [
        Gates.ry(0, theta),
        Gates.controlled(Gates.ry(1, Param.times(theta, 2)), 0),
        Gates.rz(0, 0.3),
      ])
      const options = { observable: h2, at: { theta: 0.2 }, shots: 500 }
      const plan = yield* drawn(1)(Estimator.planGradient(twice, options))
      expect(plan).toMatchObject({ circuits: 12, shots: 6000, jobs: 0, price: { amount: 0, unit: "usd" } })
      const { gradient, standardErrors, shots } = yield* drawn(1)(Estimator.gradient(twice, options))
      expect(shots).toBe(6000)
      const exact = yield* exactly(Estimator.gradient(twice, options))
      expect(standardErrors["theta"]).toBeGreaterThan(0.005)
      expect(Math.abs(gradient["theta"]! - exact.gradient["theta"]!)).toBeLessThan(
        5 * standardErrors["theta"]!,
      )
      expect(yield* exactly(Estimator.planGradient(twice, options))).toMatchObject({ circuits: 6, shots: 0 })
    }),
  )

  it.effect("keeps the precision that was asked for in each of its entries", () =>
    Effect.gen(function* () {
      for (let seed = 0; seed < 4; seed++) {
        const circuit = parametric(seed)
        const at = Object.fromEntries([...Circuit.parameters(circuit)].map((name) => [name, 0.3]))
        const observable = observableOf(randomTerms(seeded(seed), 3))
        for (const spread of ["even", "weighted"] as const) {
          const options = { observable, at, precision: 0.4, spread }
          const found = yield* drawn(seed)(Estimator.gradient(circuit, options))
          const exact = yield* exactly(Estimator.gradient(circuit, options))
          for (const name of Object.keys(at)) {
            expect(found.standardErrors[name]).toBeLessThanOrEqual(0.4)
            expect(Math.abs(found.gradient[name]! - exact.gradient[name]!)).toBeLessThan(1.6)
          }
        }
      }
    }),
  )

  it.effect("refuses what has no rule, with its place", () =>
    Effect.gen(function* () {
      const native = Circuit.native(1, [Gates.gpi(0, 0), Gates.gpi2(0, theta)])
      const refused = yield* exactly(
        Effect.flip(Estimator.gradient(native, { observable: Observable.z(0), at: { theta: 0 } })),
      )
      expect(refused).toMatchObject({ code: "NoShiftRule", field: "gpi2" })
      expect(refused.message).toContain("Gate 1 (gpi2)")
      const late = Circuit.qis(1, [
        Gates.pauliexp({ targets: [0], terms: ["X"], coefficients: [1], time: theta }),
      ])
      expect(
        yield* codeOf(Estimator.gradient(late, { observable: Observable.z(0), at: { theta: -1 } })),
      ).toEqual(["NoShiftRule", "pauliexp"])
      expect(yield* codeOf(Estimator.gradient(ansatz, { observable: h2, at: {} }))).toEqual([
        "InvalidSweep",
        "theta",
      ])
    }),
  )
})

describe("what is wrong with a call", () => {
  it.effect("is known before anything is measured", () =>
    Effect.gen(function* () {
      const sweep = Sweep.points("theta", [1])
      const wrong = (options: Partial<Estimator.RunOptions>) =>
        codeOf(collect(ansatz, { observables: [h2], sweep, ...options }))
      expect(yield* wrong({ shots: 0 })).toEqual(["InvalidOption", "shots"])
      expect(yield* wrong({ shots: 1.5 })).toEqual(["InvalidOption", "shots"])
      expect(yield* wrong({ precision: 0 })).toEqual(["InvalidOption", "precision"])
      const [few] = yield* Effect.flip(
        drawn(1)(collect(ansatz, { observables: [h2], sweep, precision: 1e-9 })),
      ).pipe(Effect.map(({ code, field, limit }) => [[code, field, limit]]))
      expect(few).toEqual(["InvalidOption", "precision", 100_000_000])
      // Callers without types may write anything.
      expect(yield* wrong({ spread: "foo" as "even" })).toEqual(["InvalidOption", "spread"])
      expect(yield* wrong({ observables: [] })).toEqual(["InvalidOption", "observables"])
      expect(yield* wrong({ precision: 0.1, shots: 10 })).toEqual(["InvalidOption", "precision"])
      expect(yield* wrong({ observables: [Observable.z(2)] })).toEqual(["InvalidObservable", undefined])
      expect(yield* wrong({ observables: [Observable.scale(h2, [0, 1])] })).toEqual([
        "InvalidObservable",
        undefined,
      ])
      expect(yield* wrong({ sweep: undefined })).toEqual(["InvalidSweep", "theta"])
      expect(yield* wrong({ sweep: Sweep.points("phi", [1]) })).toEqual(["InvalidSweep", "phi"])
      expect(yield* wrong({ sweep: Sweep.points("theta", [Number.NaN]) })).toEqual([
        "InvalidSweep",
        undefined,
      ])
      expect(yield* codeOf(collect(Circuit.qis(1, [Gates.h(1)]), { observables: [] }))).toEqual([
        "InvalidCircuit",
        undefined,
      ])
      // Compiled for its outcomes alone, it no longer has the state of the original.
      const swapped = Circuit.qis(2, [Gates.x(0), Gates.h(1), Gates.swap(0, 1)])
      const compiled = Result.getOrThrow(Compiler.compile(swapped, { target: "ms", end: "measured" }))
      expect(compiled.measurementMap).toBeDefined()
      const mapped = ["InvalidCircuit", "measurementMap"]
      expect(yield* codeOf(collect(compiled, { observables: [Observable.x(0)] }))).toEqual(mapped)
      expect(yield* codeOf(Estimator.gradient(compiled, { at: {}, observable: Observable.x(0) }))).toEqual(
        mapped,
      )
    }),
  )

  it.effect("is an item where it is one point's alone", () =>
    Effect.gen(function* () {
      const pulse = Circuit.qis(1, [
        Gates.pauliexp({ targets: [0], terms: ["X"], coefficients: [1], time: Circuit.param("t") }),
      ])
      const sweep = Sweep.points("t", [0.1, -1, 0.2])
      for (const on of [exactly, byGroups, drawn(1)]) {
        const items = yield* on(
          Stream.runCollect(Estimator.run(pulse, { observables: [Observable.z(0), Observable.x(0)], sweep })),
        )
        expect(items.map(({ index, point }) => [index, point])).toEqual([
          [0, { t: 0.1 }],
          [1, { t: -1 }],
          [2, { t: 0.2 }],
        ])
        expect(items.map(({ result }) => Result.isSuccess(result))).toEqual([true, false, true])
      }
      const failed = yield* exactly(Effect.flip(collect(pulse, { observables: [Observable.z(0)], sweep })))
      expect(failed.code).toBe("InvalidCircuit")
    }),
  )
})
