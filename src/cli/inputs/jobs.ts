import { Argument, type Command, Flag } from "effect/cli"
import {
  backend,
  int,
  jobId,
  metadata,
  money,
  name,
  shots,
  shown,
  text,
  toggle,
  waiting,
  written,
} from "./flags.ts"

export const job = { job: jobId }
export const several = {
  jobs: Argument.String("job").pipe(Argument.withDescription("The ids of jobs"), Argument.atLeast(1)),
}
export const filter = {
  status: text("status", "Only jobs in this status, e.g. completed", "STATUS"),
  backend: text("backend", "Only jobs of this backend", "BACKEND").pipe(Flag.withAlias("b")),
  session: text("session", "Only jobs of this session", "ID"),
  parent: text("parent", "Only the children of this job", "ID"),
  limit: Flag.Int("limit").pipe(
    Flag.withDescription("The largest number of jobs to list, newest first; 0 for all"),
    Flag.withMetavar("N"),
    Flag.withDefault(25),
  ),
}
export const wait = { ...job, ...waiting, written }
export const watch = { ...job, timeout: waiting.timeout }
export const changes = {
  ...job,
  backend,
  shots,
  name,
  metadata,
  dryRun: toggle("dry-run", "Let IonQ check and compile the job without running it"),
  ...money,
}
export const which = {
  ...job,
  kind: Flag.Literals("kind", ["auto", "probabilities", "histogram", "shots"]).pipe(
    Flag.withDescription("Probabilities, counts, or one state for each shot"),
    Flag.withDefault("auto" as const),
  ),
  register: text("register", "Only this register of the program", "NAME"),
  variant: text("variant", "Only this variant of a debiased job", "ID"),
  aggregation: Flag.Literals("aggregation", ["average", "voting", "dnl", "majority"]).pipe(
    Flag.withDescription("How to combine the variants of a debiased job"),
    Flag.optional,
  ),
  ...shown,
  ...written,
}
export const circuit = {
  ...job,
  lang: Flag.Literals("lang", ["native", "qasm3"]).pipe(
    Flag.withDescription("A drawing of native gates, or OpenQASM 3"),
    Flag.withDefault("native" as const),
  ),
  width: int("width", "The largest number of characters per line"),
}

type Infer<A extends Command.Command.Config> = Command.Command.Config.Infer<A>
export type JobInput = Infer<typeof job>
export type SeveralInput = Infer<typeof several>
export type ListInput = Infer<typeof filter>
export type WaitInput = Infer<typeof wait>
export type WatchInput = Infer<typeof watch>
export type ChangesInput = Infer<typeof changes>
export type ResultsInput = Infer<typeof which>
export type CircuitInput = Infer<typeof circuit>
