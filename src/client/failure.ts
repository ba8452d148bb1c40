import { Option, Predicate } from "effect"
import {
  Headers,
  type HttpClientError,
  type HttpClientRequest,
  type HttpClientResponse,
  UrlParams,
} from "effect/http"
import type { ResponseHead } from "../CallOptions.ts"
import { retryAfterSeconds } from "./retry.ts"
import {
  ConnectionError,
  fromStatus,
  type ServerError,
  type StatusError,
  UnexpectedStatusError,
} from "../IonQError.ts"
import type { RequestValidation } from "../schema/ErrorBody.ts"
import type { Scrub } from "./secrets.ts"

/** How much of a body an error keeps, in UTF-16 units: 64 KiB. */
const bodyCap = 65_536

/** What every error about an answer says. */
export interface Facts {
  readonly status: number
  readonly method: string
  readonly url: string
  readonly requestId?: string
  readonly body?: string
}

/** The head of a response, scrubbed. It has the request's words but not the request, which holds the key. */
export const headOf = (
  { request, status, headers }: HttpClientResponse.HttpClientResponse,
  scrub: Scrub,
): ResponseHead => {
  const scrubbed = Headers.fromRecordUnsafe(
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [scrub(name), scrub(value)])),
  )
  return {
    method: request.method,
    url: scrub(urlOf(request)),
    status,
    headers: scrubbed,
    requestId: Option.getOrUndefined(
      Option.orElse(Headers.get(scrubbed, "x-request-id"), () => Headers.get(scrubbed, "cf-ray")),
    ),
  }
}

/** A response, read to its end. */
export interface Answer extends ResponseHead {
  readonly text: string
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

/** As much of a body as an error keeps. */
export const bodyOf = (text: string): { readonly body?: string } =>
  text === "" ? {} : { body: text.slice(0, bodyCap) }

/** The error for an answer whose status is not a success. `declared` are the statuses that the endpoint names. */
export const statusError = (
  answer: Answer,
  declared: ReadonlySet<number>,
  now: number,
  scrub: Scrub,
): StatusError | ServerError | UnexpectedStatusError => {
  const facts = factsOf(answer)
  const body = parse(facts.body)
  const retryAfter = retryAfterSeconds(answer.headers, now)
  const validation = validationOf(body, scrub)
  const { status } = facts
  // What is decoded is scrubbed again: decoding may bring out what no spelling in the body showed.
  const named = { ...facts, message: scrub(messageOf(body) ?? `HTTP ${status}`) }
  if (status < 500 && !declared.has(status)) return new UnexpectedStatusError(named)
  return fromStatus(status, { ...named, retryAfter, validation })
}

const parse = (text: string | undefined): unknown => {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const stringAt = (value: unknown, key: string): string | undefined =>
  Predicate.hasProperty(value, key) && typeof value[key] === "string" && value[key] !== ""
    ? value[key]
    : undefined

/** IonQ sends `{ error, message }`; others `{ code, message }`, `{ error: { message } }` or `{ detail }`. */
const messageOf = (body: unknown): string | undefined =>
  stringAt(body, "message") ??
  (Predicate.hasProperty(body, "error")
    ? (stringAt(body.error, "message") ?? stringAt(body, "error"))
    : undefined) ??
  stringAt(body, "detail")

const validationOf = (body: unknown, scrub: Scrub): RequestValidation | undefined => {
  if (!Predicate.hasProperty(body, "validation") || !Predicate.isObject(body.validation)) return undefined
  const { validation } = body
  const source = stringAt(validation, "source")
  const keys =
    Predicate.hasProperty(validation, "keys") && Array.isArray(validation.keys)
      ? validation.keys.filter((key): key is string => typeof key === "string").map(scrub)
      : undefined
  return {
    ...(keys === undefined ? {} : { keys }),
    ...(source === undefined ? {} : { source: scrub(source) }),
  }
}

/** Codes of Node, undici and Bun which mean that no connection was made, so that nothing was sent. */
const neverSent: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
])

/** The error for a request that got no whole answer. The cause is reduced to its words: it may hold the request. */
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

/** Walks from an error to its root, for the last code and the last words. */
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
