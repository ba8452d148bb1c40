import { Clock, Effect, Predicate } from "effect"
import { createHash } from "node:crypto"
import { badInput } from "../../cli/terminal/CommandError.ts"
import { Jobs } from "../../Jobs.ts"
import type { Job } from "../../schema/Job.ts"
import type { JobRequest } from "../../schema/JobRequest.ts"
import type { Spending } from "../access/Access.ts"
import { short } from "../text/quoted.ts"

/**
 * The metadata key with the fingerprint of a request. From it, another server can detect a different request with the
 * same id.
 */
const requestKey = "effect-ionq.request"

/** How far back a request id is searched for at IonQ, in milliseconds. A model repeats a call within hours. */
const memory = 30 * 24 * 60 * 60 * 1000

/**
 * The time from which a request id is searched for; undefined if IonQ has no jobs. It counts from the newest job or from
 * now, whichever is earlier, because this machine's clock may be ahead.
 */
export const sinceWhen = Effect.gen(function* () {
  const jobs = yield* Jobs
  const { jobs: newest } = yield* jobs.listPage({ pageSize: 1 })
  const at = Date.parse(newest[0]?.submitted_at ?? "")
  if (Number.isNaN(at)) return undefined
  return new Date(Math.min(at, yield* Clock.currentTimeMillis) - memory)
})

/** A replacer for `JSON.stringify` that sorts the keys of objects. */
const ordered = (_: string, value: unknown): unknown =>
  Predicate.isObject(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** 96 bits of a request's hash, whatever the order of its keys. */
export const fingerprintOf = (request: JobRequest): string =>
  createHash("sha256").update(JSON.stringify(request, ordered)).digest().subarray(0, 12).toString("base64url")

/** Adds the fingerprint to the metadata of a request. */
export const marked = <Request extends JobRequest>(request: Request, fingerprint: string): Request => ({
  ...request,
  metadata: { ...request.metadata, [requestKey]: fingerprint },
})

/** Whether a job at IonQ belongs to another request. Without a fingerprint, its backend, shots and dry run are compared. */
const isOther = (job: Job, { backend, shots, dry_run }: JobRequest, fingerprint: string): boolean => {
  const known = job.metadata?.[requestKey]
  if (known !== undefined) return known !== fingerprint
  return (
    job.backend !== backend ||
    (typeof job.shots === "number" && job.shots !== shots) ||
    (job.dry_run === true) !== (dry_run === true)
  )
}

const usedElsewhere = (requestId: string, jobId: string) =>
  badInput(
    `The requestId ${requestId} belongs to job ${short(jobId)}, which is of another request`,
    "Use a new requestId for a new job; to find that job again, repeat its parameters exactly. Nothing was submitted.",
  )

/**
 * The job that a request id already has, in this server's memory or at IonQ; undefined if there is none. Fails if the
 * job belongs to another request.
 */
export const earlier = Effect.fnUntraced(function* (
  requestId: string,
  request: JobRequest,
  fingerprint: string,
  submittedSince: Date | undefined,
  spending: Spending,
) {
  const jobs = yield* Jobs
  const made = spending.made.get(requestId)
  if (made !== undefined) {
    return made.fingerprint === fingerprint
      ? yield* jobs.get(made.jobId)
      : yield* usedElsewhere(requestId, made.jobId)
  }
  const found = yield* jobs
    .resume(requestId, { submittedSince })
    .pipe(
      Effect.catchTag("SubmissionUnknownError", (error) =>
        error.reason === "absent" ? Effect.succeed(undefined) : Effect.fail(error),
      ),
    )
  if (found === undefined) return undefined
  return isOther(found, request, fingerprint) ? yield* usedElsewhere(requestId, found.id) : found
})
