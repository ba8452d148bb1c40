import { type DateTime, Effect, Stream } from "effect"
import { ownCalls } from "../../CallOptions.ts"
import type { InvalidRequestError } from "../../errors/call.ts"
import type { QpiMethods } from "../client/make.ts"
import type { FilterError } from "../errors/jobErrors.ts"
import { contains } from "../records/filter.ts"
import { recordStream } from "../records/pages.ts"
import { formatDate } from "../schema/dates.ts"
import { type Job, withoutEcho } from "../schema/Job.ts"
import { isOf, nonceOf } from "./nonce.ts"

/** The number of jobs per request. */
const part = 50

/** The submission to find. `most` and `from` limit the search with an API token, which cannot use a filter. */
export interface Sought {
  readonly submissionId: string
  /** The largest number of jobs to read. */
  readonly most: number
  /** Older jobs are not searched. */
  readonly from?: DateTime.DateTime | undefined
}

/**
 * Searches for the jobs of a submission, oldest first. With a JWT it uses a filter, otherwise it reads the list of
 * jobs from the newest on. The parts of the list overlap, because the list shifts while jobs are added.
 */
export const makeFind = (client: QpiMethods) => {
  const get = (id: string) => Effect.map(client.jobs.get({ params: { id } }), withoutEcho)

  /** The filter ignores case. Jobs whose ids differ from `submissionId` only in case are removed afterwards. */
  const byFilter = Effect.fnUntraced(function* ({ submissionId }: Sought) {
    const records = recordStream(client.jobRecords.list, "created", {
      filter: contains("payload", nonceOf(submissionId)),
      pageSize: 10,
    })
    const found = yield* Stream.runCollect(Stream.filter(records, (job) => isOf(job, submissionId)))
    // A superuser can read the records of all users, but the routes return only the superuser's own jobs. Others are
    // left out.
    const own = yield* Effect.forEach(found, ({ id }) =>
      Effect.catchTag(get(id), "QpiNotFoundError", () => Effect.undefined),
    )
    return own.filter((job) => job !== undefined)
  })

  const byList = Effect.fnUntraced(function* ({ submissionId, most, from }: Sought) {
    const first = from === undefined ? "" : formatDate(from)
    const found = new Map<string, Job>()
    for (let skip = 0; skip < most; skip += part - 10) {
      const jobs = yield* client.jobs.list({ query: { skip, limit: part } })
      for (const job of jobs) if (isOf(job, submissionId)) found.set(job.id, withoutEcho(job))
      // Jobs of the same submission are adjacent in the list, because they were created at nearly the same time. The
      // search ends at the first part of the list without one.
      if (found.size > 0 && !jobs.some(({ id }) => found.has(id))) break
      if (jobs.length < part || jobs.some(({ created }) => created < first)) break
    }
    return [...found.values()].toSorted(byAge)
  })

  return (sought: Sought): Effect.Effect<ReadonlyArray<Job>, FindError> =>
    ownCalls(client.settings.credentials === "ApiToken" ? byList(sought) : byFilter(sought))
}

const byAge = (a: Job, b: Job): number =>
  a.created === b.created ? (a.id < b.id ? -1 : 1) : a.created < b.created ? -1 : 1

type ErrorOf<M extends (...args: never) => Effect.Effect<unknown, unknown>> = Effect.Error<ReturnType<M>>

export type FindError =
  | ErrorOf<QpiMethods["jobs"]["get"]>
  | ErrorOf<QpiMethods["jobs"]["list"]>
  | ErrorOf<QpiMethods["jobRecords"]["list"]>
  | FilterError
  | InvalidRequestError
