import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, Redacted } from "effect"
import { IonQ } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import { FetchHttpClient, type HttpClient, HttpServer } from "effect/http"
import { contractSuite, wrongKeySuite } from "./suite.ts"
import { scriptedServer } from "./scriptedServer.ts"

const immediate = { submittedFor: 0, readyFor: 0, startedFor: 0 }

/** All services against an emulator on a port of this machine. */
const overSocket = (client: Layer.Layer<HttpClient.HttpClient>, apiKey = Emulator.defaultApiKey) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { address } = yield* HttpServer.HttpServer
      if (address._tag === "UnixPathAddress") return yield* Effect.die("the emulator listens on TCP")
      return Layer.provide(IonQ.layer({ apiKey, baseUrl: `http://127.0.0.1:${address.port}/v0.4` }), client)
    }),
  ).pipe(Layer.provide(serve(immediate)))

const undici = NodeHttpClient.layerUndiciOptions({ connections: 4 })
const wrong = Redacted.make("wrong-key")

contractSuite("memory", Emulator.layerIonQ(immediate))
contractSuite("node:http with undici", overSocket(undici))
contractSuite("node:http with fetch", overSocket(FetchHttpClient.layer))
contractSuite(
  "a stub",
  Layer.provide(
    IonQ.layer({ apiKey: Emulator.defaultApiKey }),
    Layer.suspend(() => scriptedServer().layer),
  ),
)

wrongKeySuite(
  "memory",
  Layer.provide(IonQ.layer({ apiKey: wrong, baseUrl: "http://localhost/v0.4" }), Emulator.layer(immediate)),
)
wrongKeySuite("node:http with undici", overSocket(undici, wrong))
wrongKeySuite("node:http with fetch", overSocket(FetchHttpClient.layer, wrong))
