/** The code of docs/deployment.md. Needs IONQ_API_KEY. */
import { Console, Effect, Layer } from "effect"
import { Account, IonQ } from "effect-ionq"
import * as IonQNode from "effect-ionq/node"
import { FetchHttpClient } from "effect/http"

// #region server
const onServer = IonQNode.layer({ userAgent: "my-service/1.0", connections: 8 })
// #endregion

// #region anywhere
const anywhere = IonQ.layerFetch()
// #endregion

// #region own
const own = Layer.provide(IonQ.layerConfig({ timeout: "20 seconds" }), FetchHttpClient.layer)
// #endregion

const program = Effect.gen(function* () {
  const account = yield* Account
  yield* Console.log((yield* account.whoami).key_name)
})
for (const layer of [onServer, anywhere, own]) await Effect.runPromise(Effect.provide(program, layer))

// #region main
program.pipe(Effect.provide(onServer), IonQNode.runMain)
// #endregion
