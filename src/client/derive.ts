import { Context, Effect, Option, type Schema } from "effect"
import { Headers, HttpClient, HttpClientRequest, HttpTraceContext } from "effect/http"
import { HttpApi, HttpApiClient, type HttpApiEndpoint } from "effect/http-api"
import { CallOptions } from "../CallOptions.ts"
import { checkCallOptions } from "./callOptions.ts"
import { checkingRequests } from "./ids.ts"
import type { Content } from "../Content.ts"
import type { Drift } from "../Drift.ts"
import { decoder } from "./decode.ts"
import { AnyContent, ApiKeyAuth, Idempotent, IonQApi } from "../IonQApi.ts"
import { DecodeError, ForeignUrlError, type HookError, MissingApiKeyError } from "../IonQError.ts"
import {
  AskedUrl,
  type Endpoint,
  exchange,
  type Failure,
  readAnswer,
  readContent,
  type Sending,
} from "./attempt.ts"
import { factsOf, urlOf } from "./failure.ts"
import { type HookFacts, runHook } from "./hooks.ts"
import { isSecretHeader, redactedIn, secretsInHeaders, withMore } from "./secrets.ts"
import type { Setup } from "./setup.ts"

type Method = (request?: object) => Effect.Effect<unknown, Failure>

/** One method for each endpoint of the contract, by group and endpoint identifier. */
export const derive = Effect.fnUntraced(function* (setup: Setup) {
  const senders = yield* HttpApiClient.makeWith(strictRequests, {
    // The base URL goes on here and not through an option, which would come after the user's transport.
    httpClient: HttpClient.mapRequestInputEffect(setup.httpClient, (request) =>
      prepare(setup, HttpClientRequest.prependUrl(request, setup.baseUrl)),
    ),
  })
  // The generated methods are generic in their request; here they are called with what the typed facade let through.
  const sendersByName = senders as unknown as Record<string, Record<string, (request: object) => Sending>>
  const note = driftNotes(setup)
  const methods: Record<string, Record<string, Method>> = {}
  HttpApi.reflect(IonQApi, {
    onGroup: ({ group }) => {
      methods[group.identifier] = {}
    },
    onEndpoint: ({ group, endpoint, errors, successes, middleware }) => {
      const send = sendersByName[group.identifier]?.[endpoint.identifier]
      const success = [...successes.values()].flat()[0]
      const byName = methods[group.identifier]
      if (send === undefined || success === undefined || byName === undefined) return
      const known: Endpoint = {
        method: endpoint.method,
        path: endpoint.path,
        declared: new Set(errors.keys()),
        idempotent: Context.get(endpoint.annotations, Idempotent) ?? endpoint.method !== "POST",
      }
      const sending = (request: object) => send({ ...fill(endpoint, request), responseMode: "response-only" })
      byName[endpoint.identifier] =
        !setup.hasKey && [...middleware].some(({ key }) => key === ApiKeyAuth.key)
          ? (request = {}) => withoutKey(setup, endpoint.method, pathOf(endpoint.path, request))
          : Context.get(endpoint.annotations, AnyContent)
            ? (request = {}) => exchange(setup, known, sending(request), readContent)
            : decoding(setup, known, sending, success, `${group.identifier}.${endpoint.identifier}`, note)
    },
  })
  return checkingRequests(IonQApi, methods, setup.mapError)
})

/** The contract as the client encodes it: a field that it does not know is refused, and never left out silently. */
const strictRequests = IonQApi.annotate(HttpApi.ParseOptions, { onExcessProperty: "error" })

const withoutKey = (setup: Setup, method: string, path: string): Effect.Effect<never, MissingApiKeyError> =>
  Effect.fail(
    setup.mapError(
      new MissingApiKeyError({
        method,
        url: `${setup.baseUrl}${path}`,
        message: "No IonQ API key: set IONQ_API_KEY, or pass apiKey. Keys are made at https://cloud.ionq.com",
      }),
    ),
  )

/** The path of a request that is not sent. */
const pathOf = (path: string, request: { readonly params?: Readonly<Record<string, string>> }): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(request.params?.[name] ?? ""))

