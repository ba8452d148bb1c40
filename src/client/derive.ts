import { Context, Effect, Result, type Schema } from "effect"
import { HttpApi } from "effect/http-api"
import { CallOptions } from "../CallOptions.ts"
import { DecodeError } from "../errors/call.ts"
import { AnyContent, Idempotent } from "./annotations.ts"
import { type Call, exchange, readAnswer, readContent } from "./attempt.ts"
import { wrongInOptions } from "./callOptions.ts"
import { decoder } from "./decode.ts"
import { type DriftNotes, driftNotes } from "./drift.ts"
import { type Encode, encoder, type Parts, pathOf } from "./encode.ts"
import { type Answer, factsOf } from "./failure.ts"
import { idChecks, type IdRules, type WrongIds } from "./ids.ts"
import type { Endpoint, Tagged } from "./platform.ts"
import { redactedIn, withMore } from "./secrets.ts"
import type { Failure, Setup } from "./setup.ts"

type Method<E> = (request?: Parts) => Effect.Effect<unknown, E>

/** Derives one method for each endpoint of a contract, by group and endpoint identifier. */
export const derive = <D extends Tagged, C extends Tagged>(
  api: HttpApi.Top,
  ids: IdRules,
  setup: Setup<D, C>,
): Readonly<Record<string, Readonly<Record<string, Method<Failure<D, C>>>>>> => {
  const note = driftNotes(setup)
  const checks = idChecks(api, ids)
  const methods: Record<string, Record<string, Method<Failure<D, C>>>> = {}
  HttpApi.reflect(api, {
    onGroup: ({ group }) => {
      methods[group.identifier] = {}
    },
    onEndpoint: ({ group, endpoint, errors, successes, middleware }) => {
      const byName = methods[group.identifier]
      if (byName === undefined) return
      const name = `${group.identifier}.${endpoint.identifier}`
      const known: Endpoint = {
        name,
        method: endpoint.method,
        path: endpoint.path,
        declared: new Set(errors.keys()),
        middleware: new Set([...middleware].map(({ key }) => key)),
        idempotent: Context.get(endpoint.annotations, Idempotent) ?? endpoint.method !== "POST",
      }
      byName[endpoint.identifier] = calling(
        setup,
        known,
        checks.get(name),
        encoder(endpoint, setup.baseUrl),
        Context.get(endpoint.annotations, AnyContent)
          ? (call) => exchange(setup, call, readContent)
          : decoding(setup, successes, note),
      )
    },
  })
  return methods
}

/** A call, checked and encoded before anything is sent. */
const calling =
  <D extends Tagged, C extends Tagged>(
    setup: Setup<D, C>,
    endpoint: Endpoint,
    wrongIds: WrongIds | undefined,
    encode: Encode,
    send: (call: Call) => Effect.Effect<unknown, Failure<D, C>>,
  ): Method<Failure<D, C>> =>
  (parts = {}) =>
    Effect.withFiber((fiber) => {
      const refuse = (error: Failure<D, C>) => Effect.fail(setup.mapError(error))
      const wrong = wrongIds?.(parts) ?? wrongInOptions(Context.get(fiber.context, CallOptions))
      if (wrong !== undefined) return refuse(wrong)
      const { missing } = setup.credentials
      if (missing !== undefined) {
        const { method, path } = endpoint
        // The ids in the path were checked.
        const params = parts.params as Readonly<Record<string, string>> | undefined
        const error = missing(endpoint, { method, url: `${setup.baseUrl}${pathOf(path, params)}` })
        if (error !== undefined) return refuse(error)
      }
      const request = encode(parts)
      if (Result.isFailure(request)) return refuse(request.failure)
      const secrets = "payload" in parts ? withMore(setup.secrets, redactedIn(parts.payload)) : setup.secrets
      return send({ endpoint, request: request.success, secrets })
    })

const decoding = <D extends Tagged, C extends Tagged>(
  setup: Setup<D, C>,
  successes: ReadonlyMap<number, ReadonlyArray<Schema.Top>>,
  note: DriftNotes,
): ((call: Call) => Effect.Effect<unknown, Failure<D, C>>) => {
  const decoders = new Map(
    [...successes].flatMap(([status, [schema]]) => (schema === undefined ? [] : [[status, decoder(schema)]])),
  )
  const [usual] = decoders.values()
  const wrong = (answer: Answer, words: string) =>
    setup.mapError(
      new DecodeError({
        ...factsOf(answer),
        message: answer.scrub(`The response does not match the schema: ${words}`),
      }),
    )
  return (call) =>
    Effect.flatMap(exchange(setup, call, readAnswer), (answer) => {
      // An undeclared success status is read as the declared one.
      const decode = decoders.get(answer.status) ?? usual
      const decoded = decode?.(answer.text)
      if (decoded === undefined) return Effect.void
      if (Result.isFailure(decoded)) return Effect.fail(wrong(answer, decoded.failure))
      const { value, drift } = decoded.success
      if (drift.length === 0) return Effect.succeed(value)
      return Effect.flatMap(note(call.endpoint.name, drift, factsOf(answer)), (first) =>
        setup.strict ? Effect.fail(wrong(answer, first)) : Effect.succeed(value),
      )
    })
}
