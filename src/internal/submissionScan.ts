import { Clock, Deferred, Effect, Exit } from "effect"
import { ownCalls, withResponses } from "../CallOptions.ts"
import { type CommonError, PaginationError } from "../IonQError.ts"
import type { Job, JobPage } from "../schema/Job.ts"
import type { Listing } from "./listing.ts"
import { nextCursor } from "./paginate.ts"
import { backoff } from "./retry.ts"
import { submissionOf } from "./submissionId.ts"

/** What a look through the list of jobs says of a submission. */
export type Verdict =
  | { readonly kind: "found"; readonly job: Job }
  /** It is not there. */
  | { readonly kind: "absent" }
  /** It is not there by its id, but a job that may be it does not show its metadata. */
  | { readonly kind: "unclear" }

/** A submission that is looked for. */
export interface Sought {
  readonly submissionId: string
  /** Epoch milliseconds of this machine before which the job cannot have been made; `-Infinity` for any time. */
  readonly since: number
  /** The job's type, where it is known. */
  readonly type: string | undefined
}

export type ScanError = CommonError | PaginationError

interface Entry extends Sought {
  readonly verdict: Deferred.Deferred<Verdict, ScanError>
  found: Job | undefined
  unclear: boolean
}

/** How far the server's clock may be off: by its `Date` header it is known to a second or so. */
const knownSkew = 60_000
const unknownSkew = 3_600_000

/** More pages than these are not read: a list of half a million jobs that does not end is no list. */
const mostPages = 5000

/** How often a page is asked for again, after the client's own retries. */
const pageRetries = 2

/**
 * Looks for submissions in the list of jobs, newest first and no further back than needed. Whoever asks while a look is
 * under way waits for the next one, which answers all of them.
 */
export const makeScan = (listing: Listing): ((sought: Sought) => Effect.Effect<Verdict, ScanError>) => {
  const pending = new Set<Entry>()
  let looking = false

  const scanAll = Effect.gen(function* () {
    while (pending.size > 0) {
      // Whoever asks in the same moment comes along.
      yield* Effect.yieldNow
      const entries = [...pending]
      const exit = yield* Effect.exit(scan(listing, entries))
      for (const entry of entries) {
        pending.delete(entry)
        yield* Deferred.done(
          entry.verdict,
          Exit.map(exit, () => verdictOf(entry)),
        )
      }
    }
  }).pipe(Effect.ensuring(Effect.sync(() => (looking = false))), ownCalls)

  return (sought) =>
    Effect.suspend(() => {
      const entry: Entry = { ...sought, verdict: Deferred.makeUnsafe(), found: undefined, unclear: false }
      pending.add(entry)
      const start = looking ? Effect.void : Effect.forkDetach(scanAll)
      looking = true
      return Effect.andThen(start, Deferred.await(entry.verdict)).pipe(
        Effect.ensuring(Effect.sync(() => pending.delete(entry))),
      )
    })
}

const verdictOf = ({ found, unclear }: Entry): Verdict => {
  if (found !== undefined) return { kind: "found", job: found }
  return { kind: unclear ? "unclear" : "absent" }
}

const scan = Effect.fnUntraced(function* (
  { page }: Listing,
  entries: ReadonlyArray<Entry>,
): Effect.fn.Return<void, ScanError> {
  const cursors = new Set<string>()
  let cursor: string | undefined
  let newestFirst: boolean | undefined
  for (let pages = 0; pages < mostPages; pages++) {
    const [{ jobs, next }, heads] = yield* withResponses(
      // A page that fails does not spoil those before it.
      Effect.retry(page(cursor === undefined ? {} : { next: cursor }), {
        times: pageRetries,
        schedule: backoff,
        while: (error) => error.isRetryable,
      }),
    )
    const skew = yield* skewOf(heads.at(-1)?.headers["date"])
    const earliest = (entry: Entry) => entry.since + skew.millis - skew.margin
    for (const job of jobs) look(job, entries, earliest)
    newestFirst ??= isNewestFirst(jobs)
    const last = jobs.length === 0 ? Infinity : Math.max(...jobs.map(submittedAt))
    const open = entries.some(
      (entry) => entry.found === undefined && (newestFirst === false || last >= earliest(entry)),
    )
    if (!open) return
    cursor = yield* nextCursor(cursors, next)
    if (cursor === undefined) return
  }
  return yield* new PaginationError({ cursor: cursor ?? "", message: `The list has over ${mostPages} pages` })
})

const look = (job: Job, entries: ReadonlyArray<Entry>, earliest: (entry: Entry) => number): void => {
  const id = submissionOf(job)
  for (const entry of entries) {
    if (id === entry.submissionId) {
      // A clone made elsewhere carries its original's metadata: the first job is the submission's.
      if (entry.found === undefined || submittedAt(job) < submittedAt(entry.found)) entry.found = job
    } else if (
      // IonQ has been seen to show no metadata of multi-circuit jobs.
      job.type === "ionq.multi-circuit.v1" &&
      job.type === entry.type &&
      (job.metadata ?? null) === null &&
      submittedAt(job) >= earliest(entry)
    ) {
      entry.unclear = true
    }
  }
}

/** A job that does not say when it was submitted may be new. */
const submittedAt = ({ submitted_at }: Job): number => {
  const time = Date.parse(submitted_at ?? "")
  return Number.isNaN(time) ? Infinity : time
}

const isNewestFirst = (jobs: JobPage["jobs"]): boolean => {
  const [first, last] = [jobs[0], jobs.at(-1)]
  return first === undefined || last === undefined || submittedAt(first) >= submittedAt(last)
}

/** How far the server's clock is ahead of this machine's, in milliseconds, and how sure that is. */
const skewOf = (date: string | undefined) =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const server = Date.parse(date ?? "")
    return Number.isNaN(server)
      ? { millis: 0, margin: unknownSkew }
      : { millis: server - now, margin: knownSkew }
  })
