import { Effect, Result } from "effect"
import type { Options } from "../CallOptions.ts"
import { InvalidRequestError } from "../errors/call.ts"
import { asSetting, count, duration, type DurationRange } from "./ranges.ts"

/** The time limit of an attempt. It may be infinite, but not zero, because no response could arrive in time. */
const timeout: DurationRange = { min: 1, infinite: true }

/** Checks the ranges of a call's settings. */
export const wrongInOptions = (options: Options): InvalidRequestError | undefined => {
  if (options.timeout === undefined && options.retries === undefined) return undefined
  const checked = Result.andThen(
    duration("timeout", options.timeout, timeout),
    count("retries", options.retries),
  )
  return Result.isFailure(checked) ? new InvalidRequestError(checked.failure) : undefined
}

/** Checks the ranges of a client's settings. */
export const checkClientOptions = (options: {
  readonly timeout?: Parameters<typeof duration>[1]
  readonly retries?: number | undefined
}) =>
  Effect.gen(function* () {
    yield* asSetting(duration("timeout", options.timeout, timeout))
    yield* asSetting(count("retries", options.retries))
  })