const decoding = (
  setup: Setup,
  endpoint: Endpoint,
  sending: (request: object) => Sending,
  success: Schema.Top,
  name: string,
  note: DriftNotes,
): Method => {
  const decode = decoder(success)
  return Effect.fnUntraced(function* (request: object = {}) {
    const secrets =
      "payload" in request ? withMore(setup.secrets, redactedIn(request.payload)) : setup.secrets
    const answer = yield* exchange({ ...setup, secrets }, endpoint, sending(request), readAnswer)
    const wrong = (words: string) =>
      setup.mapError(
        new DecodeError({
          ...factsOf(answer),
          message: secrets.scrub(`The response does not match the schema: ${words}`),
        }),
      )
    const { value, drift } = yield* Effect.mapError(decode(answer.text), wrong)
    if (drift.length === 0) return value
    const first = yield* note(name, drift, factsOf(answer))
    if (setup.strict) return yield* Effect.fail(wrong(first))
    return value
  })
}

/** Reports drift, and gives the words for the first of it. */
type DriftNotes = (
  endpoint: string,
  drift: ReadonlyArray<Omit<Drift, "endpoint">>,
  facts: HookFacts,
) => Effect.Effect<string, HookError>

/** A server that never says the same thing twice must not fill the memory. */
const mostDrift = 1000

/** Each kind of drift is told once: a page of a hundred jobs has the same new field a hundred times. */
const driftNotes = (setup: Setup): DriftNotes => {
  const told = new Set<string>()
  return Effect.fnUntraced(function* (endpoint, found, facts) {
    for (const { kind, path, value } of found) {
      const key = [kind, path, value].join(" ")
      if (told.has(key) || told.size >= mostDrift) continue
      told.add(key)
      const drift: Drift = { kind, endpoint, path, value }
      yield* Effect.logInfo("IonQ sent something that this version does not know").pipe(
        Effect.annotateLogs({ ...drift }),
      )
      yield* Effect.mapError(runHook(setup, "onDrift", setup.onDrift, drift, facts), setup.mapError)
    }
    const [first] = found
    return first === undefined
      ? ""
      : `${first.kind} ${JSON.stringify(first.value)} at ${first.path || "the top"}`
  })
}

/** The headers of the client and of the call, those by which a trace goes on, and the call's query. */
const prepare = Effect.fnUntraced(function* (setup: Setup, request: HttpClientRequest.HttpClientRequest) {
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
  const asked = yield* AskedUrl
  asked.current = url
  const shown = Headers.fromRecordUnsafe(
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, isSecretHeader(name) ? "<redacted>" : scrub(value)]),
    ),
  )
  yield* runHook(setup, "onRequest", setup.onRequest, { method, url, headers: shown }, { method, url })
  return prepared
})

/**
 * Reads what a server's link leads to. A link is a path from the origin, such as `/v0.4/jobs/...`, or a whole URL; one
 * of another origin is not asked, so that it never sees the key.
 */
export const follow =
  (setup: Setup) =>
  (link: string): Effect.Effect<Content, Failure | ForeignUrlError> => {
    if (!setup.hasKey) return withoutKey(setup, "GET", "")
    const base = new URL(setup.baseUrl)
    const url = URL.parse(link, base)
    if (url === null || url.origin !== base.origin) {
      return Effect.fail(
        new ForeignUrlError({
          url: setup.secrets.scrub(link),
          message: `The server's link leads away from ${base.origin}`,
        }),
      )
    }
    const endpoint: Endpoint = { method: "GET", path: url.pathname, declared: readStatuses, idempotent: true }
    const request = prepare(setup, HttpClientRequest.get(url))
    const sending = Effect.flatMap(request, (prepared) => setup.httpClient.execute(prepared))
    return Effect.andThen(checkCallOptions, exchange(setup, endpoint, sending, readContent))
  }

/** The error statuses of a read of one thing. */
const readStatuses: ReadonlySet<number> = new Set([400, 401, 403, 404, 429])

/** A query that has only optional parts may be left out of a call, but not out of the encoding. */
const fill = (endpoint: HttpApiEndpoint.Top, request: object): object =>
  endpoint.query === undefined || "query" in request ? request : { ...request, query: {} }
