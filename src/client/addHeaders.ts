import type { Effect, Tracer } from "effect"
import { Headers, HttpClientRequest, HttpTraceContext } from "effect/http"
import type { Options, RequestHead } from "../CallOptions.ts"
import type { HookError } from "../errors/call.ts"
import { urlOf } from "./failure.ts"
import { runHook } from "./hooks.ts"
import type { Tagged } from "./platform.ts"
import { isSecretHeader, type Secrets, secretsInHeaders, withMore } from "./secrets.ts"
import type { Hook, Setup } from "./ClientSetup.ts"

/** A request before its credentials are added. */
export interface Prepared {
  readonly request: HttpClientRequest.HttpClientRequest
  /** The URL without the secrets of the request. */
  readonly url: string
  /** Calls a hook with the head of the request. */
  readonly hook: (onRequest: Hook<RequestHead>) => Effect.Effect<void, HookError>
}

/** Adds the headers of the client, of the call and of the trace, and the query of the call. */
export const prepare = <D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  bare: HttpClientRequest.HttpClientRequest,
  secrets: Secrets,
  { headers, query }: Options,
  span: Tracer.Span | undefined,
): Prepared => {
  const named = HttpClientRequest.setHeaders(bare, {
    ...(span === undefined ? {} : HttpTraceContext.toHeaders(span)),
    ...setup.headers,
    ...headers,
  })
  const request = query === undefined ? named : HttpClientRequest.setUrlParams(named, query)
  const { method, headers: all } = request
  const { scrub } = withMore(secrets, secretsInHeaders(all))
  const url = scrub(urlOf(request))
  return {
    request,
    url,
    hook: (onRequest) => {
      const shown = Headers.fromRecordUnsafe(
        Object.fromEntries(
          Object.entries(all).map(([name, value]) => [
            name,
            isSecretHeader(name) ? "<redacted>" : scrub(value),
          ]),
        ),
      )
      return runHook(setup, "onRequest", onRequest, { method, url, headers: shown }, { method, url })
    },
  }
}
