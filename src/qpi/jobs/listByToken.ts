import { type DateTime, Effect, Option, Stream } from "effect"
import { asRequest, count } from "../../client/ranges.ts"
import type { QpiMethods } from "../client/make.ts"
import { dateText } from "../records/filter.ts"
import { type JobStatus, withoutEcho } from "../schema/Job.ts"

interface Wanted {
  readonly status: JobStatus | undefined
  readonly qpu: string | undefined
  readonly since: DateTime.DateTime | Date | undefined
  readonly pageSize: number | undefined
  readonly newestFirst: boolean
}

/**
 * Lists the user's jobs from the routes. These have no filter, so the status, the processor and the date are compared
 * here. With the oldest first, jobs that are added during the listing come at the end. With the newest first, they move
 * other jobs to later pages, so a job that was already listed is left out there.
 */
export const jobsByToken = (client: QpiMethods, { status, qpu, since, pageSize, newestFirst }: Wanted) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const size = (yield* asRequest(count("pageSize", pageSize, { min: 1, max: 1000 }))) ?? 200
      const from = since === undefined ? "" : yield* Effect.fromResult(dateText("created", since))
      const sort = newestFirst ? "-created,-id" : "created,id"
      const seen = new Set<string>()
      return Stream.paginate(0, (skip) =>
        Effect.map(client.jobs.list({ query: { skip, limit: size, sort } }), (jobs) => {
          const others = jobs.filter(({ id }) => !seen.has(id))
          for (const { id } of others) seen.add(id)
          const isLast = jobs.length < size || (newestFirst && jobs.some(({ created }) => created < from))
          return [others.map(withoutEcho), isLast ? Option.none() : Option.some(skip + size)] as const
        }),
      ).pipe(
        Stream.filter(
          (job) =>
            (status === undefined || job.status === status) &&
            (qpu === undefined || job.qpu_target === qpu) &&
            job.created >= from,
        ),
      )
    }),
  )
