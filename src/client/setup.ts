import type { Duration, Effect } from "effect"
import type { HttpClient } from "effect/http"
import type { RequestHead, ResponseHead } from "../CallOptions.ts"
import type { Drift } from "../Drift.ts"
import type { CallFailure } from "../errors/call.ts"
import type { Credentials, PlatformRules, Tagged } from "./platform.ts"
import type { Secrets } from "./secrets.ts"

/** A hook of the user: called with something that happened, and not able to change it. */
export type Hook<A> = ((about: A) => Effect.Effect<void, unknown>) | undefined

/** What the hooks of a client share. */
export interface Hooks {
  readonly platform: Pick<PlatformRules<Tagged, Tagged>, "name" | "mayBeProcessed">
  readonly secrets: Secrets
  readonly onRequest: Hook<RequestHead>
  readonly onResponse: Hook<ResponseHead>
  readonly onDrift: Hook<Drift>
  /** A failing hook breaks the call. */
  readonly strictHooks: boolean
}

/** What all methods of a client share. `D` are the errors of declared statuses, `C` the other errors of the platform. */
export interface Setup<D extends Tagged = Tagged, C extends Tagged = Tagged> extends Hooks {
  readonly platform: PlatformRules<D, C>
  readonly credentials: Credentials<C>
  /** What requests are handed to with everything on them. It follows no redirect. */
  readonly transport: HttpClient.HttpClient
  /** The `User-Agent`, where the runtime lets a program set it. */
  readonly agent: { readonly "user-agent"?: string }
  readonly baseUrl: string
  readonly timeout: Duration.Input
  readonly retries: number
  readonly isRetryable: (status: number) => boolean
  readonly headers: Readonly<Record<string, string>>
  readonly mapError: <E>(error: E) => E
  /** Waits until a request may be sent; `Effect.void` where there is nothing to wait for. */
  readonly turn: Effect.Effect<void>
  /** Drift breaks the call. */
  readonly strict: boolean
}

/** How a call can fail: as one to any platform can, or in an error of the platform. */
export type Failure<D, C> = CallFailure | D | C
