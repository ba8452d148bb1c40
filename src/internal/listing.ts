import { Effect, Result } from "effect"
import { withOptions } from "../CallOptions.ts"
import type { IonQMethods } from "../IonQClient.ts"
import type { JobsQuery } from "../IonQApi.ts"
import type { CommonError, PaginationError } from "../IonQError.ts"
import type { Job, JobPage } from "../schema/Job.ts"
import { nextCursor } from "./paginate.ts"

/** How many ids fit into one question, and how many jobs onto one page. */
export const idsAtOnce = 100

/** How a list of ids is written in a query: IonQ's specification says "array" and not which. */
type Encoding = "a,b" | "repeated"
const encodings: ReadonlyArray<Encoding> = ["a,b", "repeated"]

/**
 * Questions about many jobs at once, put as the server at hand understands them. What was learned of the server is kept
 * as long as the listing.
 */
export interface Listing {
  /** A page of jobs, as large as the server gives it. */
  readonly page: (query: JobsQuery) => Effect.Effect<JobPage, CommonError>
  /** The jobs of at most {@link idsAtOnce} ids, by id. What the server does not list is not in it. */
  readonly byIds: (
    ids: ReadonlyArray<string>,
  ) => Effect.Effect<ReadonlyMap<string, Job>, CommonError | PaginationError>
}

export const makeListing = (client: IonQMethods): Listing => {
  let large = true
  let encoding: Encoding = "a,b"

  /** A server that refuses a page of 100 is asked for pages of its own size from then on. */
  const page: Listing["page"] = (query) =>
    large
      ? Effect.catchTag(client.jobs.list({ query: { limit: idsAtOnce, ...query } }), "BadRequestError", () =>
          Effect.tap(client.jobs.list({ query }), () => Effect.sync(() => (large = false))),
        )
      : client.jobs.list({ query })

  const ask = (ids: ReadonlyArray<string>, as: Encoding, cursor: string | undefined) => {
    const next = cursor === undefined ? {} : { next: cursor }
    return as === "a,b" ? page({ ids, ...next }) : withOptions({ query: { ids } })(page(next))
  }

  /** The listed jobs; nothing where the server does not understand the question and lists something else. */
  const listed = Effect.fnUntraced(function* (ids: ReadonlyArray<string>, as: Encoding) {
    const wanted = new Set(ids)
    const jobs = new Map<string, Job>()
    const cursors = new Set<string>()
    let cursor: string | undefined
    do {
      const answer = yield* ask(ids, as, cursor)
      for (const job of answer.jobs) {
        if (!wanted.has(job.id)) return undefined
        jobs.set(job.id, job)
      }
      cursor = yield* nextCursor(cursors, answer.next)
    } while (cursor !== undefined && jobs.size < wanted.size)
    return jobs
  })

  return {
    page,
    byIds: Effect.fnUntraced(function* (ids) {
      // The one that worked comes first.
      for (const as of [encoding, ...encodings.filter((other) => other !== encoding)]) {
        const found = yield* Effect.result(listed(ids, as))
        if (Result.isFailure(found) && found.failure._tag !== "BadRequestError") return yield* found.failure
        if (Result.isSuccess(found) && found.success !== undefined && found.success.size > 0) {
          encoding = as
          return found.success
        }
        // One id is written the same either way.
        if (ids.length === 1) break
      }
      return new Map<string, Job>()
    }),
  }
}
