import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { scenes, schedules } from "../chaos/schedules.ts"

/** Of the thousand schedules of `npm run chaos`. */
const count = 50

describe("in fifty orders of its fibers, nothing hangs and nothing is wrong", () => {
  for (const [name, scene] of Object.entries(scenes)) {
    it.live(
      name,
      () =>
        Effect.map(schedules(11, count, { [name]: scene }), ({ figures, broken }) =>
          expect(broken, JSON.stringify(figures)).toEqual([]),
        ),
      120_000,
    )
  }

  it.live(
    "the same seed gives the same run",
    () =>
      Effect.gen(function* () {
        const [first, second] = yield* Effect.all([schedules(3, 2), schedules(3, 2)])
        expect(first).toEqual(second)
      }),
    60_000,
  )
})
