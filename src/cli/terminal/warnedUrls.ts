import { Context } from "effect"

/** The base URLs that the command has warned about. It reads its URL more than once, and warns once. */
export const WarnedUrls = Context.Reference<Set<string>>("effect-ionq/cli/WarnedUrls", {
  defaultValue: () => new Set(),
})
