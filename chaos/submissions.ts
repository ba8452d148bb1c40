/** Submissions while answers go astray: none may be lost without a typed error, and none doubled. */
import { Effect, Result, Stream } from "effect"
import { Gates, Jobs } from "effect-ionq"
import { isIonQError } from "effect-ionq/IonQError"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { calm, everyFault, onPort, type Outcome, outcome } from "./cloud.ts"

const request: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [Gates.h(0)] },
}

/** How long a request of the storm may take, and how much longer than that the late ones do. */
const timeout = 500
const late = 800
/** A late request is processed 300 ms after its client gave up; on a busy machine the timers are late, too. */
const settle = 2000

const round = (seed: number, count: number, concurrency: number) =>
  Effect.gen(function* () {
    const jobs = yield* Jobs
    const results = yield* Effect.forEach(
      Array.from({ length: count }, (_, i) => `s-${i}`),
      (submissionId) =>
        // An id of one's own would be looked up before anything is sent: every other one is left to the SDK.
        Effect.map(Effect.result(jobs.submit(request, { settle })), (result) => ({ submissionId, result })),
      { concurrency },
    )
    yield* calm
    const bySubmission = new Map<string, number>()
    const ids = new Set<string>()
    yield* Stream.runForEach(jobs.list({ pageSize: 100 }), (job) =>
      Effect.sync(() => {
        ids.add(job.id)
        const submission = job.metadata?.["effect-ionq.submission"] ?? "none"
        bySubmission.set(submission, (bySubmission.get(submission) ?? 0) + 1)
      }),
    )
    const given = results.flatMap(({ result }) => (Result.isSuccess(result) ? [result.success.id] : []))
    const failures = results.flatMap(({ result }) => (Result.isFailure(result) ? [result.failure] : []))
    return {
      given: given.length,
      missing: given.filter((id) => !ids.has(id)).length,
      sameTwice: given.length - new Set(given).size,
      unknown: failures.filter(({ _tag }) => _tag === "SubmissionUnknownError").length,
      refused: failures.filter(({ _tag }) => _tag !== "SubmissionUnknownError").length,
      untyped: failures.filter((error) => !isIonQError(error)).length,
      doubled: [...bySubmission.values()].filter((jobsOfOne) => jobsOfOne > 1).length,
      atServer: ids.size,
    }
  }).pipe(
    Effect.provide(
      onPort(
        { timing: "instant", faults: { random: { seed, rate: 0.3, faults: everyFault(late) } } },
        { timeout },
      ),
    ),
  )

/** Rounds of at most a thousand submissions, each with an emulator of its own. */
export const submissions = (
  seed: number,
  count: number,
  concurrency = 500,
): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const total: Record<string, number> = {}
    for (let done = 0; done < count; done += 1000) {
      const figures = yield* round(seed * 1000 + done, Math.min(1000, count - done), concurrency)
      for (const [name, figure] of Object.entries(figures)) total[name] = (total[name] ?? 0) + figure
    }
    return outcome(
      { seed, submissions: count, ...total },
      {
        "every job that was given is at the server": total["missing"] === 0,
        "no two submissions gave the same job": total["sameTwice"] === 0,
        "every failure is typed": total["untyped"] === 0,
        "no submission has two jobs": total["doubled"] === 0,
        "what was given or may be there is all that is there":
          (total["atServer"] ?? 0) >= (total["given"] ?? 0) &&
          (total["atServer"] ?? 0) <= (total["given"] ?? 0) + (total["unknown"] ?? 0),
      },
    )
  })
