/**
 * The output of a job, and where to read it.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { maybe } from "./wire.ts"

/**
 * Where one result can be read: a `url` (older servers) or an artifact `id` with its `format` (newer ones).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ResultLink = Schema.Struct({
  url: maybe(Schema.String),
  id: maybe(Schema.String),
  format: maybe(Schema.String),
  media_type: maybe(Schema.String),
}).annotate({ identifier: "ResultLink" })

/** @category models @since 0.1.0 */
export interface ResultLink extends Schema.Struct.Type<typeof ResultLink.fields> {}

/**
 * Links by kind (`probabilities`, `histogram`, `shots`; older servers) or by format id (newer ones).
 *
 * @category schemas
 * @since 0.1.0
 */
export const ResultLinks = Schema.Record(Schema.String, ResultLink)

/** @category models @since 0.1.0 */
export type ResultLinks = typeof ResultLinks.Type

/**
 * One of the circuits that a debiased job ran, with its qubit map and its own results.
 *
 * @category schemas
 * @since 0.1.0
 */
export const DebiasingVariant = Schema.Struct({
  variant_id: Schema.String,
  qubit_map: maybe(Schema.Array(Schema.Finite)),
  shots: maybe(Schema.Int),
  results: maybe(ResultLinks),
}).annotate({ identifier: "DebiasingVariant" })

/** @category models @since 0.1.0 */
export interface DebiasingVariant extends Schema.Struct.Type<typeof DebiasingVariant.fields> {}

/**
 * The output of debiasing: the circuit variants, and the way in which their results were aggregated.
 *
 * @category schemas
 * @since 0.2.0
 */
export const DebiasingOutput = Schema.Struct({
  variants: maybe(Schema.Array(DebiasingVariant)),
  aggregation_method: maybe(Schema.String),
}).annotate({ identifier: "DebiasingOutput" })

/** @category models @since 0.2.0 */
export interface DebiasingOutput extends Schema.Struct.Type<typeof DebiasingOutput.fields> {}

/**
 * The output of compilation and error mitigation: the compiled circuits, the variants and, from September 2026 on,
 * histograms of the ways to aggregate them (`average`, `voting`, `dnl`, `majority`). `debiasing` is `false` if
 * debiasing is off: {@link variantsOf} reads either form.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobOutput = Schema.Struct({
  compilation: maybe(Schema.Struct({ compiled_circuits: maybe(ResultLinks) })),
  error_mitigation: maybe(
    Schema.Struct({
      debiasing: maybe(Schema.Union([Schema.Boolean, DebiasingOutput])),
      symmetry_verification: maybe(
        Schema.Struct({ num_allowed_states: maybe(Schema.Finite), applied: maybe(Schema.Boolean) }),
      ),
      aggregations: maybe(ResultLinks),
    }),
  ),
}).annotate({ identifier: "JobOutput" })

/** @category models @since 0.1.0 */
export interface JobOutput extends Schema.Struct.Type<typeof JobOutput.fields> {}

/**
 * The debiasing variants of a job's output; empty if debiasing was off.
 *
 * **Example** (The shots of each variant)
 *
 * ```ts
 * import { variantsOf } from "effect-ionq/schema/JobOutput"
 *
 * const output = {
 *   error_mitigation: { debiasing: { variants: [{ variant_id: "a", shots: 250 }, { variant_id: "b", shots: 250 }] } },
 * }
 * console.log(variantsOf(output).map(({ shots }) => shots)) // [250, 250]
 * ```
 *
 * @category accessors
 * @since 0.2.0
 */
export const variantsOf = (output: JobOutput | null | undefined): ReadonlyArray<DebiasingVariant> => {
  const debiasing = output?.error_mitigation?.debiasing
  return typeof debiasing === "object" ? (debiasing?.variants ?? []) : []
}
