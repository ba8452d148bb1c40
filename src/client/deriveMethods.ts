import { Context, Effect, Result, type Schema } from "effect"
import { CallOptions } from "../CallOptions.ts"
import { DecodeError } from "../errors/call.ts"
import { type Call, readAnswer, readContent } from "./attempt.ts"
import { sendWithRetries } from "./retry.ts"
import { wrongInOptions } from "./checkOptions.ts"
import type { Contract } from "./contract.ts"
import { decoder } from "./decode.ts"
import { type DriftNotes, driftNotes } from "./drift.ts"
import { type Encode, encoder, type Parts, pathOf } from "./encode.ts"
import { type Answer, factsOf } from "./failure.ts"
import { idChecks, type IdRules, type WrongIds } from "./ids.ts"
import type { Endpoint, Tagged } from "./platform.ts"
import { redactedIn, withMore } from "./secrets.ts"
import type { Failure, Setup } from "./ClientSetup.ts"

/** What the methods are derived from. */
export interface Derived {
  readonly contract: Contract
  /** The error statuses that every endpoint declares. */
  readonly commonErrors?: ReadonlyArray<number> | undefined
  readonly ids: IdRules
}

type Method<E> = (request?: Parts) => Effect.Effect<unknown, E>

/** Derives one method for each endpoint of a contract, by group and name. */
export const derive = <D extends Tagged, C extends Tagged>(
  { contract, commonErrors = [], ids }: Derived,
  setup: Setup<D, C>,
): Readonly<Record<string, Readonly<Record<string, Method<Failure<D, C>>>>>> => {
  const note = driftNotes(setup)
  const checks = idChecks(contract, ids)
  const methods: Record<string, Record<string, Method<Failure<D, C>>>> = {}
  for (const [group, endpoints] of Object.entries(contract)) {
    const byName: Record<string, Method<Failure<D, C>>> = (methods[group] = {})
    for (const [identifier, facts] of Object.entries(endpoints)) {
      const { method, path, errors = [], isPublic = false, isIdempotent = method !== "POST" } = facts
      const name = `${group}.${identifier}`
      const endpoint: Endpoint = {
        name,
        method,
        path,
        declared: new Set([...commonErrors, ...errors]),
        isPublic,
        idempotent: isIdempotent,
      }
      byName[identifier] = calling(
        setup,
        endpoint,
        checks.get(name),
        encoder(facts, setup.baseUrl),
        facts.isContent === true
          ? (call) => sendWithRetries(setup, call, readContent)
          : decoding(setup, facts.success, note),
      )
    }
  }
  return methods
}

/** A method that checks and encodes its request before it sends anything. */
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
  success: Schema.Top | undefined,
  note: DriftNotes,
): ((call: Call) => Effect.Effect<unknown, Failure<D, C>>) => {
  if (success === undefined) return (call) => Effect.asVoid(sendWithRetries(setup, call, readAnswer))
  const decode = decoder(success)
  const wrong = (answer: Answer, words: string) =>
    setup.mapError(
      new DecodeError({
        ...factsOf(answer),
        message: answer.scrub(`The response does not match the schema: ${words}`),
      }),
    )
  return (call) =>
    Effect.flatMap(sendWithRetries(setup, call, readAnswer), (answer) => {
      const decoded = decode(answer.text)
      if (Result.isFailure(decoded)) return Effect.fail(wrong(answer, decoded.failure))
      const { value, drift } = decoded.success
      if (drift.length === 0) return Effect.succeed(value)
      return Effect.flatMap(note(call.endpoint.name, drift, factsOf(answer)), (first) =>
        setup.strict ? Effect.fail(wrong(answer, first)) : Effect.succeed(value),
      )
    })
}
