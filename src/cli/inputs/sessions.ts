import { type Command, Flag } from "effect/cli"
import { duration, int, sessionId, text, toggle } from "./flags.ts"

export const one = { session: sessionId }
export const request = {
  backend: Flag.String("backend").pipe(
    Flag.withAlias("b"),
    Flag.withDescription("The machine to reserve, e.g. qpu.forte-1"),
    Flag.withMetavar("BACKEND"),
  ),
  jobs: int("jobs", "It ends after so many jobs"),
  minutes: int("minutes", "It ends after so many minutes"),
  costLimit: Flag.Finite("cost-limit").pipe(
    Flag.withDescription("It ends when its jobs cost so much, in USD"),
    Flag.withMetavar("AMOUNT"),
    Flag.optional,
  ),
  yes: toggle("yes", "Do not ask before something that costs money").pipe(Flag.withAlias("y")),
}
export const filter = { active: toggle("active", "Only those that are open") }
export const jobsOf = {
  ...one,
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("The most jobs to list, newest first; 0 for all"),
    Flag.withMetavar("N"),
    Flag.withDefault(25),
  ),
}
export const reaped = {
  olderThan: duration("older-than", "Only sessions that were created longer ago than this"),
  backend: text("backend", "Only sessions of this backend", "BACKEND").pipe(Flag.withAlias("b")),
  creator: text("creator", "Only sessions of this user (default: those of the key's project)", "ID"),
  end: toggle("end", "End them; without this they are only listed"),
}

type Infer<A extends Command.Command.Config> = Command.Command.Config.Infer<A>
export type SessionInput = Infer<typeof one>
export type OpenInput = Infer<typeof request>
export type SessionsInput = Infer<typeof filter>
export type SessionJobsInput = Infer<typeof jobsOf>
export type ReapInput = Infer<typeof reaped>
