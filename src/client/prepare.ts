import { Effect, Option } from "effect"
import { Headers, HttpClient, HttpClientRequest, HttpTraceContext } from "effect/http"
import { CallOptions } from "../CallOptions.ts"
import { Attempt } from "./attempt.ts"
import { urlOf } from "./failure.ts"
import { runHook } from "./hooks.ts"
import type { Tagged } from "./platform.ts"
import { isSecretHeader, secretsInHeaders, withMore } from "./secrets.ts"
import type { Setup } from "./setup.ts"

/** The headers of the client and of the call, those by which a trace goes on, and the call's query. */
export const prepare = Effect.fnUntraced(function* <D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  request: HttpClientRequest.HttpClientRequest,
) {
  const { headers = {}, query = {} } = yield* CallOptions
  const span = (yield* HttpClient.TracerPropagationEnabled)
    ? yield* Effect.option(Effect.currentSpan)
    : Option.none()
  const prepared = request.pipe(
    HttpClientRequest.setHeaders({
      ...(Option.isSome(span) ? HttpTraceContext.toHeaders(span.value) : {}),
      ...setup.headers,
      ...headers,
    }),
    HttpClientRequest.setUrlParams(query),
  )
  const { method, headers: all } = prepared
  const { scrub } = withMore(setup.secrets, secretsInHeaders(all))
  const url = scrub(urlOf(prepared))
  const attempt = yield* Attempt
  attempt.url = url
  const shown = Headers.fromRecordUnsafe(
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, isSecretHeader(name) ? "<redacted>" : scrub(value)]),
    ),
  )
  yield* runHook(setup, "onRequest", setup.onRequest, { method, url, headers: shown }, { method, url })
  return prepared
})
