import { Effect, Option, Stream } from "effect"
import { Jobs } from "../../Jobs.ts"
import { Polling } from "../../Polling.ts"
import { JobStatus } from "../../schema/Job.ts"
import type { JobChanges } from "../../schema/JobRequest.ts"
import { approve } from "../steps/approve.ts"
import { usage } from "../terminal/CommandError.ts"
import type {
  ChangesInput,
  JobInput,
  ListInput,
  SeveralInput,
  WaitInput,
  WatchInput,
} from "../inputs/jobs.ts"
import { connected } from "../steps/connect.ts"
import { given } from "../inputs/flags.ts"
import { follow } from "../steps/follow.ts"
import { noteUnlisted, withKnownBackend } from "../steps/knownBackend.ts"
import { knownStatus } from "../steps/didYouMean.ts"
import { show, showAll, showEach } from "../terminal/output.ts"
import { jobDetails, jobsTable } from "../render/job.ts"
import { details } from "../render/table.ts"
import { amountOf, byStatus, lengthOf, said } from "../render/humanUnits.ts"

/** The first elements of a stream, or all of them for 0. */
export const first =
  (limit: number) =>
  <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    limit === 0 ? stream : Stream.take(stream, limit)

/** The page size for a limit: the limit itself, and 100 at most. The limit 0 stands for all jobs. */
export const pageSize = (limit: number): number => (limit === 0 ? 100 : Math.min(limit, 100))

export const list = Effect.fn("cli.jobs.list")(function* (flags: ListInput) {
  if (flags.limit < 0) return yield* usage("--limit is the number of jobs, or 0 for all")
  const status = yield* knownStatus(given(flags.status), JobStatus)
  const jobs = yield* Jobs
  const backend = given(flags.backend)
  let isEmpty = true
  const found = jobs
    .list({
      pageSize: pageSize(flags.limit),
      status,
      backends: backend === undefined ? undefined : [backend],
      sessionId: given(flags.session),
      parentJobId: given(flags.parent),
    })
    .pipe(Stream.onFirst(() => Effect.sync(() => (isEmpty = false))))
  yield* showAll(first(flags.limit)(found), jobsTable)
  if (isEmpty && backend !== undefined) yield* noteUnlisted(backend)
}, connected)

export const get = Effect.fn("cli.jobs.get")(function* ({ job }: JobInput) {
  const jobs = yield* Jobs
  yield* show(yield* jobs.get(job), jobDetails)
}, connected)

export const watch = Effect.fn("cli.jobs.watch")(function* ({ job, timeout }: WatchInput) {
  const polling = yield* Polling
  yield* showEach(polling.watch(job, { timeout }), (seen, screen) => {
    const wait = seen.predicted_wait_time_ms
    const waiting = seen.status === "submitted" || seen.status === "ready"
    const predicted = waiting && typeof wait === "number" ? `  predicted wait ${lengthOf(wait)}` : ""
    const time = new Date().toLocaleTimeString("sv-SE")
    return `${time}  ${byStatus(said(seen.status), seen.status, screen)}${predicted}`
  })
}, connected)

export const wait = Effect.fn("cli.jobs.wait")(function* (flags: WaitInput) {
  yield* show(yield* follow(flags.job, flags), jobDetails)
}, connected)

export const cancel = Effect.fn("cli.jobs.cancel")(function* ({ jobs: ids }: SeveralInput) {
  const jobs = yield* Jobs
  const [only] = ids
  const receipt =
    only !== undefined && ids.length === 1
      ? yield* Effect.map(jobs.cancel(only), ({ id, status }) => ({ ids: [id], status }))
      : yield* jobs.cancelMany(ids)
  yield* show(receipt, ({ ids, status }) => ids.map((id) => `${said(id)}  ${said(status)}`).join("\n"))
}, connected)

export const remove = Effect.fn("cli.jobs.delete")(function* ({ jobs: ids }: SeveralInput) {
  const jobs = yield* Jobs
  const [only] = ids
  const receipt =
    only !== undefined && ids.length === 1
      ? yield* Effect.map(jobs.delete(only), ({ id, status }) => ({ ids: [id], status }))
      : yield* jobs.deleteMany(ids)
  yield* show(receipt, ({ ids, status }) => ids.map((id) => `${said(id)}  ${said(status)}`).join("\n"))
}, connected)

const changesOf = (flags: ChangesInput): JobChanges => ({
  ...(Option.isSome(flags.backend) ? { backend: flags.backend.value } : {}),
  ...(Option.isSome(flags.shots) ? { shots: flags.shots.value } : {}),
  ...(Option.isSome(flags.name) ? { name: flags.name.value } : {}),
  ...(Option.isSome(flags.metadata) ? { metadata: flags.metadata.value } : {}),
  ...(flags.dryRun ? { dry_run: true } : {}),
})

const again = (verb: "clone" | "move") =>
  Effect.fnUntraced(function* (flags: ChangesInput) {
    const jobs = yield* Jobs
    const changes = changesOf(flags)
    const again = Effect.gen(function* () {
      const { within, quote } = yield* approve(jobs.quoteClone(flags.job, changes), flags)
      return yield* within(jobs[verb](flags.job, changes, { quote }))
    })
    const submitted = yield* changes.backend === undefined ? again : withKnownBackend(changes.backend)(again)
    yield* show(submitted, ({ id }) => said(id))
  })

export const clone = Effect.fn("cli.jobs.clone")(again("clone"), connected)

export const move = Effect.fn("cli.jobs.move")(again("move"), connected)

export const cost = Effect.fn("cli.jobs.cost")(function* ({ job }: JobInput) {
  const jobs = yield* Jobs
  yield* show(yield* jobs.cost(job), (answer, screen) =>
    details(
      [
        ["cost", amountOf(answer.cost?.value, answer.cost?.unit)],
        ["estimated", amountOf(answer.estimated_cost?.value, answer.estimated_cost?.unit)],
        ["dry run", answer.dry_run === true ? "yes" : undefined],
      ],
      screen,
    ),
  )
}, connected)
