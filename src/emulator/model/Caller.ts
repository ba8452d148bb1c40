import { Context } from "effect"

/** The API key of the current request, empty if it has none. The tasks of different callers take turns. */
export const Caller = Context.Reference<string>("effect-ionq/emulator/Caller", { defaultValue: () => "" })
