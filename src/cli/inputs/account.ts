import { type Command, Flag } from "effect/cli"
import { text } from "./flags.ts"

export const period = {
  organization: text("organization", "The organisation's id (default: the profile's)", "ID"),
  from: text("from", "The first day, e.g. 2026-07-01 (default: 30 days ago)", "DATE"),
  until: text("until", "The day after the last one (default: tomorrow)", "DATE"),
  groupBy: Flag.Literals("group-by", ["project", "user", "job"]).pipe(
    Flag.withDescription("Whose use is told apart"),
    Flag.withDefault("project" as const),
  ),
  every: Flag.Literals("every", ["day", "week", "month"]).pipe(
    Flag.withDescription("How long a period is"),
    Flag.withDefault("day" as const),
  ),
}
export const profile = {
  url: text("save-url", "The base URL to keep in the profile", "URL"),
  backend: text("save-backend", "The backend to use where none is said", "BACKEND"),
  organization: text("save-organization", "The organisation for `ionq usage`", "ID"),
}

export type UsageInput = Command.Command.Config.Infer<typeof period>
export type LoginInput = Command.Command.Config.Infer<typeof profile>
