import { Cause, Effect } from "effect"
import { SharedCall } from "../CallOptions.ts"
import { HookError } from "../errors/call.ts"
import { messageOf } from "../errors/messageOf.ts"
import type { Hook, Hooks } from "./ClientSetup.ts"

/** The fields of a `HookError` apart from the hook: the request, and the response if one arrived. */
export interface HookFacts {
  readonly method: string
  readonly url: string
  readonly status?: number
  readonly requestId?: string
  readonly body?: string
}

/** A 4xx is a rejection, except for 408 and 429, which a proxy may send for a request that the server processed. */
const isRejection = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 408 && status !== 429

/**
 * Calls a hook and logs its failure. With `strictHooks` a failure breaks the call, but never work that many callers
 * share, such as a poll.
 */
export const runHook = <A>(
  { strictHooks, secrets, platform }: Hooks,
  name: HookError["hook"],
  hook: Hook<A>,
  about: A,
  facts: HookFacts,
): Effect.Effect<void, HookError> => {
  if (hook === undefined) return Effect.void
  return Effect.catchCause(
    Effect.suspend(() => hook(about)),
    Effect.fnUntraced(function* (cause): Effect.fn.Return<void, HookError> {
      if (Cause.hasInterruptsOnly(cause)) return yield* Effect.interrupt
      yield* Effect.logWarning(`A hook of the ${platform.name} client failed`, cause)
      if (!strictHooks || (yield* SharedCall)) return
      return yield* new HookError({
        ...facts,
        hook: name,
        processed:
          name === "onRequest" || (facts.status !== undefined && isRejection(facts.status)) ? "no" : "maybe",
        message: secrets.scrub(`The hook ${name} failed: ${messageOf(Cause.squash(cause))}`),
      })
    }),
  )
}
