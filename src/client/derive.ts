import { Context, Effect, type Schema } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { HttpApi, HttpApiClient, type HttpApiEndpoint } from "effect/http-api"
import { DecodeError } from "../errors/call.ts"
import { AnyContent, Idempotent } from "./annotations.ts"
import { exchange, readAnswer, readContent, type Sending } from "./attempt.ts"
import { decoder } from "./decode.ts"
import { type DriftNotes, driftNotes } from "./drift.ts"
import { factsOf } from "./failure.ts"
import { checkingRequests, type IdRules } from "./ids.ts"
import type { Endpoint, Tagged } from "./platform.ts"
import { prepare } from "./prepare.ts"
import { redactedIn, withMore } from "./secrets.ts"
import type { Failure, Setup } from "./setup.ts"

type Senders<C> = Record<string, Record<string, (request: object) => Sending<C>>>
type Method<E> = (request?: object) => Effect.Effect<unknown, E>

/** One method for each endpoint of a contract, by group and endpoint identifier. */
export const derive = Effect.fnUntraced(function* <D extends Tagged, C extends Tagged>(
  api: HttpApi.Top,
  ids: IdRules,
  setup: Setup<D, C>,
) {
  // A field that the contract does not know is refused, and never left out silently.
  const strictRequests = api.annotate(HttpApi.ParseOptions, { onExcessProperty: "error" })
  const making = HttpApiClient.makeWith(strictRequests, {
    // The base URL goes on here and not through an option, which would come after the user's transport.
    httpClient: HttpClient.mapRequestInputEffect(setup.httpClient, (request) =>
      prepare(setup, HttpClientRequest.prependUrl(request, setup.baseUrl)),
    ),
  })
  // The generated methods are generic in their request; here they are called with what the typed facade let through. No
  // middleware of a contract needs a part on the client's side: credentials are put on below.
  const senders = yield* making as unknown as Effect.Effect<Senders<C>>
  const note = driftNotes(setup)
  const methods: Record<string, Record<string, Method<Failure<D, C>>>> = {}
  HttpApi.reflect(api, {
    onGroup: ({ group }) => {
      methods[group.identifier] = {}
    },
    onEndpoint: ({ group, endpoint, errors, successes, middleware }) => {
      const send = senders[group.identifier]?.[endpoint.identifier]
      const byName = methods[group.identifier]
      if (send === undefined || byName === undefined) return
      const known: Endpoint = {
        name: `${group.identifier}.${endpoint.identifier}`,
        method: endpoint.method,
        path: endpoint.path,
        declared: new Set(errors.keys()),
        middleware: new Set([...middleware].map(({ key }) => key)),
        idempotent: Context.get(endpoint.annotations, Idempotent) ?? endpoint.method !== "POST",
      }
      const sending = (request: object) => send({ ...fill(endpoint, request), responseMode: "response-only" })
      const method = Context.get(endpoint.annotations, AnyContent)
        ? (request: object) => exchange(setup, known, sending(request), readContent)
        : decoding(setup, known, sending, successes, note)
      const { missing } = setup.credentials
      byName[endpoint.identifier] = (request = {}) => {
        const error = missing?.(known, {
          method: known.method,
          url: `${setup.baseUrl}${pathOf(known.path, request)}`,
        })
        return error === undefined ? method(request) : Effect.fail(setup.mapError(error))
      }
    },
  })
  return checkingRequests(api, methods, ids, setup.mapError)
})

/** The path of a request that is not sent. */
const pathOf = (path: string, request: { readonly params?: Readonly<Record<string, string>> }): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(request.params?.[name] ?? ""))

const decoding = <D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  endpoint: Endpoint,
  sending: (request: object) => Sending<C>,
  successes: ReadonlyMap<number, ReadonlyArray<Schema.Top>>,
  note: DriftNotes,
): Method<Failure<D, C>> => {
  const decoders = new Map(
    [...successes].flatMap(([status, [schema]]) => (schema === undefined ? [] : [[status, decoder(schema)]])),
  )
  const [usual] = decoders.values()
  return Effect.fnUntraced(function* (request: object = {}) {
    const secrets =
      "payload" in request ? withMore(setup.secrets, redactedIn(request.payload)) : setup.secrets
    const answer = yield* exchange({ ...setup, secrets }, endpoint, sending(request), readAnswer)
    const wrong = (words: string) =>
      setup.mapError(
        new DecodeError({
          ...factsOf(answer),
          message: answer.scrub(`The response does not match the schema: ${words}`),
        }),
      )
    // A success that the contract does not declare is read as the one that it does.
    const decode = decoders.get(answer.status) ?? usual
    if (decode === undefined) return undefined
    const { value, drift } = yield* Effect.mapError(decode(answer.text), wrong)
    if (drift.length === 0) return value
    const first = yield* note(endpoint.name, drift, factsOf(answer))
    if (setup.strict) return yield* Effect.fail(wrong(first))
    return value
  })
}

/** A query that has only optional parts may be left out of a call, but not out of the encoding. */
const fill = (endpoint: HttpApiEndpoint.Top, request: object): object =>
  endpoint.query === undefined || "query" in request ? request : { ...request, query: {} }
