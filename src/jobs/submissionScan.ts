import { Clock, Deferred, Effect, Exit, Predicate, Queue, type Scope } from "effect"
import { ownCalls, withResponses } from "../CallOptions.ts"
import type { Listing } from "../listing/jobsByIds.ts"
import { nextCursor } from "../listing/paginate.ts"
import { hasLost, lostFrom } from "../client/repair.ts"
import { backoff } from "../client/backoff.ts"
import { type CommonError, PaginationError } from "../IonQError.ts"
import type { Job } from "../schema/Job.ts"
import { elapsedSince, type Moment } from "./moment.ts"
import { submissionKey, submissionOf } from "./submissionId.ts"
import { linkTo, shared, type Trace, traceOf } from "../signals/sharedSpan.ts"

/** The result of a search for a submission in the list of jobs. */
export type Verdict =
  /**
   * The oldest job of the submission. If several jobs have the same time, it is the one whose id sorts first. `ids` has
   * the ids of all jobs of the submission.
   */
  | { readonly kind: "found"; readonly job: Job; readonly ids: ReadonlySet<string> }
  | { readonly kind: "absent" }
  /** No job has the id of the submission, but a job whose metadata is not visible may belong to it. */
  | { readonly kind: "unclear" }

/** A submission to search for. */
export interface Sought {
  readonly submissionId: string
  /**
   * The earliest time at which the job can have been submitted: a moment of this process, or a date that the caller
   * stored, perhaps on another machine. If it is undefined, all jobs are searched.
   */
  readonly since: Moment | Date | undefined
  /** The job's type, if it is known. */
  readonly type: string | undefined
}

export type ScanError = CommonError | PaginationError

interface Entry extends Sought {
  readonly verdict: Deferred.Deferred<Verdict, ScanError>
  found: Job | undefined
  readonly ids: Set<string>
  isUnclear: boolean
  readonly trace: Trace | undefined
  /** Whether the fiber that waits for the verdict was interrupted. */
  left: boolean
  /** Called when the waiting fiber is interrupted during the search. */
  onLeave: () => void
}

/**
 * The largest time between two neighbors in the list that counts toward the age of a job, in milliseconds. A longer gap
 * may come from a clock that was set.
 */
const longestGap = 1000

/**
 * The largest assumed difference between two clocks of the server, or between its clock and a stored date, in
 * milliseconds.
 */
const serverMargin = 60_000
const dateMargin = 3_600_000

/** The largest number of pages to read. A list with more than half a million jobs is treated as broken. */
const maxPages = 5000

/** How often a page is requested again after the client's own retries. */
const pageRetries = 2

/** Searches the list of jobs for a submission. */
export type Find = (sought: Sought) => Effect.Effect<Verdict, ScanError>

/**
 * Starts the fiber that searches for submissions, from the newest job and no further back than needed. It runs in the
 * layer's scope. Callers that arrive during a search wait for the next one, which serves all of them.
 */
export const makeScan = Effect.fnUntraced(function* (
  listing: Listing,
): Effect.fn.Return<Find, never, Scope.Scope> {
  const inbox = yield* Queue.unbounded<Entry>()
  const unanswered = new Set<Entry>()

  const search = Effect.gen(function* () {
    yield* Queue.peek(inbox)
    // Callers that arrive in the same moment share the search.
    yield* Effect.yieldNow
    const entries = (yield* Queue.clear(inbox)).filter(({ left }) => !left)
    const abandoned = Deferred.makeUnsafe<void>()
    for (const entry of entries) {
      entry.onLeave = () => {
        if (entries.every(({ left }) => left)) Deferred.doneUnsafe(abandoned, Exit.void)
      }
    }
    const [only, ...others] = entries
    const about = only !== undefined && others.length === 0 ? { "ionq.submission.id": only.submissionId } : {}
    const exit = yield* Effect.exit(
      shared("Jobs.search", about, entries, (span) => {
        for (const { trace } of entries) linkTo(trace, span)
        return Effect.raceFirst(scan(listing, entries), Deferred.await(abandoned))
      }),
    )
    for (const entry of entries) {
      unanswered.delete(entry)
      yield* Deferred.done(
        entry.verdict,
        Exit.map(exit, () => verdictOf(entry)),
      )
    }
  })
  // Callers that outlive the layer must not hang, even if the layer ends before the fiber has started.
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      Queue.shutdown(inbox),
      Effect.suspend(() =>
        Effect.forEach(unanswered, ({ verdict }) => Deferred.interrupt(verdict), { discard: true }),
      ),
    ),
  )
  yield* Effect.forever(search).pipe(ownCalls, Effect.forkScoped)

  return (sought) =>
    Effect.withFiber((fiber) => {
      const entry: Entry = {
        ...sought,
        trace: traceOf(fiber),
        verdict: Deferred.makeUnsafe(),
        found: undefined,
        ids: new Set(),
        isUnclear: false,
        left: false,
        onLeave: () => undefined,
      }
      unanswered.add(entry)
      return Queue.offer(inbox, entry).pipe(
        Effect.flatMap((isOpen) => (isOpen ? Deferred.await(entry.verdict) : Effect.interrupt)),
        Effect.onInterrupt(() =>
          Effect.sync(() => {
            entry.left = true
            unanswered.delete(entry)
            entry.onLeave()
          }),
        ),
      )
    })
})

