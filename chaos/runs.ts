/** Runs that are interrupted anywhere: what is left at the server is what the policy says. */
import { Effect, Fiber, Random, Stream } from "effect"
import { Jobs } from "effect-ionq"
import type { InterruptPolicy } from "effect-ionq/Polling"
import type { Job } from "effect-ionq/schema/Job"
import type { CircuitJobRequest } from "effect-ionq/schema/JobRequest"
import { onPort, type Outcome, outcome } from "./cloud.ts"

const request: CircuitJobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [{ gate: "h", target: 0 }] },
}

/** Milliseconds: half of the jobs run on and on, the others are over in no time. Cancellation takes a completed one's result. */
const queued = 150
const runningOf = (name: string | null | undefined): number =>
  Number(name?.split("-")[1] ?? 0) % 2 === 0 ? 3_600_000 : 60

export const runs = (
  policy: InterruptPolicy,
  seed: number,
  count: number,
  concurrency = 100,
): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const jobs = yield* Jobs
    /** When each run was interrupted, by the name of its job, and when all was over for it. */
    const interrupted = new Map<string, { readonly from: number; readonly to: number }>()
    yield* Effect.forEach(
      Array.from({ length: count }, (_, i) => `run-${i}`),
      (name) =>
        Effect.gen(function* () {
          const run = jobs.run({ ...request, name }, { onInterrupt: policy })
          const fiber = yield* Effect.forkChild(Effect.ignore(run))
          yield* Effect.sleep(yield* Random.nextIntBetween(0, 400))
          const from = Date.now()
          yield* Fiber.interrupt(fiber)
          interrupted.set(name, { from, to: Date.now() })
        }),
      { concurrency, discard: true },
    )
    const left = yield* Stream.runCollect(jobs.list({ pageSize: 100 }))
    const countOf = (test: (job: Job) => boolean) => left.filter(test).length
    const wrong = left.filter((job) => isWrong(policy, job, interrupted.get(job.name ?? "")))
    return outcome(
      {
        policy,
        runs: count,
        jobs: left.length,
        canceled: countOf(({ status }) => status === "canceled"),
        completed: countOf(({ status }) => status === "completed"),
        "started or queued": countOf(({ status }) => status !== "canceled" && status !== "completed"),
        wrong: wrong.length,
      },
      { [`each job is as ${policy} says`]: wrong.length === 0, "jobs were made": left.length > 0 },
    )
  }).pipe(
    Effect.provide(
      onPort({
        script: ({ name }) => ({ submittedFor: 0, readyFor: queued, startedFor: runningOf(name) }),
        cancelOfCompleted: "canceled",
      }),
    ),
    Random.withSeed(seed),
  )

/** Whether a job is not as its policy says; what falls between the start and the end of the interruption may go either way. */
const isWrong = (
  policy: InterruptPolicy,
  job: Job,
  interruption: { readonly from: number; readonly to: number } | undefined,
): boolean => {
  if (interruption === undefined) return true
  const canceled = job.status === "canceled"
  const submitted = Date.parse(job.submitted_at ?? "")
  const started = submitted + queued
  const completed = started + runningOf(job.name)
  const { from, to } = interruption
  switch (policy) {
    case "detach":
      return canceled
    case "cancel":
      return canceled ? completed < from : completed > to
    case "cancelIfNotStarted":
      return canceled ? started < from : started > to
  }
}
