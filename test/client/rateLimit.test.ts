import { assert, it } from "@effect/vitest"
import { Clock, Duration, Effect } from "effect"
import { inTime } from "effect-ionq/emulator"
import { tokenBucket } from "../../src/client/rateLimit.ts"

/** When each of the requests that begin at the given times has its turn. */
const turnsOf = (begins: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const turn = yield* tokenBucket("key", 2, Duration.seconds(1))
    return yield* Effect.forEach(
      begins,
      (begin) => Effect.sleep(begin).pipe(Effect.andThen(turn), Effect.andThen(Clock.currentTimeMillis)),
      { concurrency: "unbounded" },
    )
  })

it.effect("fills evenly over the window, and not beyond its limit", () =>
  Effect.gen(function* () {
    const begin = yield* Clock.currentTimeMillis
    const turns = yield* inTime(turnsOf([0, 0, 0, 100, 5000, 5000, 5000]))
    assert.deepStrictEqual(
      turns.map((turn) => turn - begin),
      [0, 0, 500, 1000, 5000, 5000, 5500],
    )
  }),
)
