import { Clock, Deferred, Effect, Exit, Queue, type Scope } from "effect"
import { ownCalls, withResponses } from "../CallOptions.ts"
import { steadyMillis } from "../client/steadyClock.ts"
import type { Listing } from "../listing/listing.ts"
import { nextCursor } from "../listing/paginate.ts"
import { hasLost } from "../client/repair.ts"
import { backoff } from "../client/retry.ts"
import { type CommonError, PaginationError } from "../IonQError.ts"
import type { Job, JobPage } from "../schema/Job.ts"
import { submissionKey, submissionOf } from "./submissionId.ts"

/** What a look through the list of jobs says of a submission. */
export type Verdict =
  /** The oldest job of it; of several from one moment, the one whose id sorts first. And the ids of all. */
  | { readonly kind: "found"; readonly job: Job; readonly ids: ReadonlySet<string> }
  | { readonly kind: "absent" }
  /** It is not there by its id, but a job that may be it does not show its metadata. */
  | { readonly kind: "unclear" }

/** A moment on both clocks of this machine, in milliseconds. */
export interface Moment {
  /** On the clock that never steps, and may stand still while the machine sleeps. */
  readonly steady: number
  /** On the wall clock, which counts sleep and may step. */
  readonly wall: number
}

export const thisMoment: Effect.Effect<Moment> = Effect.zipWith(
  steadyMillis,
  Clock.currentTimeMillis,
  (steady, wall) => ({ steady, wall }),
)

/** How long ago a moment was, in milliseconds: by whichever clock says more. A step of the wall clock makes it longer. */
export const elapsedSince = ({ steady, wall }: Moment): Effect.Effect<number> =>
  Effect.map(thisMoment, (now) => Math.max(now.steady - steady, Math.abs(now.wall - wall)))

/** A submission that is looked for. */
export interface Sought {
  readonly submissionId: string
  /**
   * Before which the job cannot have been made: a moment of this process, or a date that a caller wrote down, perhaps on
   * another machine. Without it, all jobs are looked through.
   */
  readonly since: Moment | Date | undefined
  /** The job's type, where it is known. */
  readonly type: string | undefined
}

export type ScanError = CommonError | PaginationError

interface Entry extends Sought {
  readonly verdict: Deferred.Deferred<Verdict, ScanError>
  found: Job | undefined
  readonly ids: Set<string>
  isUnclear: boolean
  /** Nobody waits for it any more. */
  left: boolean
  /** Called when nobody waits for it any more, during its look. */
  onLeave: () => void
}

/** How much of the time between two neighbors in the list counts for sure, in milliseconds: the rest may be a step of a clock. */
const longestGap = 1000

/** How far two clocks of the server, or its clock and a date that was written down, may be apart, in milliseconds. */
const serverMargin = 60_000
const dateMargin = 3_600_000

/** More pages than these are not read: a list of half a million jobs that does not end is no list. */
const maxPages = 5000

/** How often a page is asked for again, after the client's own retries. */
const pageRetries = 2

/** Looks for a submission in the list of jobs. */
export type Find = (sought: Sought) => Effect.Effect<Verdict, ScanError>

/**
 * Starts the fiber that looks for submissions: newest job first, and no further back than needed. It lives in the layer's
 * scope. Whoever asks during a look waits for the next one, which serves all of them.
 */
