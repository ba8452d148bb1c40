import { Effect, Result } from "effect"
import type { Options } from "../CallOptions.ts"
import { InvalidRequestError } from "../errors/call.ts"
import { asSetting, count, duration, type DurationRange } from "./ranges.ts"

/** A time limit of an attempt. It may be infinite; at zero nothing could be answered. */
const timeout: DurationRange = { min: 1, infinite: true }

/** What is out of range in the settings of a call. */
export const wrongInOptions = (options: Options): InvalidRequestError | undefined => {
  if (options.timeout === undefined && options.retries === undefined) return undefined
  const checked = Result.andThen(
    duration("timeout", options.timeout, timeout),
    count("retries", options.retries),
  )
  return Result.isFailure(checked) ? new InvalidRequestError(checked.failure) : undefined
}

/** The same for those of a client. */
export const checkClientOptions = (options: {
  readonly timeout?: Parameters<typeof duration>[1]
  readonly retries?: number | undefined
}) =>
  Effect.gen(function* () {
    yield* asSetting(duration("timeout", options.timeout, timeout))
    yield* asSetting(count("retries", options.retries))
  })
