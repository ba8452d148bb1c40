import { Effect, Result, Stream } from "effect"
import type * as Sweep from "../Sweep.ts"
import type { PrimitiveError } from "./PrimitiveError.ts"

/** The outcome of one point, of a sampler or an estimator. */
export interface Outcome<A> {
  readonly program: number
  readonly index: number
  readonly point: Sweep.Point
  readonly result: Result.Result<A, PrimitiveError>
}

/**
 * Merges the measured values into the points of a stream: `{ program, index, point, ... }`. The stream fails with the
 * first point that failed.
 *
 * **Example** (Energies alone)
 *
 * ```ts
 * const energies = Estimator.run(ansatz, { observables: [h2], sweep }).pipe(
 *   Sampler.orFail,
 *   Stream.map(({ point, values }) => [point["theta"], values[0]]),
 * )
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const orFail = <A extends object, E, R>(
  outcomes: Stream.Stream<Outcome<A>, E, R>,
): Stream.Stream<Omit<Outcome<A>, "result"> & A, E | PrimitiveError, R> =>
  Stream.mapEffect(outcomes, ({ program, index, point, result }) =>
    Effect.fromResult(Result.map(result, (measured) => ({ program, index, point, ...measured }))),
  )
