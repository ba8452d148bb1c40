import { DateTime, Effect, Option, Result } from "effect"
import * as Circuit from "../../Circuit.ts"
import { InvalidRequestError } from "../../errors/call.ts"
import * as Qasm from "../../Qasm.ts"
import { classicalBits } from "../results/entries.ts"
import { isWritable } from "../schema/dates.ts"
import type { CircuitPayload, JobSubmission } from "../schema/Job.ts"

/** One circuit of a job. */
export interface CircuitRequest {
  /** OpenQASM 2 or 3 with its header, or a circuit of this package, which is printed in OpenQASM 3. */
  readonly program: string | Circuit.Circuit
  /** A set of values for each run, each in the order of the program's inputs. Default: one run without values. */
  readonly parameters?: ReadonlyArray<ReadonlyArray<number>> | undefined
  /** The number of shots. Default: that of the job. */
  readonly shots?: number | undefined
}

/** What to run, and on which processor. */
export interface SubmitRequest {
  /** The id or name of a processor. A job without one would never run. */
  readonly qpu: string
  /** One circuit or several. */
  readonly circuits: CircuitRequest["program"] | ReadonlyArray<CircuitRequest["program"] | CircuitRequest>
  /** Default: 1024. */
  readonly shots?: number | undefined
  /** 2 for counts, 1 for points in the plane of I and Q. Default: 2. */
  readonly measLevel?: 1 | 2 | undefined
  /** At level 1: one point for each shot, or their average. Default: `single`. */
  readonly measReturn?: "single" | "avg" | undefined
}

/** The largest size of a payload in bytes. The server rejects a larger one. */
export const mostPayload = 1_048_576

/**
 * The largest number of classical bits of a circuit whose results the official drivers can send. With more bits, the
 * driver's message is truncated and the job never ends.
 */
export const mostBits = 14

const refuse = (field: string, message: string, limit?: number) =>
  Effect.fail(new InvalidRequestError({ field, message, ...(limit === undefined ? {} : { limit }) }))

/** The OpenQASM 3 program of an SDK circuit. Each classical bit is the measurement of its qubit. */
const printed = (field: string, circuit: Circuit.Circuit): Effect.Effect<string, InvalidRequestError> => {
  const text = Qasm.print(circuit, { version: 3 })
  return Result.isSuccess(text)
    ? Effect.succeed(text.success)
    : refuse(field, `${field}: ${text.failure.message}`)
}

const header = /^\s*(?:(?:\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)\s*)*OPENQASM\s+[23](?:\.\d+)?\s*;/

const circuitOf = Effect.fnUntraced(function* (
  input: CircuitRequest["program"] | CircuitRequest,
  i: number,
): Effect.fn.Return<CircuitPayload, InvalidRequestError> {
  const field = `circuits.${i}`
  const request: CircuitRequest =
    typeof input === "string" || Circuit.isCircuit(input) ? { program: input } : input
  const { program, parameters, shots } = request
  const circuit = typeof program === "string" ? program : yield* printed(field, program)
  if (!header.test(circuit)) {
    return yield* refuse(field, `${field} does not begin with "OPENQASM 3.0;" or "OPENQASM 2.0;"`)
  }
  if (shots !== undefined) yield* checkShots(`${field}.shots`, shots)
  const bad = parameters?.flat().find((value) => !Number.isFinite(value))
  if (bad !== undefined) return yield* refuse(`${field}.parameters`, `${field} has the parameter ${bad}`)
  return {
    circuit,
    ...(parameters === undefined ? {} : { parameter_values: parameters }),
    ...(shots === undefined ? {} : { shots }),
  }
})

const checkShots = (field: string, shots: number) =>
  Number.isSafeInteger(shots) && shots >= 1
    ? Effect.void
    : refuse(field, `${field} is ${shots}, but it has to be a whole number from 1`)

/** The validated payload of a request, without the processor and without the comment that identifies the submission. */
export const payloadOf = Effect.fnUntraced(function* (
  request: SubmitRequest,
): Effect.fn.Return<Omit<JobSubmission, "qpu_target">, InvalidRequestError> {
  const { circuits: input, shots, measLevel, measReturn } = request
  const list = typeof input === "string" || Circuit.isCircuit(input) ? [input] : input
  const [first, ...rest] = yield* Effect.forEach(list, circuitOf)
  if (first === undefined) return yield* refuse("circuits", "circuits is empty: a job needs at least one")
  if (shots !== undefined) yield* checkShots("shots", shots)
  if (measLevel !== undefined && measLevel !== 1 && measLevel !== 2) {
    return yield* refuse("measLevel", "measLevel has to be 1 or 2")
  }
  const circuits = [first, ...rest] as const
  const widths = circuits.map(({ circuit }) => classicalBits(circuit) ?? 0)
  if (measLevel !== 1 && Math.max(...widths) > mostBits) {
    yield* Effect.logWarning(
      `A circuit has ${Math.max(...widths)} classical bits: the official drivers lose the results of more than ${mostBits}, and such a job never ends`,
    )
  }
  return {
    circuits,
    ...(shots === undefined ? {} : { shots }),
    ...(measLevel === undefined ? {} : { meas_level: measLevel }),
    ...(measReturn === undefined ? {} : { meas_return: measReturn }),
  }
})

/** Options for finding a submission again after a lost response, or in another process. */
export interface SubmitOptions {
  /**
   * The id under which the submission can be found again, e.g. the key of a row in your database. A second submission
   * with the same id, in this process or a later one, returns the job of the first one. It is rejected if its request
   * is different. The jobs are searched before the request is sent, and once more after it. Default: a new id, for
   * which the jobs are searched only if the response was lost.
   */
  readonly submissionId?: string | undefined
  /**
   * When the id was first used, if not now. With an API token there is no filter, so all jobs of the user are read.
   * Jobs that were created more than a day before this time are then left out. Default: all jobs are searched.
   */
  readonly submittedSince?: Date | undefined
}

/** The largest length of a submission id, in UTF-16 units. */
const longestId = 255

/** Rejects a `submissionId` that is empty, too long or has control characters, and an invalid `submittedSince`. */
export const checkSubmitOptions = ({
  submissionId,
  submittedSince,
}: SubmitOptions): Effect.Effect<void, InvalidRequestError> => {
  if (submissionId !== undefined) {
    const { length } = submissionId
    if (length === 0 || length > longestId) {
      const message = `submissionId has ${length} characters, but needs 1 to ${longestId}`
      return refuse("submissionId", message, longestId)
    }
    if (/\p{Cc}|\p{Cs}/u.test(submissionId)) {
      return refuse("submissionId", "submissionId has a control character or an unpaired surrogate")
    }
  }
  return submittedSince === undefined || Option.exists(DateTime.make(submittedSince), isWritable)
    ? Effect.void
    : refuse("submittedSince", "submittedSince is not a date in the years from 0 to 9999")
}

/**
 * Rejects a payload that is too large for the server. The server counts the stored form, which escapes `<`, `>` and
 * `&`.
 */
export const checkSize = (payload: JobSubmission): Effect.Effect<void, InvalidRequestError> => {
  const text = JSON.stringify({ shots: 1024, meas_level: 2, meas_return: "single", ...payload })
  const escaped = text.replaceAll(/[<>&\u2028\u2029]/g, String.raw`\u0000`)
  const bytes = new TextEncoder().encode(escaped).length
  return bytes > mostPayload
    ? refuse("circuits", `The circuits have ${bytes} bytes, but the limit is ${mostPayload}`, mostPayload)
    : Effect.void
}
