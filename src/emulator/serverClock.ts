import { Clock, Context, Effect } from "effect"

/** How far the server's clock is off for the request at hand, in milliseconds. */
export const Skew = Context.Reference<number>("effect-ionq/emulator/Skew", { defaultValue: () => 0 })

/** The server's time in epoch milliseconds: that of the `Clock`, and what a fault adds to it. */
export const serverNow: Effect.Effect<number> = Effect.flatMap(Skew, (skew) =>
  Effect.map(Clock.currentTimeMillis, (now) => now + skew),
)
