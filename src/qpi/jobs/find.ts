import { Effect } from "effect"
import { ownCalls } from "../../CallOptions.ts"
import type { QpiMethods } from "../client/make.ts"
import { contains } from "../records/filter.ts"
import { known } from "../records/pages.ts"
import { type Job, withoutEcho } from "../schema/Job.ts"
import { nonceOf } from "./submission.ts"

/** The number of the newest jobs per request. */
const part = 50

/** The total number of jobs to search: the job, if there is one, is from the last seconds. */
const most = 1000

/**
 * Searches for the job of a submission: by a filter if there is a JWT, otherwise through the list of the newest jobs,
 * with overlapping parts, because the list shifts while jobs are added.
 */
export const makeFind = (client: QpiMethods) => {
  const get = (id: string) => Effect.map(client.jobs.get({ params: { id } }), withoutEcho)

  const byFilter = Effect.fnUntraced(function* (submissionId: string) {
    const { items } = yield* client.jobRecords.pick({
      query: { filter: known(contains("payload", nonceOf(submissionId))), fields: "id", skipTotal: true },
    })
    const id = items[0]?.["id"]
    return typeof id === "string" ? yield* get(id) : undefined
  })

  const byList = Effect.fnUntraced(function* (submissionId: string) {
    const nonce = nonceOf(submissionId)
    for (let skip = 0; skip < most; skip += part - 10) {
      const jobs = yield* client.jobs.list({ query: { skip, limit: part } })
      const found = jobs.find(({ payload }) => (JSON.stringify(payload) ?? "").includes(nonce))
      if (found !== undefined) return withoutEcho(found)
      if (jobs.length < part) return undefined
    }
    return undefined
  })

  return (submissionId: string): Effect.Effect<Job | undefined, FindError> =>
    ownCalls(client.settings.credentials === "ApiToken" ? byList(submissionId) : byFilter(submissionId))
}

type ErrorOf<M extends (...args: never) => Effect.Effect<unknown, unknown>> = Effect.Error<ReturnType<M>>

export type FindError =
  | ErrorOf<QpiMethods["jobs"]["get"]>
  | ErrorOf<QpiMethods["jobs"]["list"]>
  | ErrorOf<QpiMethods["jobRecords"]["pick"]>
