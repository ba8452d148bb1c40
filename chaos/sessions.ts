/** Sessions whose work is interrupted anywhere: none may be left open. */
import { Effect, Fiber, Random } from "effect"
import { Sessions } from "effect-ionq"
import { Fault } from "effect-ionq/emulator"
import { calm, onPort, type Outcome, outcome } from "./cloud.ts"

/** The call that ends a session goes astray in a third of all cases. */
const faults = (seed: number): Fault.FaultPlan => ({
  random: {
    seed,
    rate: 1 / 3,
    method: "POST",
    path: "/sessions/",
    faults: [
      Fault.serverError(500),
      Fault.badGateway(),
      Fault.unknownError(),
      Fault.tooManyRequests(),
      { kind: "lose", processed: false },
      { kind: "lose", processed: true },
    ],
  },
})

export const sessions = (seed: number, count: number, concurrency = 100): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const sessions = yield* Sessions
    yield* Effect.forEach(
      Array.from({ length: count }),
      () =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(
            sessions.with({ backend: "qpu.forte-1" })(Effect.sleep(yield* Random.nextIntBetween(0, 30))),
          )
          yield* Effect.sleep(yield* Random.nextIntBetween(0, 60))
          yield* Fiber.interrupt(fiber)
        }),
      { concurrency, discard: true },
    )
    yield* calm
    const all = yield* sessions.list()
    const open = yield* sessions.list({ active: true })
    return outcome(
      { scopes: count, "sessions that were created": all.length, "left open": open.length },
      { "no session is left open": open.length === 0, "sessions were created": all.length > 0 },
    )
  }).pipe(Effect.provide(onPort({ faults: faults(seed) })), Random.withSeed(seed))
