/**
 * What a completed job measured.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer } from "effect"
import { IonQClient } from "./IonQClient.ts"
import type { CommonError, NotFoundError } from "./IonQError.ts"
import type { Probabilities } from "./schema/Result.ts"

/**
 * How to read probabilities.
 *
 * @category options
 * @since 0.1.0
 */
export interface ProbabilitiesOptions {
  /** For a debiased job: the plurality vote over its variants instead of their average. */
  readonly sharpen?: boolean | undefined
}

/**
 * The results service.
 *
 * @category services
 * @since 0.1.0
 */
export class Results extends Context.Service<
  Results,
  {
    /**
     * Decimal state -> probability. Qubit 0 is the least significant bit, so X on qubit 0 of three gives `"1"`.
     * `NotFoundError` also means that the job is not completed yet.
     */
    readonly probabilities: (
      jobId: string,
      options?: ProbabilitiesOptions,
    ) => Effect.Effect<Probabilities, CommonError | NotFoundError>
  }
>()("effect-ionq/Results") {
  static readonly layer: Layer.Layer<Results, never, IonQClient> = Layer.effect(
    Results,
    Effect.gen(function* () {
      const client = yield* IonQClient
      return Results.of({
        probabilities: Effect.fn("Results.probabilities")((jobId, options) =>
          client.jobs.probabilities({
            params: { uuid: jobId },
            query: options?.sharpen === undefined ? {} : { sharpen: options.sharpen },
          }),
        ),
      })
    }),
  )
}
