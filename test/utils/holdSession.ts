import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { IonQ, Sessions } from "effect-ionq"

/** Holds a session until it is stopped: a program for a test to stop. */
Effect.gen(function* () {
  const sessions = yield* Sessions
  const { id } = yield* sessions.open({ backend: "qpu.forte-1" })
  yield* Console.log(id)
  yield* Effect.never
}).pipe(Effect.scoped, Effect.provide(IonQ.layerFetch()), NodeRuntime.runMain)
