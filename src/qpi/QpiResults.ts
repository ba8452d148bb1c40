/**
 * The results of jobs.
 *
 * @since 0.2.0
 */
import { Result } from "effect"
import { ResultsFormatError } from "./errors/jobErrors.ts"
import { originsOf, type Origin, widthsOf } from "./results/entries.ts"
import { type Entry, readResults, type Results } from "./results/readResults.ts"

export type { Origin } from "./results/entries.ts"
export type { Entry, Results } from "./results/readResults.ts"

/**
 * One entry, with its circuit and set of parameters. These are absent if the number of entries is not that of the
 * submitted circuits and sets.
 *
 * @category models
 * @since 0.2.0
 */
export interface Outcome {
  readonly entry: Entry
  readonly origin: Origin | undefined
}

/**
 * Reads the results in a job's record; undefined if the record has none yet. Fails with `ResultsFormatError` for an
 * invalid bitstring and for an invalid count.
 *
 * **Details**
 *
 * There is one entry for each circuit and, within it, for each set of parameters. The keys of counts are binary or
 * begin with `0x`. Both become a `Distribution`, in which classical bit 0 is qubit 0. Outcomes that did not occur are
 * left out.
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
 * The entries with their circuits and parameters.
 *
 * @category reading
 * @since 0.2.0
 */
export const outcomes = (job: { readonly payload: unknown }, results: Results): ReadonlyArray<Outcome> => {
  const origins = originsOf(job)
  const matches = origins.length === results.entries.length
  return results.entries.map((entry, i) => ({ entry, origin: matches ? origins[i] : undefined }))
}
