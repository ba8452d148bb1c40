/** One program on three machines: nothing changes but the layer. Compiled by `tsc`; there is nothing to run. */
import { Effect, type Layer, Stream } from "effect"
import { type Circuit, Estimator, type Jobs, Observable, Sampler, type Sweep } from "effect-ionq"
import { layerSampler, type QpiJobs } from "effect-ionq/qpi"
import * as Simulator from "effect-ionq/simulator"
import { expectTypeOf } from "vitest"

declare const circuit: Circuit.Circuit
declare const sweep: Sweep.Sweep

/** The program. It names no machine, and neither do its errors. */
const program = Effect.gen(function* () {
  const observables = [Observable.z(0)]
  const { price } = yield* Estimator.plan(circuit, { observables, sweep, precision: 0.01 })
  const { gradient } = yield* Estimator.gradient(circuit, { observable: Observable.z(0), at: { theta: 1 } })
  const values = yield* Stream.runCollect(Estimator.run(circuit, { observables, sweep, precision: 0.01 }))
  const counts = yield* Stream.runCollect(Sampler.orFail(Sampler.run(circuit, { sweep, shots: 100 })))
  return { price, gradient, values, counts }
})

expectTypeOf<Effect.Error<typeof program>>().toEqualTypeOf<Sampler.PrimitiveError>()
expectTypeOf<Effect.Services<typeof program>>().toEqualTypeOf<Sampler.Sampler | Estimator.Estimator>()

const on = <R>(machine: Layer.Layer<Sampler.Sampler, Sampler.PrimitiveError, R>) =>
  program.pipe(Effect.provide(Estimator.layer), Effect.provide(machine))

const here = on(Simulator.layerSampler())
const ionq = on(Sampler.layerIonQ({ backend: "qpu.forte-1" }))
const qpi = on(layerSampler({ qpu: "mock-1" }))

type Answer = Effect.Success<typeof program>
expectTypeOf(here).toEqualTypeOf<Effect.Effect<Answer, Sampler.PrimitiveError>>()
expectTypeOf(ionq).toEqualTypeOf<Effect.Effect<Answer, Sampler.PrimitiveError, Jobs>>()
expectTypeOf(qpi).toEqualTypeOf<Effect.Effect<Answer, Sampler.PrimitiveError, QpiJobs>>()

// @ts-expect-error a precision is no text
export const wrong = Estimator.run(circuit, { observables: [], precision: "0.01" })
// @ts-expect-error on which side is qubit 0?
export const pauli = Observable.pauli("XX")