const verdictOf = ({ found, ids, isUnclear }: Entry): Verdict => {
  if (found !== undefined) return { kind: "found", job: found, ids }
  return { kind: isUnclear ? "unclear" : "absent" }
}

const scan = Effect.fnUntraced(function* (
  { page }: Listing,
  entries: ReadonlyArray<Entry>,
): Effect.fn.Return<void, ScanError> {
  const cursors = new Set<string>()
  let cursor: string | undefined
  let newestFirst = true
  /** The earliest current time according to the server's clocks: its `Date` headers and its newest job. */
  let byDate: number | undefined
  let byJobs: number | undefined
  /**
   * A lower bound on the time between the newest job and the current one, in milliseconds: the sum of the gaps between
   * neighbors in the list, each up to `longestGap`.
   */
  let age = 0
  let oldest = Infinity
  for (let pages = 0; pages < maxPages; pages++) {
    if (entries.every(({ left }) => left)) return
    const [{ jobs, next }, heads] = yield* withResponses(
      // A page that fails does not discard the pages before it.
      Effect.retry(page(cursor === undefined ? {} : { next: cursor }), {
        times: pageRetries,
        schedule: backoff,
        while: (error) => error.isRetryable,
      }),
    )
    const date = Date.parse(heads.at(-1)?.headers["date"] ?? "")
    if (!Number.isNaN(date)) byDate = Math.min(byDate ?? date, date)
    const stamps = jobs.map(submittedAt)
    const newest = stamps.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), -Infinity)
    if (newest !== -Infinity) byJobs ??= newest
    newestFirst &&= isNewestFirst(stamps)
    let pageAge: number | undefined
    for (const stamp of stamps.filter(Number.isFinite)) {
      if (stamp < oldest && oldest !== Infinity) age += Math.min(oldest - stamp, longestGap)
      oldest = Math.min(oldest, stamp)
      pageAge ??= age
    }

    const last = stamps.length === 0 ? Infinity : Math.max(...stamps)
    let isOpen = false
    for (const entry of entries) {
      const { stopAt, minAge, unclearFrom } = yield* boundsOf(entry, byDate, byJobs)
      for (const job of jobs) note(job, entry, unclearFrom)
      // A job that was left out of the page may be the one searched for.
      if (lostFrom(jobs).some((job) => showsId(job, entry) || submittedAt(job) >= unclearFrom)) {
        entry.isUnclear = true
      }
      isOpen ||= last >= stopAt || (pageAge ?? 0) <= minAge
    }
    if (newestFirst && !isOpen) return
    cursor = yield* nextCursor(cursors, next)
    if (cursor === undefined) return
  }
  return yield* new PaginationError({ cursor: cursor ?? "", message: `The list has over ${maxPages} pages` })
})

/** How far back a submission is searched for, on the clock behind `submitted_at`. */
interface Bounds {
  /** The search stops at the first page on which all jobs are older than this time. */
  readonly stopAt: number
  /**
   * The age up to which the search continues anyway: all clocks of the server may have been set forward in the
   * meantime.
   */
  readonly minAge: number
  /** A job without visible metadata may be the one searched for if it was submitted at or after this time. */
  readonly unclearFrom: number
}

