import { Clock, Effect } from "effect"
import { steadyMillis } from "../client/steadyClock.ts"

/** A time on both clocks of this machine, in milliseconds. */
export interface Moment {
  /** The monotonic clock. It may stop while the machine sleeps. */
  readonly steady: number
  /** The wall clock. It includes sleep and may be set to another time. */
  readonly wall: number
}

export const thisMoment: Effect.Effect<Moment> = Effect.zipWith(
  steadyMillis,
  Clock.currentTimeMillis,
  (steady, wall) => ({ steady, wall }),
)

/**
 * The time since a moment, in milliseconds: the longer one of the two clocks. Setting the wall clock can only make it
 * longer.
 */
export const elapsedSince = ({ steady, wall }: Moment): Effect.Effect<number> =>
  Effect.map(thisMoment, (now) => Math.max(now.steady - steady, Math.abs(now.wall - wall)))
