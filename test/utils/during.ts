import { Effect, Layer } from "effect"
import { serve, type ServeOptions } from "effect-ionq/emulator/serve"
import { serverPort } from "../../scripts/serverPort.ts"

/** Uses an emulator of its own on a port, whose jobs are done at once. */
export const during = <A>(options: ServeOptions, use: (port: number) => Promise<A>) =>
  Effect.gen(function* () {
    const port = yield* serverPort
    return yield* Effect.promise(() => use(port))
  }).pipe(Effect.provide(Layer.fresh(serve({ timing: "instant", ...options }))))