/** All jobs are searched, and any job without visible metadata may be the one searched for. */
const unbounded: Bounds = { stopAt: -Infinity, minAge: -Infinity, unclearFrom: -Infinity }

/**
 * The bounds of a search, counted back from the server's own time. That time has two sources, the `Date` headers and
 * the newest job, and the earlier of the two is used. The search may only stop early if both sources exist.
 */
const boundsOf = (
  { since }: Sought,
  byDate: number | undefined,
  byJobs: number | undefined,
): Effect.Effect<Bounds> => {
  if (since === undefined) return Effect.succeed(unbounded)
  const serverNow = Math.min(byDate ?? Infinity, byJobs ?? Infinity)
  if (since instanceof Date) {
    return Effect.map(Clock.currentTimeMillis, (now) => {
      const date = since.getTime()
      // The date is in the future, so one of the two clocks is wrong, and the age of the submission is unknown.
      if (date - now > dateMargin) return unbounded
      const age = Math.max(0, now - date)
      const stopAt = Math.min(date, serverNow - age) - dateMargin
      // The caller's clock may be ahead of the server's. The newest job may be old, so its time is used only if there
      // is no other.
      const unclearFrom = Math.min(date, (byDate ?? serverNow) - age) - dateMargin
      return { stopAt, minAge: -Infinity, unclearFrom }
    })
  }
  return Effect.map(elapsedSince(since), (elapsed) => {
    const earliest = serverNow - elapsed - serverMargin
    return {
      stopAt: byDate === undefined || byJobs === undefined ? -Infinity : earliest,
      minAge: elapsed + serverMargin,
      // Without a time from the server, no job is provably older.
      unclearFrom: earliest === Infinity ? -Infinity : earliest,
    }
  })
}

const note = (job: Job, entry: Entry, unclearFrom: number): void => {
  if (submissionOf(job) === entry.submissionId) {
    // A clone made elsewhere has the metadata of its original, so the first job belongs to the submission.
    entry.ids.add(job.id)
    if (entry.found === undefined || isOlder(job, entry.found)) entry.found = job
  } else if (hidesItsSubmission(job, entry) && submittedAt(job) >= unclearFrom) {
    entry.isUnclear = true
  }
}

/**
 * Whether a job does not show the submission that it belongs to. IonQ sometimes shows no metadata for multi-circuit
 * jobs, and the metadata that it shows may be unreadable.
 */
const hidesItsSubmission = (job: Job, { type }: Sought): boolean =>
  (job.type === "ionq.multi-circuit.v1" && job.type === type && (job.metadata ?? null) === null) ||
  ((type === undefined || job.type === type) &&
    (hasLost(job, "metadata") || (job.metadata != null && hasLost(job.metadata, submissionKey))))

/** Whether a job that could not be read has the id of the submission. */
const showsId = (job: unknown, { submissionId }: Sought): boolean =>
  Predicate.hasProperty(job, "metadata") &&
  Predicate.hasProperty(job.metadata, submissionKey) &&
  job.metadata[submissionKey] === submissionId

/** Whether a job is older than another. Jobs from the same moment are ordered by id. */
export const isOlder = (a: Job, b: Job): boolean => {
  const [timeOfA, timeOfB] = [submittedAt(a), submittedAt(b)]
  return timeOfA === timeOfB ? a.id < b.id : timeOfA < timeOfB
}

/** The submission time of a job, in epoch milliseconds. A job without a readable time counts as new: Infinity. */
const submittedAt = (job: unknown): number => {
  const stamp = Predicate.hasProperty(job, "submitted_at") ? job.submitted_at : undefined
  const time = typeof stamp === "string" ? Date.parse(stamp) : NaN
  return Number.isNaN(time) ? Infinity : time
}

/** Whether a page can belong to a list that begins with the newest job. */
const isNewestFirst = (stamps: ReadonlyArray<number>): boolean => {
  const [first, last] = [stamps[0], stamps.at(-1)]
  return first === undefined || last === undefined || first >= last
}
