import { Effect } from "effect"
import { Connection } from "../access/Connection.ts"
import type { Services } from "../../Layer.ts"

/** Provides the services on IonQ, which all tools of the server share. */
export const atIonQ = <A, E, R>(effect: Effect.Effect<A, E, R | Services>) =>
  Effect.gen(function* () {
    const { services } = yield* Connection
    return yield* Effect.provide(effect, yield* services)
  })
