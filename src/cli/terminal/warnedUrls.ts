import { Context } from "effect"

/** The base URLs that the command has warned about. A command reads its URL more than once. */
export const WarnedUrls = Context.Reference<Set<string>>("effect-ionq/cli/WarnedUrls", {
  defaultValue: () => new Set(),
})
