import { type Command, Flag } from "effect/cli"
import { duration, int, sessionId, text, toggle } from "./flags.ts"

export const one = { session: sessionId }
export const request = {
  backend: Flag.String("backend").pipe(
    Flag.withAlias("b"),
    Flag.withDescription("The machine to reserve, e.g. qpu.forte-1"),
    Flag.withMetavar("BACKEND"),
  ),
  jobs: int("jobs", "End the session after this many jobs"),
  minutes: int("minutes", "End the session after this many minutes"),
  costLimit: Flag.Finite("cost-limit").pipe(
    Flag.withDescription("End the session when its jobs have cost this much, in USD"),
    Flag.withMetavar("AMOUNT"),
    Flag.optional,
  ),
  yes: toggle("yes", "Do not ask before spending money").pipe(Flag.withAlias("y")),
}
export const filter = { active: toggle("active", "Only open sessions") }
export const jobsOf = {
  ...one,
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("The largest number of jobs to list, newest first; 0 for all"),
    Flag.withMetavar("N"),
    Flag.withDefault(25),
  ),
}
export const reaped = {
  olderThan: duration("older-than", "Only sessions that are older than this"),
  backend: text("backend", "Only sessions of this backend", "BACKEND").pipe(Flag.withAlias("b")),
  creator: text("creator", "Only sessions of this user (default: those of the key's project)", "ID"),
  end: toggle("end", "End the sessions instead of only listing them"),
}

type Infer<A extends Command.Command.Config> = Command.Command.Config.Infer<A>
export type SessionInput = Infer<typeof one>
export type OpenInput = Infer<typeof request>
export type SessionsInput = Infer<typeof filter>
export type SessionJobsInput = Infer<typeof jobsOf>
export type ReapInput = Infer<typeof reaped>
