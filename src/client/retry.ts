import { Context, Effect } from "effect"
import { CallOptions } from "../CallOptions.ts"
import { isCallFailure } from "../errors/call.ts"
import { attempt, type Call, type Read } from "./attempt.ts"
import { backoff } from "./backoff.ts"
import type { Failure, Setup } from "./ClientSetup.ts"
import type { Tagged } from "./platform.ts"
import { TurnTaken } from "./sendOnce.ts"

/** Sends a request, and retries it if that is safe and may help. */
export const sendWithRetries = <A, D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  call: Call,
  read: Read<A>,
): Effect.Effect<A, Failure<D, C>> =>
  Effect.withFiber((fiber) => {
    const { retries = setup.retries } = Context.get(fiber.context, CallOptions)
    // An attempt waits only if the client has a rate limit and the call has not waited for it yet.
    const waits = setup.turn !== Effect.void && !Context.get(fiber.context, TurnTaken)
    const once = renewing(setup, call, attempt(setup, call, read, waits))
    return once.pipe(
      Effect.catch((error) =>
        retries > 0 && mayRetry(setup, call, error)
          ? again(setup, call, once, error, retries)
          : Effect.fail(error),
      ),
      Effect.mapError(setup.mapError),
    )
  })

/** Retries after a failed first attempt. The schedule is costly, so it is created only when it is needed. */
const again = <A, D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  call: Call,
  once: Effect.Effect<A, Failure<D, C>>,
  error: Failure<D, C>,
  retries: number,
): Effect.Effect<A, Failure<D, C>> => {
  let isFirst = true
  const next = Effect.suspend(() => {
    if (!isFirst) return once
    isFirst = false
    return Effect.fail(error)
  })
  return Effect.retry(next, {
    schedule: backoff,
    times: retries,
    while: (error) => mayRetry(setup, call, error),
  })
}

/** Sends the request once more if the credentials were rejected and new ones are available, at most once per call. */
const renewing = <A, D extends Tagged, C extends Tagged>(
  { credentials: { renew } }: Setup<D, C>,
  { endpoint }: Call,
  once: Effect.Effect<A, Failure<D, C>>,
): Effect.Effect<A, Failure<D, C>> => {
  if (renew === undefined) return once
  const renewed = renew(endpoint)
  let isAsked = false
  return once.pipe(
    Effect.catch((error) => {
      if (isAsked || isCallFailure(error)) return Effect.fail(error)
      isAsked = true
      return Effect.flatMap(renewed(error), (isNew) => (isNew ? once : Effect.fail(error)))
    }),
  )
}

/** Whether a retry is safe and may help. */
const mayRetry = <D extends Tagged, C extends Tagged>(
  { platform, isRetryable }: Setup<D, C>,
  { endpoint: { idempotent } }: Call,
  error: Failure<D, C>,
): boolean => {
  if (!isCallFailure(error)) return platform.mayRetryStatus(error, { idempotent, isRetryable })
  if (error._tag === "ConnectionError") return idempotent || error.sent === "no"
  return error._tag === "RequestTimeoutError" && idempotent
}