export const makeScan = Effect.fnUntraced(function* (
  listing: Listing,
): Effect.fn.Return<Find, never, Scope.Scope> {
  const inbox = yield* Queue.unbounded<Entry>()
  const unanswered = new Set<Entry>()

  const look = Effect.gen(function* () {
    yield* Queue.peek(inbox)
    // Who asks in the same moment shares the look.
    yield* Effect.yieldNow
    const entries = (yield* Queue.clear(inbox)).filter(({ left }) => !left)
    const abandoned = Deferred.makeUnsafe<void>()
    for (const entry of entries) {
      entry.onLeave = () => {
        if (entries.every(({ left }) => left)) Deferred.doneUnsafe(abandoned, Exit.void)
      }
    }
    const exit = yield* Effect.exit(Effect.raceFirst(scan(listing, entries), Deferred.await(abandoned)))
    for (const entry of entries) {
      unanswered.delete(entry)
      yield* Deferred.done(
        entry.verdict,
        Exit.map(exit, () => verdictOf(entry)),
      )
    }
  })
  // Whoever outlives the layer must not hang, also when it ends before the fiber has begun.
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      Queue.shutdown(inbox),
      Effect.suspend(() =>
        Effect.forEach(unanswered, ({ verdict }) => Deferred.interrupt(verdict), { discard: true }),
      ),
    ),
  )
  yield* Effect.forever(look).pipe(ownCalls, Effect.forkScoped)

  return (sought) =>
    Effect.suspend(() => {
      const entry: Entry = {
        ...sought,
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
  /** The earliest that the server's clocks can show now: by its `Date` headers, and by its newest job. */
  let byDate: number | undefined
  let byJobs: number | undefined
  /** The time that the list shows for sure since the job at hand was made, up to the newest one. */
  let age = 0
  let oldest = Infinity
  for (let pages = 0; pages < maxPages; pages++) {
    if (entries.every(({ left }) => left)) return
    const [{ jobs, next }, heads] = yield* withResponses(
      // A page that fails does not spoil those before it.
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
      // A job that was left out of the page may be the one.
      if (hasLost(jobs, "items")) entry.isUnclear = true
      isOpen ||= last >= stopAt || (pageAge ?? 0) <= minAge
    }
    if (newestFirst && !isOpen) return
    cursor = yield* nextCursor(cursors, next)
    if (cursor === undefined) return
  }
  return yield* new PaginationError({ cursor: cursor ?? "", message: `The list has over ${maxPages} pages` })
})

/** How far back a submission is looked for, on the clock behind `submitted_at`. */
interface Bounds {
  /** Where the look stops. */
  readonly stopAt: number
  /** The age up to which it goes on even so: all clocks of the server may have stepped forward in the meantime. */
  readonly minAge: number
  /** From when on a job that hides its metadata may be the one. */
  readonly unclearFrom: number
}

/**
 * Counts back from the server's own time. Its `Date` headers and its newest job are two sources for that, of which the
 * earlier holds. The look stops early only by a bound with two sources.
 */
const boundsOf = (
  { since }: Sought,
  byDate: number | undefined,
  byJobs: number | undefined,
): Effect.Effect<Bounds> => {
  if (since === undefined) {
    return Effect.succeed({ stopAt: -Infinity, minAge: -Infinity, unclearFrom: -Infinity })
  }
  const serverNow = Math.min(byDate ?? Infinity, byJobs ?? Infinity)
  if (since instanceof Date) {
    return Effect.map(Clock.currentTimeMillis, (now) => {
      const date = since.getTime()
      const age = Math.max(0, now - date)
      const stopAt = Math.min(date, serverNow - age) - dateMargin
      return { stopAt, minAge: -Infinity, unclearFrom: date - dateMargin }
    })
  }
  return Effect.map(elapsedSince(since), (elapsed) => {
    const earliest = serverNow - elapsed - serverMargin
    return {
      stopAt: byDate === undefined || byJobs === undefined ? -Infinity : earliest,
      minAge: elapsed + serverMargin,
      unclearFrom: earliest,
    }
  })
}

const note = (job: Job, entry: Entry, unclearFrom: number): void => {
  if (submissionOf(job) === entry.submissionId) {
    // A clone made elsewhere carries its original's metadata: the first job is the submission's.
    entry.ids.add(job.id)
    if (entry.found === undefined || isOlder(job, entry.found)) entry.found = job
  } else if (hidesItsSubmission(job, entry) && submittedAt(job) >= unclearFrom) {
    entry.isUnclear = true
  }
}

/** IonQ has been seen to show no metadata of multi-circuit jobs; and what is shown may not be readable. */
const hidesItsSubmission = (job: Job, { type }: Sought): boolean =>
  (job.type === "ionq.multi-circuit.v1" && job.type === type && (job.metadata ?? null) === null) ||
  ((type === undefined || job.type === type) &&
    (hasLost(job, "metadata") || (job.metadata != null && hasLost(job.metadata, submissionKey))))

/** Whether a job came before another; of one moment, by their ids. */
export const isOlder = (a: Job, b: Job): boolean => {
  const [timeOfA, timeOfB] = [submittedAt(a), submittedAt(b)]
  return timeOfA === timeOfB ? a.id < b.id : timeOfA < timeOfB
}

/** A job that does not say when it was submitted may be new. */
const submittedAt = ({ submitted_at }: JobPage["jobs"][number]): number => {
  const time = Date.parse(submitted_at ?? "")
  return Number.isNaN(time) ? Infinity : time
}

/** Whether a page can be of a list that begins with the newest job. */
const isNewestFirst = (stamps: ReadonlyArray<number>): boolean => {
  const [first, last] = [stamps[0], stamps.at(-1)]
  return first === undefined || last === undefined || first >= last
}
