import { Clock, Context, Effect } from "effect"

/** The error of the server's clocks for the current request, in milliseconds. */
export interface Skew {
  /** The error of the clock of the `Date` header. */
  readonly date: number
  /** The error of the clock that timestamps jobs and determines their status. */
  readonly stamps: number
}

export const Skew = Context.Reference<Skew>("effect-ionq/emulator/Skew", {
  defaultValue: () => ({ date: 0, stamps: 0 }),
})

/** The server's time in epoch milliseconds: that of the `Clock` plus the error of a fault. */
export const serverNow: Effect.Effect<number> = Effect.flatMap(Skew, ({ stamps }) =>
  Effect.map(Clock.currentTimeMillis, (now) => now + stamps),
)

/** The value of the `Date` header: the time of the `Clock` plus the error of a fault. */
export const serverDate: Effect.Effect<string> = Effect.flatMap(Skew, ({ date }) =>
  Effect.map(Clock.currentTimeMillis, (now) => new Date(now + date).toUTCString()),
)
