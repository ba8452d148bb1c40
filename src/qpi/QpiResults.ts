/**
 * The results of jobs.
 *
 * @since 0.2.0
 */
import { Result } from "effect"
import { ResultsFormatError } from "./errors/outcome.ts"
import { originsOf, type Origin, widthsOf } from "./results/entries.ts"
import { type Entry, readResults, type Results } from "./results/readResults.ts"

export type { Origin } from "./results/entries.ts"
export type { Entry, Results } from "./results/readResults.ts"

/**
 * One entry, and the circuit and set of parameters that it is of; that is absent where the server ran something else than was
 * submitted.
 *
 * @category models
 * @since 0.2.0
 */
export interface Outcome {
  readonly entry: Entry
  readonly origin: Origin | undefined
}

/**
 * Reads the results in a job's record. Nothing where there are none yet. Fails with `ResultsFormatError` for what is no
 * bitstring, and for a count that is no number.
 *
 * **Details**
 *
 * There is one entry for each circuit and, within it, for each set of parameters. Counts come with binary keys or with
 * `0x` keys; either way they are a `Distribution`, in which classical bit 0 is qubit 0, without the outcomes that never came.
 *
 * @category reading
 * @since 0.2.0
 */
export const read = (job: {
  readonly id?: string
  readonly payload: unknown
  readonly results: unknown
}): Result.Result<Results | undefined, ResultsFormatError> =>
  Result.mapError(readResults(job.results, widthsOf(job)), ({ what, message }) =>
    job.id === undefined
      ? new ResultsFormatError({ what, message })
      : new ResultsFormatError({ what, message, jobId: job.id }),
  )

/**
 * The entries with what they are of.
 *
 * @category reading
 * @since 0.2.0
 */
export const outcomes = (job: { readonly payload: unknown }, results: Results): ReadonlyArray<Outcome> => {
  const origins = originsOf(job)
  const matches = origins.length === results.entries.length
  return results.entries.map((entry, i) => ({ entry, origin: matches ? origins[i] : undefined }))
}
