import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, Redacted } from "effect"
import { IonQ } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import { FetchHttpClient, type HttpClient, HttpServer } from "effect/http"
import type { Services } from "effect-ionq/Layer"
import { scriptedServer } from "./scriptedServer.ts"
import { contractSuite, wholeApiSuite, wrongKeySuite } from "./suite.ts"

const immediate = { timing: "instant" } as const

/** All services against an emulator on a port of this machine. */
const overSocket = (
  client: Layer.Layer<HttpClient.HttpClient>,
  options: Emulator.Options = {},
  apiKey = Emulator.defaultApiKey,
) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { address } = yield* HttpServer.HttpServer
      const baseUrl = `${HttpServer.formatAddress(address)}/v0.4`
      return Layer.provide(IonQ.layer({ apiKey, baseUrl }), client)
    }),
  ).pipe(Layer.provide(serve({ ...immediate, ...options })))

const undici = NodeHttpClient.layerUndiciOptions({ connections: 4 })
const wrong = Redacted.make("wrong-key")

const transports: Record<string, (options: Emulator.Options) => Layer.Layer<Services, unknown>> = {
  memory: (options) => Emulator.layerIonQ({ ...immediate, ...options }),
  "node:http with undici": (options) => overSocket(undici, options),
  "node:http with fetch": (options) => overSocket(FetchHttpClient.layer, options),
}

for (const generation of ["2026-04", "2026-05", "2026-09", "2026-10"] as const) {
  for (const [name, services] of Object.entries(transports)) {
    contractSuite(`${name}, ${generation}`, services({ generation }))
    wholeApiSuite(`${name}, ${generation}`, services({ generation }), generation)
  }
}

for (const generation of ["2026-05", "2026-09", "2026-10"] as const) {
  const scripted = () =>
    Layer.provide(IonQ.layer({ apiKey: Emulator.defaultApiKey }), scriptedServer(generation).layer)
  contractSuite(`a stub, ${generation}`, scripted())
  wholeApiSuite(`a stub, ${generation}`, scripted(), generation)
}

wrongKeySuite(
  "memory",
  Layer.provide(IonQ.layer({ apiKey: wrong, baseUrl: "http://localhost/v0.4" }), Emulator.layer(immediate)),
)
wrongKeySuite("node:http with undici", overSocket(undici, {}, wrong))
wrongKeySuite("node:http with fetch", overSocket(FetchHttpClient.layer, {}, wrong))
