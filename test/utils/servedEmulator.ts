/** The emulator as a process of its own, to be killed: tells its parent the port. Its one argument is the folder. */
import { Effect, Layer } from "effect"
import { serve } from "effect-ionq/emulator/serve"
import { HttpServer } from "effect/http"

const tell = Effect.map(HttpServer.HttpServer, ({ address }) =>
  process.send?.({ port: address._tag === "UnixPathAddress" ? undefined : address.port }),
)

await Effect.runPromise(
  Layer.launch(
    Layer.provideMerge(
      Layer.effectDiscard(tell),
      serve({ timing: "instant", ...(process.argv[2] === undefined ? {} : { data: process.argv[2] }) }),
    ),
  ),
)
