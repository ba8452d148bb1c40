import { Context } from "effect"

/** The base URLs that the command has warned about. It reads the settings more than once. */
export const WarnedUrls = Context.Reference<Set<string>>("effect-ionq/cli/WarnedUrls", {
  defaultValue: () => new Set(),
})
