import { Duration, Effect, Result, Schema } from "effect"
import { CurrentLedger } from "../jobs/CurrentLedger.ts"
import type { Ran } from "../Jobs.ts"
import type { Distribution } from "../Distribution.ts"
import * as E from "../qpi/QpiError.ts"
import { payloadOf, type SubmitRequest } from "../qpi/jobs/submission.ts"
import {
  type AwaitError,
  QpiJobs,
  type ResultsError,
  type SubmitError as SubmitFailure,
} from "../qpi/QpiJobs.ts"
import type { Entry, Results } from "../qpi/QpiResults.ts"
import type { CircuitPayload } from "../qpi/schema/Job.ts"
import { RunCanceledError } from "./DurableError.ts"
import type { Platform, Verdict } from "./Platform.ts"

/**
 * The errors that can be the outcome of a circuit of a durable run. Each needs a schema in `failure`, so that it can be
 * stored.
 */
export type QpiFailure = SubmitFailure | AwaitError | ResultsError | RunCanceledError

const failure: Schema.Codec<QpiFailure, unknown> = Schema.toCodecJson(
  Schema.Union([
    E.AmbiguousQpuError,
    E.ConnectionError,
    E.CredentialsRequiredError,
    E.DecodeError,
    E.FilterError,
    E.HookError,
    E.InsufficientQpuSecondsError,
    E.InvalidRequestError,
    E.JobNotFinishedError,
    E.LoginError,
    E.QpiForbiddenError,
    E.QpiJobCancelledError,
    E.QpiJobFailedError,
    E.QpiJobTimeoutError,
    E.QpiNotFoundError,
    E.QpiRateLimitError,
    E.QpiServerError,
    E.QpiTooLargeError,
    E.QpiUnauthorizedError,
    E.QpiUnexpectedStatusError,
    E.QpiValidationError,
    E.QpuNotFoundError,
    E.RedirectError,
    E.RequestTimeoutError,
    E.ResultsFormatError,
    E.ResultsMissingError,
    E.SignedOutError,
    E.SubmissionUnknownError,
    RunCanceledError,
  ]),
)

/** A request as it is stored: its programs are text. */
export const PlainRequest = Schema.Struct({
  qpu: Schema.String,
  circuits: Schema.Array(
    Schema.Struct({
      program: Schema.String,
      parameters: Schema.optionalKey(Schema.Array(Schema.Array(Schema.Finite))),
      shots: Schema.optionalKey(Schema.Int),
    }),
  ),
  shots: Schema.optionalKey(Schema.Int),
})

export interface PlainRequest extends Schema.Struct.Type<typeof PlainRequest.fields> {}

const plainCircuit = ({ circuit, parameter_values: parameters, shots }: CircuitPayload) => ({
  program: circuit,
  ...(parameters == null ? {} : { parameters }),
  ...(shots == null ? {} : { shots }),
})

/** Converts a request for storage. Level 1 is rejected, because only counts are stored. */
export const plainOf = Effect.fnUntraced(function* (
  request: SubmitRequest,
  index: number,
): Effect.fn.Return<PlainRequest, E.InvalidRequestError> {
  if (request.measLevel === 1) {
    const field = `requests[${index}].measLevel`
    return yield* new E.InvalidRequestError({
      field,
      message: `${field} is 1: a durable run keeps counts, which are of level 2`,
    })
  }
  const { circuits, shots } = yield* payloadOf(request)
  return {
    qpu: request.qpu,
    circuits: circuits.map(plainCircuit),
    ...(shots === undefined ? {} : { shots }),
  }
})

const judge = (error: QpiFailure): Verdict => {
  switch (error._tag) {
    case "CredentialsRequiredError":
    case "InsufficientQpuSecondsError":
    case "LoginError":
    case "QpiForbiddenError":
    case "QpiUnauthorizedError":
    case "SignedOutError":
      return "blocked"
    // A job may exist. The next attempt searches for the job again.
    case "QpiSubmissionUnknownError":
      return "again"
    case "DecodeError":
    case "ResultsMissingError":
      return "doubtful"
    default:
      return error.isRetryable ? "again" : "final"
  }
}

/**
 * One entry for each result of a job: one for each set of parameters of a circuit, or one for a circuit without
 * parameters. Circuits of QPI have no names, so all entries are undefined.
 */
const entriesOf = ({ circuits }: PlainRequest): ReadonlyArray<undefined> =>
  circuits.flatMap(({ parameters = [] }) =>
    Array.from({ length: Math.max(1, parameters.length) }, () => undefined),
  )

const countsOf = (
  jobId: string,
  entry: Entry | undefined,
  place: number,
): Result.Result<Distribution, E.ResultsFormatError> =>
  entry?.kind === "counts"
    ? Result.succeed(entry.counts)
    : Result.fail(
        new E.ResultsFormatError({
          jobId,
          what: `circuit_results.${place}`,
          message: `Job ${jobId} has ${entry?.kind ?? "no"} results and no counts of circuit ${place}`,
        }),
      )

/** QPI as a platform for durable runs: submits requests, reads counts, and classifies errors. */
export const qpi: Effect.Effect<Platform<PlainRequest, QpiFailure>, never, QpiJobs> = Effect.gen(
  function* () {
    const jobs = yield* QpiJobs
    const outcomes = (
      request: PlainRequest,
      jobId: string,
      results: Result.Result<Results, QpiFailure>,
    ): ReadonlyArray<Ran<QpiFailure>> =>
      entriesOf(request).map((name, circuit) => ({
        index: 0,
        circuit,
        name,
        result: Result.flatMap(results, ({ entries }) =>
          Result.map(countsOf(jobId, entries[circuit], circuit), (probabilities) => ({
            jobId,
            probabilities,
          })),
        ),
      }))
    return {
      name: "qpi",
      request: PlainRequest,
      failure,
      circuits: entriesOf,
      // A request is always one job, however many circuits it has.
      isChunk: () => false,
      run: (request, { ledger, submissionId, submittedSince, onSubmitted }) =>
        Effect.gen(function* () {
          let jobId = ""
          const results = yield* Effect.result(
            Effect.gen(function* () {
              const { id } = yield* jobs.submit(request, { submissionId, submittedSince })
              jobId = id
              yield* onSubmitted(id, submissionId)
              yield* jobs.await(id, { timeout: Duration.infinity })
              return yield* jobs.results(id)
            }),
          )
          return outcomes(request, jobId, results)
        }).pipe(Effect.provideService(CurrentLedger, ledger)),
      judge,
      cancel: (jobId) => Effect.ignore(jobs.cancel(jobId)),
      read: (jobId, _, circuit) =>
        Effect.flatMap(jobs.results(jobId), ({ entries }) =>
          Effect.fromResult(countsOf(jobId, entries[circuit], circuit)),
        ),
      cost: () => Effect.undefined,
      openSession: () => Effect.die("QPI has no sessions"),
      endSession: () => Effect.void,
    }
  },
)
