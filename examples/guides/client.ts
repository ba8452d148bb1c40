/** The code of docs/client.md. */
import { Console, Effect, Layer } from "effect"
import { Backends, IonQ, IonQClient } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { HttpClient } from "effect/http"

// #region options
const layer = IonQ.layer({
  apiKey: Emulator.defaultApiKey,
  timeout: "20 seconds",
  retries: 4,
  userAgent: "my-lab/1.2",
  rateLimit: { limit: 10, window: "1 second" }, // over all fibers, retries too
  retryableStatuses: [429, 503],
  transport: HttpClient.tapRequest(({ method, url }) => Console.log("sent:", method, url)),
  onResponse: ({ status, requestId }) => Console.log("answered:", status, requestId !== undefined),
  onDrift: ({ kind, endpoint, path }) => Console.log("new at IonQ:", kind, endpoint, path),
})
// #endregion

// #region endpoint
const program = Effect.gen(function* () {
  const backends = yield* Backends
  yield* Console.log((yield* backends.list).length, "machines")
  const client = yield* IonQClient // one typed method for each endpoint of the contract
  const { key_name } = yield* client.account.whoami()
  yield* Console.log(key_name)
})
// #endregion

await Effect.runPromise(program.pipe(Effect.provide(Layer.provide(layer, Emulator.layer()))))
