import { Effect } from "effect"

/**
 * A handler whose module is loaded when its command runs: the services, the simulator and the readers of circuits would
 * otherwise be paid for at the start of each command.
 */
export const lazily =
  <Input, E, R>(load: () => Promise<(input: Input) => Effect.Effect<void, E, R>>) =>
  (input: Input): Effect.Effect<void, E, R> =>
    Effect.flatMap(Effect.promise(load), (run) => run(input))
