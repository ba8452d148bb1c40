import { Effect } from "effect"
import { services } from "../../cli/steps/connect.ts"
import { Local } from "../../cli/terminal/globals.ts"

/** Runs an effect on a new emulator, whatever the flags are. No key is read, and the emulator's jobs are not kept. */
export const onEmulator = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provideService(Effect.provide(effect, services()), Local, true)
