/** Submissions over real connections while answers go astray: `submissions.ts` has the many, in virtual time. */
import { Effect, Result, Stream } from "effect"
import { Gates, Jobs } from "effect-ionq"
import { isIonQError, type SubmissionUnknownError } from "effect-ionq/IonQError"
import type { SubmitError } from "effect-ionq/Jobs"
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

const round = (seed: number, count: number) =>
  Effect.gen(function* () {
    const jobs = yield* Jobs
    const results = yield* Effect.forEach(
      Array.from({ length: count }),
      () => Effect.result(jobs.submit(request, { settle })),
      { concurrency: inTheAir },
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
    const given = results.flatMap((result) => (Result.isSuccess(result) ? [result.success.id] : []))
    const failures = results.flatMap((result) => (Result.isFailure(result) ? [result.failure] : []))
    return {
      given: given.length,
      missing: given.filter((id) => !ids.has(id)).length,
      sameTwice: given.length - new Set(given).size,
      unknown: failures.filter(({ _tag }) => _tag === "SubmissionUnknownError").length,
      ...reasons(failures),
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

/** Why it stayed unknown whether there is a job. */
const reasons = (failures: ReadonlyArray<SubmitError>) => {
  const count = (reason: SubmissionUnknownError["reason"]) =>
    failures.filter((error) => error._tag === "SubmissionUnknownError" && error.reason === reason).length
  return { "unknown, absent": count("absent"), "unknown, unreachable": count("unreachable") }
}

/** Most submissions wait most of the time. */
const roundsAtATime = 5
const inARound = 1000
/** More at once would be late by the load alone: the emulators and their clients share one thread. */
const inTheAir = 100

/** Rounds of at most a thousand submissions, each with an emulator of its own. */
export const submissionsOnPort = (seed: number, count: number): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const rounds = yield* Effect.forEach(
      Array.from({ length: Math.ceil(count / inARound) }, (_, i) => i),
      (i) => round(seed * 1000 + i, Math.min(inARound, count - i * inARound)),
      { concurrency: roundsAtATime },
    )
    const total: Record<string, number> = {}
    for (const [name, figure] of rounds.flatMap(Object.entries<number>)) {
      total[name] = (total[name] ?? 0) + figure
    }
    const { given = 0, unknown = 0, atServer = 0 } = total
    return outcome(
      { seed, submissions: count, ...total },
      {
        "every job that was given is at the server": total["missing"] === 0,
        "no two submissions gave the same job": total["sameTwice"] === 0,
        "every failure is typed": total["untyped"] === 0,
        "no submission has two jobs": total["doubled"] === 0,
        "what was given or may be there is all that is there":
          atServer >= given && atServer <= given + unknown,
      },
    )
  })
