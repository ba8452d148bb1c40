import { Context, Effect, Layer, Redacted, type Scope } from "effect"
import { Credentials, Qpi } from "effect-ionq/qpi"
import * as Emulator from "effect-ionq/qpi/emulator"
import { FetchHttpClient, HttpClient } from "effect/http"
import { start } from "../pocketbase/standIn.ts"
import { serve } from "./driver.ts"

/** A QPI server to test against, with a superuser and a processor on which jobs run. */
export interface Place {
  readonly name: string
  readonly url: string
  readonly http: Layer.Layer<HttpClient.HttpClient>
  readonly superuser: Credentials.SuperuserPassword
  /** The name of a processor. */
  readonly qpu: string
}

export type MakePlace = Effect.Effect<Place, unknown, Scope.Scope>

const admin = Credentials.superuserPassword("admin@example.com", "adminpass123")

/** All services at a place, for credentials. */
export const at = (place: Place, credentials: Credentials.Credentials) =>
  Effect.provide(Layer.provide(Qpi.layerAny({ url: place.url, credentials }), place.http))

const fetching = Effect.map(Layer.build(FetchHttpClient.layer), (context) =>
  Layer.succeed(HttpClient.HttpClient, Context.get(context, HttpClient.HttpClient)),
)

export const emulator: MakePlace = Effect.map(
  Layer.build(Emulator.layer({ times: { dispatch: 20, run: 20 }, oddities: { lateResults: 0 } })),
  (context) => ({
    name: "the emulator",
    url: "http://localhost",
    http: Layer.succeed(HttpClient.HttpClient, Context.get(context, HttpClient.HttpClient)),
    superuser: admin,
    qpu: "emulator",
  }),
)

export const standIn: MakePlace = Effect.gen(function* () {
  const { url } = yield* Effect.acquireRelease(
    Effect.tryPromise({ try: () => start(), catch: (error) => error }),
    ({ stop }) => Effect.promise(stop),
  )
  const place: Place = { name: "the stand-in", url, http: yield* fetching, superuser: admin, qpu: "stand-in" }
  yield* serve(place.qpu).pipe(
    // The driver lasts as long as the place.
    Effect.provide(yield* Layer.build(Layer.provide(Qpi.layer({ url, credentials: admin }), place.http))),
  )
  return place
})

/** Any server: `QPI_TEST_URL`, a superuser in `QPI_TEST_EMAIL` and `QPI_TEST_PASSWORD`, an online processor in `QPI_TEST_QPU`. */
export const given = (url: string): MakePlace =>
  Effect.map(fetching, (http) => ({
    name: url,
    url,
    http,
    superuser: Credentials.superuserPassword(
      process.env["QPI_TEST_EMAIL"] ?? "",
      Redacted.make(process.env["QPI_TEST_PASSWORD"] ?? ""),
    ),
    qpu: process.env["QPI_TEST_QPU"] ?? "mock-1",
  }))
