import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { Circuit, Distribution, Estimator, Gates, Observable, Sampler, Sweep } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import { layerSampler } from "effect-ionq/qpi"
import * as QpiEmulator from "effect-ionq/qpi/emulator"
import * as Simulator from "effect-ionq/simulator"

const onIonQ = (options: Partial<Sampler.IonQOptions> = {}) =>
  Sampler.layerIonQ({ backend: "simulator", ...options }).pipe(Layer.provide(Emulator.layerIonQ()))

/** Every kind of machine. */
const machines: Readonly<Record<string, Layer.Layer<Sampler.Sampler, unknown>>> = {
  "the simulator": Simulator.layerSampler(),
  "the simulator with shots": Simulator.layerSampler({ sampled: true, seed: 1 }),
  "the simulator with noise": Simulator.layerSampler({ noise: "forte-1", seed: 1 }),
  IonQ: onIonQ(),
  "IonQ with a compiler": onIonQ({ compile: { target: "ms" } }),
  QPI: layerSampler({ qpu: "emulator" }).pipe(Layer.provide(QpiEmulator.layerQpi({ seed: 1 }))),
}

const on = <A, E>(
  machine: string,
  effect: Effect.Effect<A, E, Sampler.Sampler | Estimator.Estimator>,
): Effect.Effect<A, unknown> =>
  inTime(effect).pipe(Effect.provide(Estimator.layer.pipe(Layer.provideMerge(machines[machine]!))))

const theta = Circuit.param("theta")
const rotated = Circuit.qis(1, [Gates.ry(0, theta)])
const timed = Circuit.qis(1, [Gates.pauliexp({ targets: [0], terms: ["X"], coefficients: [1], time: theta })])

/** Good points at both ends, and a bad one between. */
const sweepOf = (bad: () => unknown) =>
  Sweep.make({
    size: 3,
    names: ["theta"],
    // What is bad is no point.
    pointAt: (index) => (index === 1 ? bad() : { theta: 0.1 }) as Sweep.Point,
  })

const failing = () => {
  throw new RangeError("no such row")
}

interface Item {
  readonly index: number
  readonly result: Result.Result<unknown, Sampler.PrimitiveError>
}

const codesOf = (items: ReadonlyArray<Item>) =>
  items
    .toSorted((a, b) => a.index - b.index)
    .map(({ result }) => (Result.isFailure(result) ? [result.failure.code, result.failure.field] : "whole"))

describe("every machine", () => {
  for (const machine of Object.keys(machines)) {
    it.effect(`${machine} refuses the same points, each for itself`, () =>
      on(
        machine,
        Effect.gen(function* () {
          const cases: ReadonlyArray<readonly [Circuit.Circuit, () => unknown, unknown]> = [
            [rotated, failing, ["InvalidSweep", "pointAt"]],
            [rotated, () => undefined, ["InvalidSweep", "pointAt"]],
            [rotated, () => ({}), ["InvalidSweep", "theta"]],
            [rotated, () => ({ theta: Number.NaN }), ["InvalidSweep", "theta"]],
            [rotated, () => ({ theta: 1, phi: 2 }), ["InvalidSweep", "phi"]],
            [timed, () => ({ theta: -1 }), ["InvalidCircuit", undefined]],
          ]
          for (const [circuit, bad, refusal] of cases) {
            const sweep = sweepOf(bad)
            const wanted = ["whole", refusal, "whole"]
            expect(codesOf(yield* Stream.runCollect(Sampler.run(circuit, { sweep })))).toEqual(wanted)
            const observables = [Observable.z(0), Observable.x(0)]
            expect(codesOf(yield* Stream.runCollect(Estimator.run(circuit, { sweep, observables })))).toEqual(
              wanted,
            )
            const planned = [
              yield* Effect.flip(Sampler.plan(circuit, { sweep })),
              yield* Effect.flip(Estimator.plan(circuit, { sweep, observables })),
            ]
            expect(planned.map(({ code, field }) => [code, field])).toEqual([refusal, refusal])
          }
        }),
      ),
    )

    it.effect(`${machine} measures a circuit without gates`, () =>
      on(
        machine,
        Effect.gen(function* () {
          const none = Circuit.qis(2)
          const [sampled] = yield* Stream.runCollect(Sampler.orFail(Sampler.run(none, { shots: 50 })))
          expect(Distribution.get(sampled!.distribution, 0) / sampled!.distribution.total).toBe(1)
          const [estimated] = yield* Stream.runCollect(
            Sampler.orFail(Estimator.run(none, { observables: [Observable.z(1)], shots: 50 })),
          )
          expect(estimated!.values).toEqual([1])
        }),
      ),
    )
  }

  it.effect("that is exact keeps every precision, and needs no shots for it", () =>
    Effect.gen(function* () {
      for (const machine of ["the simulator", "IonQ", "IonQ with a compiler"]) {
        const [points, derived, plan] = yield* on(
          machine,
          Effect.gen(function* () {
            const options = { observables: [Observable.z(0), Observable.x(0)], precision: 1e-12 }
            const sweep = Sweep.points("theta", [0.4])
            const at = { theta: 0.4 }
            return [
              yield* Stream.runCollect(
                Sampler.orFail(Estimator.run(rotated, { ...options, sweep, spread: "weighted" })),
              ),
              yield* Estimator.gradient(rotated, { observable: Observable.z(0), at, precision: 1e-12 }),
              yield* Estimator.plan(rotated, { ...options, sweep }),
            ] as const
          }),
        )
        expect(points[0]!.values).toEqual([
          expect.closeTo(Math.cos(0.4), 10),
          expect.closeTo(Math.sin(0.4), 10),
        ])
        expect(points[0]!.standardErrors).toEqual([0, 0])
        expect(derived.gradient["theta"]).toBeCloseTo(-Math.sin(0.4), 10)
        expect(derived.standardErrors["theta"]).toBe(0)
        expect(plan.shots).toBe(0)
      }
    }),
  )
})

describe("a generator of programs", () => {
  it.effect("is read once, however often what it makes is run", () =>
    on(
      "the simulator",
      Effect.gen(function* () {
        let read = 0
        function* programs() {
          for (const circuit of [Circuit.bell(), Circuit.ghz(3)]) {
            read++
            yield { circuit, observables: [Observable.z(0)] }
          }
        }
        const calls = [
          Stream.runCollect(Sampler.runAll(programs())),
          Stream.runCollect(Estimator.runAll(programs())),
          Effect.map(Sampler.planAll(programs()), ({ circuits }) => Array.from({ length: circuits })),
          Effect.map(Estimator.planAll(programs()), ({ circuits }) => Array.from({ length: circuits })),
        ]
        expect(read).toBe(0)
        for (const call of calls) {
          read = 0
          expect(yield* call).toHaveLength(2)
          expect(yield* call).toHaveLength(2)
          expect(read).toBe(2)
        }
      }),
    ),
  )
})
