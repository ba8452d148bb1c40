import { Context, Effect } from "effect"
import { FetchHttpClient, HttpClient, type HttpClientResponse } from "effect/http"
import { RedirectError } from "../errors/call.ts"
import { type Answer, factsOf } from "./failure.ts"

/**
 * A transport that does not follow redirects. `fetch` follows them by default; undici and Node's own client do not.
 * Other options for `fetch` from the caller or the layer are kept.
 */
export const withoutRedirects = (
  client: HttpClient.HttpClient,
  init: RequestInit | undefined,
): HttpClient.HttpClient => {
  const manual: RequestInit = { ...init, redirect: "manual" }
  return HttpClient.transformResponse(client, (sending) =>
    Effect.updateContext(sending, (context: Context.Context<never>) => {
      const own = Context.getOrUndefined(context, FetchHttpClient.RequestInit)
      return Context.add(
        context,
        FetchHttpClient.RequestInit,
        own === undefined ? manual : { ...own, redirect: "manual" },
      )
    }),
  )
}

const redirects: ReadonlySet<number> = new Set([300, 301, 302, 303, 305, 307, 308])

/** Whether a response is a redirect. A browser reports a redirect that was not followed with status 0. */
export const isRedirect = ({ status }: HttpClientResponse.HttpClientResponse): boolean =>
  redirects.has(status) || status === 0

/** The error for a redirect, with the `Location` if the server sent one. */
export const redirectError = (answer: Answer): RedirectError => {
  const location = answer.headers["location"]
  return new RedirectError({
    ...factsOf(answer),
    message: `The server redirects${location === undefined ? "" : ` to ${location}`}, which the SDK does not follow`,
    ...(location === undefined ? {} : { location }),
  })
}
