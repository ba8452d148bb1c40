import { Effect, Stream } from "effect"
import { checkId } from "../client/ids.ts"
import { checkCount } from "../client/ranges.ts"
import type { JobsQuery } from "../IonQApi.ts"
import { type CommonError, InvalidRequestError, type PaginationError } from "../IonQError.ts"
import type { Job, JobPage, JobStatus } from "../schema/Job.ts"
import { chunksOf, idsAtOnce, type IdsFilter, type Listing } from "./jobsByIds.ts"
import { type PageOptions, paginate } from "./paginate.ts"

/**
 * Which jobs to list, and how. With `ids`, jobs are requested in chunks of `pageSize` (default and maximum: 100) in the
 * order of the ids. Within a chunk they come newest first. Each of these jobs is emitted once, and other jobs are left
 * out.
 */
export interface JobFilter extends PageOptions {
  /** Only these jobs. An empty list gives an empty stream without a request. */
  readonly ids?: ReadonlyArray<string> | undefined
  readonly status?: JobStatus | undefined
  /** Only jobs of these backends. An empty list gives an empty stream without a request. */
  readonly backends?: ReadonlyArray<string> | undefined
  readonly sessionId?: string | undefined
  /** Only the children of this job. */
  readonly parentJobId?: string | undefined
  readonly submitterId?: string | undefined
}

/** All jobs that an endpoint lists. An empty list of ids is never sent: it would list everything. */
export const jobPages = <E>(
  filter: JobFilter,
  listing: Listing<E>,
): Stream.Stream<Job, E | CommonError | PaginationError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      yield* checkFilter(filter)
      if (isEmpty(filter)) return Stream.empty
      const { ids, pageSize = idsAtOnce, prefetch } = filter
      if (ids === undefined) {
        return paginate(filter, (cursor) =>
          Effect.map(listing.send(jobsQuery(filter, cursor)), ({ jobs, next }) => ({ items: jobs, next })),
        )
      }
      const chunks = chunksOf(ids, pageSize)
      return paginate({ prefetch }, (cursor) => {
        const at = Number(cursor ?? 0)
        const next = at + 1 < chunks.length ? String(at + 1) : undefined
        return Effect.map(listing.chosen(chunks[at] ?? [], idsFilter(filter)), (jobs) => ({
          items: [...jobs.values()],
          next,
        }))
      })
    }),
  )

/** One page of jobs, or all jobs of at most {@link idsAtOnce} ids. */
export const jobPage = Effect.fnUntraced(function* <E>(
  { cursor, ...filter }: JobFilter & { readonly cursor?: string | undefined },
  listing: Listing<E>,
): Effect.fn.Return<JobPage, E | CommonError | PaginationError> {
  yield* checkFilter(filter)
  if (cursor === "") return yield* new InvalidRequestError({ field: "cursor", message: "cursor is empty" })
  if (filter.ids !== undefined && cursor !== undefined) {
    const message = "`cursor` cannot be combined with `ids`: jobs by id are always one page"
    return yield* new InvalidRequestError({ field: "cursor", message })
  }
  if (isEmpty(filter)) return { jobs: [], next: null }
  if (filter.ids === undefined) return yield* listing.send(jobsQuery(filter, cursor))
  const count = new Set(filter.ids).size
  if (count > idsAtOnce) {
    const message = `ids has ${count} ids, but the limit of a page is ${idsAtOnce}: use Jobs.list for more`
    return yield* new InvalidRequestError({ field: "ids", limit: idsAtOnce, message })
  }
  return { jobs: [...(yield* listing.chosen(filter.ids, idsFilter(filter))).values()], next: null }
})

const isEmpty = ({ ids, backends }: JobFilter): boolean => ids?.length === 0 || backends?.length === 0

const checkFilter = Effect.fnUntraced(function* (filter: JobFilter) {
  const named: ReadonlyArray<readonly [string, string | undefined]> = [
    ["sessionId", filter.sessionId],
    ["parentJobId", filter.parentJobId],
    ["submitterId", filter.submitterId],
    ...(filter.ids ?? []).map((id, i) => [`ids.${i}`, id] as const),
    ...(filter.backends ?? []).map((name, i) => [`backends.${i}`, name] as const),
  ]
  for (const [field, id] of named) if (id !== undefined) yield* checkId(field, id)
  yield* checkCount("pageSize", filter.pageSize, { min: 1 })
})

const idsFilter = (filter: JobFilter): IdsFilter => ({
  ...(filter.status === undefined ? {} : { status: filter.status }),
  ...(filter.backends === undefined ? {} : { target: filter.backends.join(",") }),
  ...(filter.sessionId === undefined ? {} : { session_id: filter.sessionId }),
  ...(filter.parentJobId === undefined ? {} : { parent_job_id: filter.parentJobId }),
  ...(filter.submitterId === undefined ? {} : { submitter_id: filter.submitterId }),
})

const jobsQuery = (filter: JobFilter, cursor: string | undefined): JobsQuery => ({
  ...idsFilter(filter),
  ...(filter.pageSize === undefined ? {} : { limit: filter.pageSize }),
  ...(cursor === undefined ? {} : { next: cursor }),
})
