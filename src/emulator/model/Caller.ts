import { Context } from "effect"

/** The sender of the current request. Callers take turns with their work. */
export const Caller = Context.Reference<string>("effect-ionq/emulator/Caller", { defaultValue: () => "" })
