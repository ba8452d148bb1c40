/**
 * The machines and simulators that run jobs.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer } from "effect"
import { IonQClient } from "./IonQClient.ts"
import type { CommonError, NotFoundError } from "./IonQError.ts"
import type { Backend, BackendName } from "./schema/Backend.ts"

/**
 * The backends service.
 *
 * @category services
 * @since 0.1.0
 */
export class Backends extends Context.Service<
  Backends,
  {
    /** All backends, in IonQ's order. */
    readonly list: Effect.Effect<ReadonlyArray<Backend>, CommonError>
    /** One backend by its name, e.g. `qpu.forte-1`. */
    readonly get: (name: BackendName) => Effect.Effect<Backend, CommonError | NotFoundError>
  }
>()("effect-ionq/Backends") {
  static readonly layer: Layer.Layer<Backends, never, IonQClient> = Layer.effect(
    Backends,
    Effect.gen(function* () {
      const client = yield* IonQClient
      return Backends.of({
        list: Effect.withSpan(client.backends.list(), "Backends.list"),
        get: Effect.fn("Backends.get")((name) => client.backends.get({ params: { backend: name } })),
      })
    }),
  )
}
