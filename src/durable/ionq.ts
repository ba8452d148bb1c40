import { Duration, Effect, Option, Schema, Stream } from "effect"
import { CurrentSession } from "../CurrentSession.ts"
import * as E from "../IonQError.ts"
import { CurrentLedger } from "../jobs/CurrentLedger.ts"
import { Jobs, type RunError, type RunnableRequest } from "../Jobs.ts"
import { Polling } from "../Polling.ts"
import { Results } from "../Results.ts"
import { CircuitJobRequest, MultiCircuitJobRequest, Qasm3JobRequest } from "../schema/JobRequest.ts"
import { Sessions } from "../Sessions.ts"
import { RunCanceledError } from "./DurableError.ts"
import type { Platform, Verdict } from "./Platform.ts"

/**
 * The errors that can be the outcome of a circuit of a durable run. Each needs a schema in `failure`, so that it can be
 * stored.
 */
export type Failure = RunError | E.PaginationError | RunCanceledError

const failure: Schema.Codec<Failure, unknown> = Schema.toCodecJson(
  Schema.Union([
    E.AuthenticationError,
    E.BadRequestError,
    E.BudgetExceededError,
    E.ConflictError,
    E.ConnectionError,
    E.DecodeError,
    E.ForeignUrlError,
    E.HookError,
    E.InvalidRequestError,
    E.JobCanceledError,
    E.JobFailedError,
    E.JobTimeoutError,
    E.MissingApiKeyError,
    E.MissingResultError,
    E.NotFoundError,
    E.PaginationError,
    E.PayloadTooLargeError,
    E.PermissionDeniedError,
    E.RateLimitError,
    E.RedirectError,
    E.RequestTimeoutError,
    E.ServerError,
    E.SessionEndedError,
    E.SubmissionUnknownError,
    E.UnexpectedStatusError,
    RunCanceledError,
  ]),
)

const request: Schema.Codec<RunnableRequest, unknown> = Schema.toCodecJson(
  Schema.Union([CircuitJobRequest, MultiCircuitJobRequest, Qasm3JobRequest]),
)

const judge = (error: Failure): Verdict => {
  switch (error._tag) {
    case "SessionEndedError":
      return "session"
    case "AuthenticationError":
    case "PermissionDeniedError":
    case "MissingApiKeyError":
      return "blocked"
    // A job may exist. If the API could not be reached, the next attempt searches for the job again.
    case "SubmissionUnknownError":
      return error.reason === "unreachable" ? "again" : "doubtful"
    case "DecodeError":
    case "PaginationError":
      return "doubtful"
    default:
      return error.isRetryable ? "again" : "final"
  }
}

/** IonQ as a platform for durable runs: submits requests, reads outcomes, and classifies errors. */
export const ionq: Effect.Effect<
  Platform<RunnableRequest, Failure>,
  never,
  Jobs | Polling | Results | Sessions
> = Effect.gen(function* () {
  const jobs = yield* Jobs
  const polling = yield* Polling
  const results = yield* Results
  const sessions = yield* Sessions
  return {
    name: "ionq",
    request,
    failure,
    circuits: (request) =>
      request.type === "ionq.multi-circuit.v1"
        ? request.input.circuits.map(({ name }) => name)
        : [request.name],
    isChunk: ({ type }) => type === "ionq.multi-circuit.v1",
    run: (request, { ledger, session, submissionId, submittedSince, onSubmitted }) =>
      jobs
        .runAll([request], {
          submissionId: () => submissionId,
          submittedSince,
          timeout: Duration.infinity,
          onSubmitted: ({ id }, _, part = submissionId) => onSubmitted(id, part),
        })
        .pipe(
          Stream.runCollect,
          Effect.provideService(CurrentLedger, ledger),
          Effect.provideService(CurrentSession, session),
        ),
    judge,
    cancel: (jobId) => polling.release(jobId, "cancel"),
    read: (jobId, width) => results.probabilities(jobId, { width }),
    cost: (jobId) =>
      Effect.map(
        Effect.option(jobs.cost(jobId)),
        (answer) => Option.getOrUndefined(answer)?.cost ?? undefined,
      ),
    openSession: (request) => Effect.map(sessions.create(request), ({ id }) => id),
    endSession: (sessionId) => Effect.ignore(sessions.end(sessionId)),
  }
})
