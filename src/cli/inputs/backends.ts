import { Argument, type Command, Flag } from "effect/cli"

export const one = { backend: Argument.String("backend").pipe(Argument.withDescription("E.g. qpu.forte-1")) }
export const history = {
  ...one,
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("The largest number to list, newest first; 0 for all"),
    Flag.withMetavar("N"),
    Flag.withDefault(10),
  ),
}

export type BackendInput = Command.Command.Config.Infer<typeof one>
export type HistoryInput = Command.Command.Config.Infer<typeof history>
