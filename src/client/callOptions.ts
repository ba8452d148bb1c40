import { Effect } from "effect"
import { CallOptions } from "../CallOptions.ts"
import type { InvalidRequestError } from "../errors/call.ts"
import { asRequest, asSetting, count, duration, type DurationRange } from "./ranges.ts"

/** A time limit of an attempt. It may be infinite; at zero nothing could be answered. */
const timeout: DurationRange = { min: 1, infinite: true }

/** Refuses settings of a call that are out of range. */
export const checkCallOptions: Effect.Effect<void, InvalidRequestError> = Effect.flatMap(
  CallOptions,
  (options) =>
    options.timeout === undefined && options.retries === undefined
      ? Effect.void
      : Effect.asVoid(
          Effect.andThen(
            asRequest(duration("timeout", options.timeout, timeout)),
            asRequest(count("retries", options.retries)),
          ),
        ),
)

/** The same for those of a client. */
export const checkClientOptions = (options: {
  readonly timeout?: Parameters<typeof duration>[1]
  readonly retries?: number | undefined
}) =>
  Effect.gen(function* () {
    yield* asSetting(duration("timeout", options.timeout, timeout))
    yield* asSetting(count("retries", options.retries))
  })
