import { type Command, Flag } from "effect/cli"
import { text } from "./flags.ts"

export const period = {
  organization: text("organization", "The organization's id (default: the profile's)", "ID"),
  from: text("from", "The first day, e.g. 2026-07-01 (default: 30 days ago)", "DATE"),
  until: text("until", "The day after the last one (default: tomorrow)", "DATE"),
  groupBy: Flag.Literals("group-by", ["project", "user", "job"]).pipe(
    Flag.withDescription("What to group the usage by"),
    Flag.withDefault("project" as const),
  ),
  every: Flag.Literals("every", ["day", "week", "month"]).pipe(
    Flag.withDescription("The length of a period"),
    Flag.withDefault("day" as const),
  ),
}
export const profile = {
  url: text("save-url", "The base URL to store in the profile", "URL"),
  backend: text("save-backend", "The default backend", "BACKEND"),
  organization: text("save-organization", "The organization for `ionq usage`", "ID"),
}

export type UsageInput = Command.Command.Config.Infer<typeof period>
export type LoginInput = Command.Command.Config.Infer<typeof profile>
