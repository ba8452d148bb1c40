import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { scenes, schedules } from "../chaos/schedules.ts"

/** Of the thousand schedules of `npm run chaos`: with few and with many operations a turn, in each of the ways. */
const [count, every] = [16, 47]

describe("in many orders of its fibers, nothing hangs and nothing is wrong", () => {
  for (const [name, scene] of Object.entries(scenes)) {
    it.live(
      name,
      () =>
        Effect.map(schedules(11, count, { [name]: scene }, every), ({ figures, broken }) =>
          expect(broken, JSON.stringify(figures)).toEqual([]),
        ),
      120_000,
    )
  }

  it.live(
    "the same seed gives the same run",
    () =>
      Effect.gen(function* () {
        const again = schedules(3, 2, scenes, every)
        const [first, second] = yield* Effect.all([again, again])
        expect(first).toEqual(second)
      }),
    60_000,
  )
})
