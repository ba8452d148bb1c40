import { Clock, Duration, Effect, Layer, Predicate, Redacted, Stream } from "effect"
import {
  FetchHttpClient,
  HttpClient,
  HttpClientError,
  HttpClientRequest,
  HttpClientResponse,
} from "effect/http"
import { askedDelay, retryAfterSeconds } from "../client/retryAfter.ts"
import type { Target } from "./settings.ts"

/**
 * A word for the cause of a failed request: the last error code, or `no response`. It contains no data of the request,
 * which may be secret.
 */
const wordOf = (error: unknown): string => {
  let word = "no response"
  let current: unknown = error
  for (let depth = 0; depth < 8 && current !== undefined; depth++) {
    if (Predicate.hasProperty(current, "code") && typeof current.code === "string") word = current.code
    current = Predicate.hasProperty(current, "cause") ? current.cause : undefined
  }
  return word
}

/** The largest number of bytes of a response that are read. Its content is not used. */
const mostRead = 65_536

/** Reads a response, so that its connection can be reused. The connection of a longer response is closed. */
const drained = ({ stream }: HttpClientResponse.HttpClientResponse) => {
  let read = 0
  return stream.pipe(
    Stream.takeUntil((part) => (read += part.length) > mostRead),
    Stream.runDrain,
    Effect.ignore,
  )
}

/** The `retry-after` header for the exporter, limited to the longest wait that is accepted. */
const headed = ({ headers }: HttpClientResponse.HttpClientResponse) =>
  Effect.map(Clock.currentTimeMillis, (now): Record<string, string> => {
    const asked = retryAfterSeconds(headers, now)
    if (asked === undefined) return {}
    return { "retry-after": `${Math.ceil(Duration.toSeconds(askedDelay({ retryAfter: asked })))}` }
  })

/**
 * The client that exports a signal. It adds the secret headers after all code that observes requests, and its errors
 * and responses do not contain them. A failure is logged as a warning unless the previous export to the same host
 * failed, too. `failing` has the hosts whose last export failed, for all signals.
 */
export const layerTransport = (
  { headers, timeout, url }: Target,
  failing: Set<string>,
): Layer.Layer<HttpClient.HttpClient, never, HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(HttpClient.HttpClient, (client) => {
      const { host } = new URL(url)
      const tell = (word: string | undefined) => {
        const isNews = word !== undefined && !failing.has(host)
        if (word === undefined) failing.delete(host)
        else failing.add(host)
        return isNews ? Effect.logWarning(`Telemetry is not exported to ${host}: ${word}`) : Effect.void
      }
      const secret = Object.fromEntries([...headers].map(([name, value]) => [name, Redacted.value(value)]))
      return HttpClient.make((request) => {
        const failed = (word: string) => {
          const reason = new HttpClientError.TransportError({ request, description: word })
          return Effect.andThen(tell(word), Effect.fail(new HttpClientError.HttpClientError({ reason })))
        }
        return client.execute(HttpClientRequest.setHeaders(request, secret)).pipe(
          Effect.tap(drained),
          Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
          Effect.timeout(timeout),
          Effect.matchEffect({
            onFailure: (error) =>
              failed(HttpClientError.isHttpClientError(error) ? wordOf(error.reason) : "no response in time"),
            onSuccess: (response) => {
              const { status } = response
              // A redirect is not followed, because the other server would get the secret headers.
              if (status < 200 || (status >= 300 && status < 400)) return failed("it redirects")
              return Effect.andThen(
                tell(status < 400 ? undefined : `status ${status}`),
                Effect.map(headed(response), (headers) =>
                  HttpClientResponse.fromWeb(
                    request,
                    new Response(null, { status: status === 204 ? 200 : status, headers }),
                  ),
                ),
              )
            },
          }),
        )
      })
    }),
  )
