import { Effect } from "effect"
import { IonQClient } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { WireCircuit } from "effect-ionq/schema/Circuit"
import type { WireJobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { bell } from "./builders.ts"

/** A circuit of abstract gates on the simulator. */
export const circuit = (qubits: number, gates: WireCircuit["circuit"]): WireJobRequest => ({
  ...bell,
  input: { gateset: "qis", qubits, circuit: gates },
})

/** Submits as any client could, without the checks of `Jobs`. */
export const create = Effect.fnUntraced(function* (payload: WireJobRequest) {
  return yield* (yield* IonQClient).jobs.create({ payload })
})

/** A job as it is now. */
export const see = Effect.fnUntraced(function* (uuid: string) {
  return yield* (yield* IonQClient).jobs.get({ params: { uuid } })
})

/** A job after some time. */
export const after = Effect.fnUntraced(function* (
  uuid: string,
  time: Parameters<typeof TestClock.adjust>[0],
) {
  yield* TestClock.adjust(time)
  return yield* see(uuid)
})

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
}

/** One request as it stands, without the client; its answer's body as JSON, or as text where it is none. */
export const raw = Effect.fnUntraced(function* (
  method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "OPTIONS" | "HEAD",
  path: string,
  options: {
    readonly key?: string | undefined
    readonly body?: string
    readonly headers?: Record<string, string>
  } = {},
): Effect.fn.Return<RawAnswer, unknown, HttpClient.HttpClient> {
  const key = "key" in options ? options.key : "emulator-key"
  const request = HttpClientRequest.make(method)(`http://localhost${path}`).pipe(
    HttpClientRequest.setHeaders({
      ...(key === undefined ? {} : { authorization: `apiKey ${key}` }),
      ...options.headers,
    }),
    options.body === undefined
      ? (self) => self
      : HttpClientRequest.bodyText(options.body, "application/json"),
  )
  const response = yield* HttpClient.execute(request)
  const text = yield* response.text
  const isJson = response.headers["content-type"]?.startsWith("application/json") === true
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== "" ? (JSON.parse(text) as unknown) : text,
  }
})

export const inMemory = (options: Emulator.Options = {}) => Effect.provide(Emulator.layer(options))
export const emulated = (options: Emulator.Options = {}) => Effect.provide(Emulator.layerIonQ(options))
