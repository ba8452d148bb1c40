import { Context } from "effect"

/** Who sent the request at hand: work is done for each caller in turn. */
export const Caller = Context.Reference<string>("effect-ionq/emulator/Caller", { defaultValue: () => "" })
