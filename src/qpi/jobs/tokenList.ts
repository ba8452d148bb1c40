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
}

/**
 * The user's jobs from the routes, oldest first. Jobs that are added in the meantime come at the end. The routes have
 * no filter.
 */
export const jobsByToken = (client: QpiMethods, { status, qpu, since, pageSize }: Wanted) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const size = (yield* asRequest(count("pageSize", pageSize, { min: 1, max: 1000 }))) ?? 200
      const from = since === undefined ? "" : yield* Effect.fromResult(dateText("created", since))
      return Stream.paginate(0, (skip) =>
        Effect.map(
          client.jobs.list({ query: { skip, limit: size, sort: "created,id" } }),
          (jobs) =>
            [jobs.map(withoutEcho), jobs.length < size ? Option.none() : Option.some(skip + size)] as const,
        ),
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
