import { Effect, Stream } from "effect"
import type { JobsQuery } from "../IonQApi.ts"
import type { PaginationError } from "../IonQError.ts"
import type { Job, JobPage, JobStatus } from "../schema/Job.ts"
import { type PageOptions, paginate } from "./paginate.ts"

/** Which jobs to list, and how. */
export interface JobFilter extends PageOptions {
  /** These jobs only. An empty list gives an empty stream, and asks nothing. */
  readonly ids?: ReadonlyArray<string> | undefined
  readonly status?: JobStatus | undefined
  /** Jobs of these backends. */
  readonly backends?: ReadonlyArray<string> | undefined
  readonly sessionId?: string | undefined
  /** The children of this job. */
  readonly parentJobId?: string | undefined
  readonly submitterId?: string | undefined
}

/** All jobs that an endpoint lists. An empty list of ids is never sent: it would list everything. */
export const jobPages = <E>(
  filter: JobFilter,
  ask: (query: JobsQuery) => Effect.Effect<JobPage, E>,
): Stream.Stream<Job, E | PaginationError> =>
  filter.ids?.length === 0
    ? Stream.empty
    : paginate(filter, (cursor) =>
        Effect.map(ask(jobsQuery(filter, cursor)), ({ jobs, next }) => ({ items: jobs, next })),
      )

export const jobsQuery = (filter: JobFilter, cursor: string | undefined): JobsQuery => ({
  ...(filter.ids === undefined ? {} : { ids: filter.ids }),
  ...(filter.status === undefined ? {} : { status: filter.status }),
  ...(filter.backends === undefined ? {} : { target: filter.backends.join(",") }),
  ...(filter.sessionId === undefined ? {} : { session_id: filter.sessionId }),
  ...(filter.parentJobId === undefined ? {} : { parent_job_id: filter.parentJobId }),
  ...(filter.submitterId === undefined ? {} : { submitter_id: filter.submitterId }),
  ...(filter.pageSize === undefined ? {} : { limit: filter.pageSize }),
  ...(cursor === undefined ? {} : { next: cursor }),
})
