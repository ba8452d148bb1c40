/** What submissions said they did, held against the jobs that are at the server. */
import { Cause, Effect, Exit, Stream } from "effect"
import { Jobs } from "effect-ionq"
import { isIonQError, type SubmissionUnknownError } from "effect-ionq/IonQError"
import type { Job, SubmittedJob } from "effect-ionq/schema/Job"
import type { HttpClient } from "effect/http"
import { inProcess } from "./network.ts"
import type { Process } from "./world.ts"

const submissionKey = "effect-ionq.submission"

/** Ends the faults of an emulator in memory and gives all its jobs, seen by a client that nothing happens to. */
export const jobsOf = (app: HttpClient.HttpClient, onlooker: Process): Effect.Effect<ReadonlyArray<Job>> =>
  Effect.orDie(Effect.andThen(app.del("http://localhost/emulator/faults"), Effect.void)).pipe(
    Effect.andThen(
      inProcess(
        onlooker,
        app,
      )(Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ pageSize: 100 }))).pipe(Effect.orDie)),
    ),
    onlooker.run,
  )

/** A job that somebody pays for: it ran, runs or will. One that was canceled in the queue never started. */
export const isPaid = ({ status, started_at }: Job): boolean =>
  status !== "canceled" || (started_at ?? null) !== null

/** The jobs that are paid for, by the submission that they name; `none` for those that name none. */
export const bySubmission = (jobs: ReadonlyArray<Job>): ReadonlyMap<string, ReadonlyArray<Job>> => {
  const found = new Map<string, Array<Job>>()
  for (const job of jobs.filter(isPaid)) {
    const id = job.metadata?.[submissionKey] ?? "none"
    found.set(id, [...(found.get(id) ?? []), job])
  }
  return found
}

/** What one submission came to; nothing for the id where the SDK made one up. */
export interface Entry {
  readonly id: string | undefined
  readonly exit: Exit.Exit<SubmittedJob, unknown>
}

/** What went wrong, in numbers; all but `given`, `failed`, `unknown`, `interrupted` and `jobs` have to be 0. */
export const audit = (entries: ReadonlyArray<Entry>, jobs: ReadonlyArray<Job>) => {
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const paid = bySubmission(jobs)
  const count = {
    given: 0,
    failed: 0,
    unknown: 0,
    interrupted: 0,
    missing: 0,
    foreign: 0,
    untyped: 0,
    shared: 0,
  }
  const owners = new Map<string, Entry>()
  for (const entry of entries) {
    const { id, exit } = entry
    if (Exit.isSuccess(exit)) {
      count.given++
      const job = byId.get(exit.value.id)
      const owner = owners.get(exit.value.id)
      owners.set(exit.value.id, entry)
      if (job === undefined || !isPaid(job)) count.missing++
      if (id !== undefined && job?.metadata?.[submissionKey] !== id) count.foreign++
      if (owner !== undefined && (owner.id !== id || id === undefined)) count.shared++
    } else if (Cause.hasInterruptsOnly(exit.cause)) count.interrupted++
    else {
      const [reason] = exit.cause.reasons
      const error = reason?._tag === "Fail" ? reason.error : undefined
      if (!isIonQError(error)) count.untyped++
      else if (isUnknown(error)) count.unknown++
      else count.failed++
    }
  }
  const given = new Set(owners.keys())
  const unclaimed = [...paid.values()].filter((same) => !same.some(({ id }) => given.has(id))).length
  return {
    ...count,
    jobs: jobs.length,
    doubled: [...paid.values()].filter((same) => same.length > 1).length,
    lost: Math.max(0, unclaimed - count.unknown - count.interrupted),
  }
}

const isUnknown = (error: { readonly _tag: string }): error is SubmissionUnknownError =>
  error._tag === "SubmissionUnknownError"

/** What an audit found wrong, a line for each kind. */
export const wrongsOf = (found: ReturnType<typeof audit>): ReadonlyArray<string> =>
  (["missing", "foreign", "untyped", "shared", "doubled", "lost"] as const).flatMap((kind) =>
    found[kind] === 0 ? [] : [`${kind}: ${found[kind]}`],
  )
