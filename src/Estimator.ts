/**
 * Estimators: values of observables with their errors, on any machine.
 *
 * **Details**
 *
 * An estimator uses the sampler of its context, so another sampler layer runs the program on another machine. With
 * the noiseless simulator of `effect-ionq/simulator`, values are exact.
 *
 * **Example** (The energy of a molecule along a parameter)
 *
 * ```ts
 * const scan = Estimator.run(ansatz, {
 *   observables: [h2],
 *   sweep: Sweep.linspace("theta", -Math.PI, Math.PI, 200),
 *   precision: 0.01,
 * }).pipe(
 *   Sampler.orFail,
 *   Stream.runForEach(({ point, values, standardErrors }) => Effect.log(point, values, standardErrors)),
 * )
 * const onIonQ = scan.pipe(
 *   Effect.provide(Estimator.layer),
 *   Effect.provide(Sampler.layerIonQ({ backend: "qpu.forte-1" })),
 * )
 * ```
 *
 * @since 0.2.0
 */
import { type Effect, Layer, Stream } from "effect"
import type { Circuit } from "./Circuit.ts"
import { freshPer } from "./client/layerPer.ts"
import {
  type Estimated,
  Estimator,
  type Gradient,
  type GradientOptions,
  make,
  type Program,
  type RunOptions,
} from "./estimator/service.ts"
import type { Plan, SubmissionOptions } from "./sampler/machine.ts"
import type { PrimitiveError } from "./sampler/PrimitiveError.ts"
import { readOnce } from "./sampler/checkPrograms.ts"
import { Sampler } from "./sampler/service.ts"

export type { ChartOptions, ScanPoint } from "./estimator/chart.ts"
export { draw, type DrawOptions } from "./estimator/chartText.ts"
export type { ShotsOptions } from "./estimator/shotAllocation.ts"
export {
  type Estimated,
  Estimator,
  type EstimatorService,
  type Gradient,
  type GradientOptions,
  make,
  type Program,
  type RunOptions,
} from "./estimator/service.ts"
export { type SvgOptions, toSvg } from "./estimator/chartSvg.ts"
export type { Estimate } from "./estimator/estimates.ts"

/**
 * The estimator over the sampler of the context. It is built once for each sampler.
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<Estimator, never, Sampler> = Layer.effect(
  Estimator,
  Sampler.useSync(make),
).pipe(freshPer(Sampler))

/**
 * The values of observables after a circuit at each point of a sweep, on the estimator of the context: see
 * `EstimatorService`.
 *
 * Fails as the methods of `EstimatorService` do, with a `PrimitiveError`. A point that failed is an item.
 *
 * **Example** (Ten points)
 *
 * ```ts
 * const scan = Estimator.run(ansatz, { observables: [h2], sweep: Sweep.linspace("theta", 0, 1, 10), shots: 1000 })
 * ```
 *
 * @category estimating
 * @since 0.2.0
 */
export const run = (
  circuit: Circuit,
  options: RunOptions,
): Stream.Stream<Estimated, PrimitiveError, Estimator> =>
  Stream.unwrap(Estimator.useSync((estimator) => estimator.run(circuit, options)))

/**
 * The values of observables after many circuits, which are packed into shared jobs.
 *
 * Fails as the methods of `EstimatorService` do, with a `PrimitiveError`. A point that failed is an item.
 *
 * **Example** (Two states)
 *
 * ```ts
 * const both = Estimator.runAll([
 *   { circuit: Circuit.bell(), observables: [Observable.z(0)] },
 *   { circuit: Circuit.ghz(3), observables: [Observable.z(0)] },
 * ])
 * ```
 *
 * @category estimating
 * @since 0.2.0
 */
export const runAll = (
  programs: Iterable<Program>,
  options?: SubmissionOptions,
): Stream.Stream<Estimated, PrimitiveError, Estimator> => {
  const list = readOnce(programs)
  return Stream.unwrap(Estimator.useSync((estimator) => estimator.runAll(list, options)))
}

/**
 * The gradient of an observable's value with respect to the parameters of a circuit, at a point.
 *
 * Fails as the methods of `EstimatorService` do, with a `PrimitiveError`.
 *
 * **Example** (A step of a descent)
 *
 * ```ts
 * const { gradient } = yield* Estimator.gradient(ansatz, { observable: h2, at: { theta: 0.1 } })
 * yield* Console.log(gradient["theta"])
 * ```
 *
 * @category estimating
 * @since 0.2.0
 */
export const gradient = (
  circuit: Circuit,
  options: GradientOptions,
): Effect.Effect<Gradient, PrimitiveError, Estimator> =>
  Estimator.use((estimator) => estimator.gradient(circuit, options))

/**
 * What {@link run} would do: circuits, jobs, shots and the price. Nothing is submitted.
 *
 * Fails as the methods of `EstimatorService` do, with a `PrimitiveError`.
 *
 * **Example** (Asking before spending)
 *
 * ```ts
 * const { jobs, price } = yield* Estimator.plan(ansatz, { observables: [h2], sweep, precision: 0.01 })
 * yield* Console.log(`${jobs} jobs for ${price?.amount} ${price?.unit}`)
 * ```
 *
 * @category planning
 * @since 0.2.0
 */
export const plan = (circuit: Circuit, options: RunOptions): Effect.Effect<Plan, PrimitiveError, Estimator> =>
  Estimator.use((estimator) => estimator.plan(circuit, options))

/**
 * What {@link runAll} would do: circuits, jobs, shots and the price. Nothing is submitted.
 *
 * Fails as the methods of `EstimatorService` do, with a `PrimitiveError`.
 *
 * **Example** (One program)
 *
 * ```ts
 * const plan = Estimator.planAll([{ circuit: Circuit.bell(), observables: [Observable.z(0)] }])
 * ```
 *
 * @category planning
 * @since 0.2.0
 */
export const planAll = (programs: Iterable<Program>): Effect.Effect<Plan, PrimitiveError, Estimator> => {
  const list = readOnce(programs)
  return Estimator.use((estimator) => estimator.planAll(list))
}

/**
 * What {@link gradient} would do: circuits, jobs, shots and the price. Nothing is submitted.
 *
 * Fails as the methods of `EstimatorService` do, with a `PrimitiveError`.
 *
 * **Example** (Two circuits for each group)
 *
 * ```ts
 * const plan = Estimator.planGradient(ansatz, { observable: h2, at: { theta: 0.1 } })
 * ```
 *
 * @category planning
 * @since 0.2.0
 */
export const planGradient = (
  circuit: Circuit,
  options: GradientOptions,
): Effect.Effect<Plan, PrimitiveError, Estimator> =>
  Estimator.use((estimator) => estimator.planGradient(circuit, options))
