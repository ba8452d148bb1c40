import { Result, Schema } from "effect"
import { pathOf } from "../../client/invalidRequest.ts"
import type { JobFailure } from "../../schema/Job.ts"
import { WireJobRequest } from "../../schema/JobRequest.ts"
import { type JobHead, type JobInput, headOf } from "./EmulatedJob.ts"
import { type Workload, workloadOf } from "./workload.ts"
import type { Rules } from "./Options.ts"
import { preflight, withoutWidth } from "./preflight.ts"
import { childRequests } from "./childRequests.ts"
import { type Refusal, refusalOf } from "./requestLimits.ts"
import { inOurWords } from "./spellings.ts"

/** A request in its stored form. Its input is text, so that code that only passes it on does not parse it. */
export interface Checked {
  readonly head: JobHead
  readonly input: string
  readonly workload: Workload
  /** Why the request cannot run; absent if it can. */
  readonly failure?: JobFailure | undefined
}

/** A submission and its parts, or the reason why it was rejected. */
export type Reading =
  | { readonly refusal: Refusal }
  | { readonly whole: Checked; readonly parts: ReadonlyArray<Checked> }

const decode = Schema.decodeUnknownResult(WireJobRequest)

const parse = (body: string): Result.Result<unknown, Refusal> => {
  if (body === "") return Result.succeed(undefined)
  try {
    return Result.succeed(inOurWords(JSON.parse(body)))
  } catch {
    return Result.fail(invalid("payload", "Expected a valid JSON body"))
  }
}

const invalid = (key: string, why: string): Refusal => ({
  status: 400,
  message: `"${key}" was invalid. ${why}`,
  keys: [key],
})

const check = (request: WireJobRequest, rules: Rules): Checked => {
  const workload = workloadOf(request)
  const input = JSON.stringify(request.input)
  return { head: headOf(request), input, workload, failure: preflight(request, workload, rules) }
}

/** Parses and checks the body of a submission. A body that IonQ would reject gives a refusal. */
export const read = (body: string, rules: Rules): Reading => {
  const decoded = Result.flatMap(parse(body), (value) =>
    Result.mapError(decode(value), (error) => invalid(pathOf(error.issue) ?? "payload", error.message)),
  )
  if (Result.isFailure(decoded)) return { refusal: decoded.failure }
  const request = decoded.success
  const refusal = refusalOf(request, body, rules)
  if (refusal !== undefined) return { refusal }
  const whole = check(request, rules)
  return {
    whole: { ...whole, failure: withoutWidth(request, rules) ?? whole.failure },
    parts: childRequests(request).map((part) => check(part, rules)),
  }
}

/**
 * The body for a stored request with changes. Credentials of other services are not stored, so the body has an empty
 * placeholder for them.
 */
export const written = (head: JobHead, input: string, changes: object): string => {
  const secret = head.type === "qctrl.qaoa.v1" ? { external_settings: { api_credentials: "" } } : {}
  return `${JSON.stringify({ ...head, ...secret, ...changes }).slice(0, -1)},"input":${input}}`
}

/** Parses the stored text of an input. `check` wrote the text from a value of this type, so the cast holds. */
export const inputOf = (text: string): JobInput => JSON.parse(text) as JobInput
