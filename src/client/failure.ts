import { Predicate } from "effect"
import {
  Headers,
  type HttpClientError,
  type HttpClientRequest,
  type HttpClientResponse,
  UrlParams,
} from "effect/http"
import type { ResponseHead } from "../CallOptions.ts"
import { retryAfterSeconds } from "./retryAfter.ts"
import { ConnectionError } from "../errors/call.ts"
import { stringAt } from "./errorBody.ts"
import type { ErrorResponse, Facts } from "./platform.ts"
import type { Scrub } from "./secrets.ts"

/** The largest part of a body that an error keeps, in UTF-16 units. */
const bodyCap = 65_536

/** The scrubbed head of a response. It has the request's method and URL but not the request, which holds the key. */
export const headOf = (
  { request, status, headers }: HttpClientResponse.HttpClientResponse,
  scrub: Scrub,
): ResponseHead => {
  const scrubbed = scrubbedHeaders(headers, scrub)
  return {
    method: request.method,
    url: scrub(urlOf(request)),
    status,
    headers: scrubbed,
    requestId: scrubbed["x-request-id"] ?? scrubbed["cf-ray"],
  }
}

/** Removes the secrets from headers. Headers without a secret, which is the usual case, are returned as they are. */
const scrubbedHeaders = (headers: Headers.Headers, scrub: Scrub): Headers.Headers => {
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? ""
    if (scrub(name) === name && scrub(value) === value) continue
    return Headers.fromRecordUnsafe(
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [scrub(name), scrub(value)])),
    )
  }
  return headers
}

/** A response, read to its end. */
export interface Answer extends ResponseHead {
  readonly text: string
  /** Removes the secrets of the request. */
  readonly scrub: Scrub
}

export const urlOf = (request: HttpClientRequest.HttpClientRequest): string => {
  const query = UrlParams.toString(request.urlParams)
  return query === "" ? request.url : `${request.url}?${query}`
}

export const factsOf = ({ method, url, status, requestId, text }: Answer): Facts => ({
  status,
  method,
  url,
  ...(requestId === undefined ? {} : { requestId }),
  ...bodyOf(text),
})

/** The part of a body that an error keeps. */
export const bodyOf = (text: string): { readonly body?: string } =>
  text === "" ? {} : { body: text.slice(0, bodyCap) }

/**
 * The facts from which a platform constructs an error. `now` is this machine's time, for servers that do not send
 * theirs.
 */
export const errorResponse = (answer: Answer, now: number): ErrorResponse => {
  const facts = factsOf(answer)
  return {
    facts,
    json: parse(facts.body, answer.scrub),
    retryAfter: retryAfterSeconds(answer.headers, now),
  }
}

/** Each string is scrubbed again, because decoding may reveal what was escaped in the body. */
const parse = (text: string | undefined, scrub: Scrub): unknown => {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text, (_, value: unknown) => {
      if (typeof value === "string") return scrub(value)
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([key, part]) => [scrub(key), part]))
        : value
    })
  } catch {
    return undefined
  }
}

/** Error codes of Node, undici and Bun for connections that were never made, so that nothing was sent. */
const neverSent: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
])

/**
 * The error for a request without a complete response. The cause is reduced to its message, because it may hold the
 * request.
 */
export const connectionError = (error: HttpClientError.HttpClientError, scrub: Scrub): ConnectionError => {
  const { code, words } = describe(error.reason)
  return new ConnectionError({
    message: scrub(words === "" ? "The connection failed" : `The connection failed: ${words}`),
    method: error.request.method,
    url: scrub(urlOf(error.request)),
    sent: code !== undefined && neverSent.has(code) && error.response === undefined ? "no" : "maybe",
    ...(code === undefined ? {} : { code: scrub(code) }),
  })
}

/** Follows an error to its root, and returns the last code and the last message. */
const describe = (error: unknown): { readonly code: string | undefined; readonly words: string } => {
  let code: string | undefined
  let words = ""
  let current: unknown = error
  for (let depth = 0; depth < 8 && current !== undefined; depth++) {
    code = stringAt(current, "code") ?? code
    if (depth > 0) words = stringAt(current, "message") ?? words
    else words = stringAt(current, "description") ?? words
    current = Predicate.hasProperty(current, "cause") ? current.cause : undefined
  }
  return { code, words }
}
