import { Clock, Context, Effect } from "effect"

/** How far the server's clocks are off for the request at hand, in milliseconds. */
export interface Skew {
  /** The clock of the `Date` header. */
  readonly date: number
  /** The clock that stamps and moves the jobs. */
  readonly stamps: number
}

export const Skew = Context.Reference<Skew>("effect-ionq/emulator/Skew", {
  defaultValue: () => ({ date: 0, stamps: 0 }),
})

/** The server's time in epoch milliseconds: that of the `Clock`, and what a fault adds to it. */
export const serverNow: Effect.Effect<number> = Effect.flatMap(Skew, ({ stamps }) =>
  Effect.map(Clock.currentTimeMillis, (now) => now + stamps),
)

/** What the `Date` header says. */
export const serverDate: Effect.Effect<string> = Effect.flatMap(Skew, ({ date }) =>
  Effect.map(Clock.currentTimeMillis, (now) => new Date(now + date).toUTCString()),
)
