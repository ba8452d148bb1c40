import { Effect } from "effect"
import { services } from "../../cli/steps/connect.ts"
import { Local } from "../../cli/terminal/globals.ts"

/** Runs an effect on an emulator of its own, whatever the flags say: no key is read, and no job of it is kept. */
export const onEmulator = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(Effect.provide(effect, services()), Local, true)
