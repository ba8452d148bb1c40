import { Effect, Layer } from "effect"
import { HttpServer } from "effect/http"
import { serve, type ServeOptions } from "effect-ionq/emulator/serve"

/** Uses an emulator of its own on a port, whose jobs are done at once. */
export const during = <A>(options: ServeOptions, use: (port: number) => Promise<A>) =>
  Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    return yield* Effect.promise(() => use(address._tag === "UnixPathAddress" ? 0 : address.port))
  }).pipe(Effect.provide(Layer.fresh(serve({ timing: "instant", ...options }))))
