import { Effect } from "effect"

/**
 * A handler whose module is loaded when its command runs. Otherwise every command would load the services, the
 * simulator and the circuit readers at its start.
 */
export const lazily =
  <Input, E, R>(load: () => Promise<(input: Input) => Effect.Effect<void, E, R>>) =>
  (input: Input): Effect.Effect<void, E, R> =>
    Effect.flatMap(Effect.promise(load), (run) => run(input))
