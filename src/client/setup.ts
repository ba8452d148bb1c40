import type { Duration, Effect } from "effect"
import type { HttpClient } from "effect/http"
import type { RequestHead, ResponseHead } from "../CallOptions.ts"
import type { Drift } from "../Drift.ts"
import type { Secrets } from "./secrets.ts"

/** A hook of the user: called with something that happened, and not able to change it. */
export type Hook<A> = ((about: A) => Effect.Effect<void, unknown>) | undefined

/** What all methods share. `httpClient` adds the key. */
export interface Setup {
  readonly httpClient: HttpClient.HttpClient
  readonly baseUrl: string
  /** Whether there is a key. */
  readonly hasKey: boolean
  readonly timeout: Duration.Input
  readonly retries: number
  readonly retryable: (status: number) => boolean
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: Secrets
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
