import { Console, Effect } from "effect"
import { IonQ, Sessions } from "effect-ionq"
import { runMain } from "effect-ionq/node"

/** Holds a session until it is stopped: a program for a test to stop. It writes before it ends the session. */
Effect.gen(function* () {
  const sessions = yield* Sessions
  const { id } = yield* sessions.open({ backend: "qpu.forte-1" })
  yield* Effect.addFinalizer(() => Effect.andThen(Console.log("ending"), Console.error("ending")))
  yield* Console.log(id)
  yield* Effect.never
}).pipe(Effect.scoped, Effect.provide(IonQ.layerFetch()), runMain)
