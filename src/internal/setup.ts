import { type Duration, Effect } from "effect"
import type { HttpClient } from "effect/http"
import type { Drift } from "../Drift.ts"
import type { Scrub } from "./failure.ts"
import type { RequestHead, ResponseHead } from "../CallOptions.ts"

/** A hook of the user: told of something, and not able to change it. */
export type Hook<A> = ((about: A) => Effect.Effect<void, unknown>) | undefined

/** What all methods share. `httpClient` adds the key. */
export interface Setup {
  readonly httpClient: HttpClient.HttpClient
  readonly baseUrl: string
  readonly timeout: Duration.Input
  readonly retries: number
  readonly retryable: (status: number) => boolean
  readonly headers: Readonly<Record<string, string>>
  readonly scrub: Scrub
  readonly mapError: <E>(error: E) => E
  readonly onRequest: Hook<RequestHead>
  readonly onResponse: Hook<ResponseHead>
  readonly onDrift: Hook<Drift>
  /** Waits until a request may be sent. */
  readonly turn: Effect.Effect<void>
  /** A failing hook breaks the call. */
  readonly strictHooks: boolean
  /** Drift breaks the call. */
  readonly strict: boolean
}

/** Tells a hook. Its failure is logged and breaks nothing, unless that was asked. */
export const runHook = <A>({ strictHooks }: Setup, hook: Hook<A>, about: A): Effect.Effect<void> => {
  if (hook === undefined) return Effect.void
  const told = Effect.suspend(() => hook(about))
  return strictHooks
    ? Effect.orDie(told)
    : Effect.catchCause(told, (cause) => Effect.logWarning("A hook of the IonQ client failed", cause))
}
