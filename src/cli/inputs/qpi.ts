import { Argument, type Command, Flag } from "effect/cli"
import { file, jobId, shotsOfQpi, shown, text, toggle, waiting, written } from "./flags.ts"

const id = (name: string, description: string) => ({
  id: Argument.String(name).pipe(Argument.withDescription(description)),
})

const qpu = Flag.String("qpu").pipe(
  Flag.withDescription("The name or the id of a processor (default: the only one that is online)"),
  Flag.withMetavar("QPU"),
  Flag.optional,
)

export const login = {
  email: text("email", "The email of the account (or QPI_EMAIL)", "EMAIL"),
  superuser: toggle("superuser", "Sign in as a superuser"),
}
export const run = {
  file,
  qpu,
  shots: shotsOfQpi,
  wait: Flag.Boolean("wait").pipe(
    Flag.withDescription("Wait for the results; --no-wait prints the job's id"),
    Flag.withDefault(true),
  ),
  submissionId: text(
    "submission-id",
    "Your id for the job: the same command with it takes up the job instead of making another one",
    "ID",
  ),
  timeout: waiting.timeout,
  ...shown,
  ...written,
}
export const list = {
  status: text("status", "Only jobs with this status", "STATUS"),
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("The largest number to list, newest first; 0 for all"),
    Flag.withMetavar("N"),
    Flag.withDefault(20),
  ),
}
export const job = { job: jobId }
export const results = { job: jobId, ...shown, ...written }
export const book = {
  start: Argument.String("start").pipe(Argument.withDescription("E.g. 2026-12-01T09:00:00Z")),
  end: Argument.String("end").pipe(Argument.withDescription("E.g. 2026-12-01T10:00:00Z")),
}
export const slot = id("slot", "The id of a time slot")
export const request = {
  seconds: Argument.Finite("seconds").pipe(
    Argument.withDescription("The number of seconds on the processors"),
  ),
  reason: text("reason", "What for", "TEXT"),
}
export const decision = {
  ...id("request", "The id of a request for time"),
  reason: text("reason", "The reason for the refusal", "TEXT"),
}
export const notification = id("notification", "The id of a notification")
export const newToken = {
  name: text("name", "The name of the token", "TEXT"),
  expires: text("expires", "When the token expires, e.g. 2027-01-01T00:00:00Z (default: never)", "DATE"),
}
export const token = id("token", "The id of a token")

export type LoginInput = Command.Command.Config.Infer<typeof login>
export type RunInput = Command.Command.Config.Infer<typeof run>
export type ListInput = Command.Command.Config.Infer<typeof list>
export type JobInput = Command.Command.Config.Infer<typeof job>
export type ResultsInput = Command.Command.Config.Infer<typeof results>
export type BookInput = Command.Command.Config.Infer<typeof book>
export type IdInput = Command.Command.Config.Infer<typeof slot>
export type RequestInput = Command.Command.Config.Infer<typeof request>
export type DecisionInput = Command.Command.Config.Infer<typeof decision>
export type NewTokenInput = Command.Command.Config.Infer<typeof newToken>
