import { type Command, Flag } from "effect/cli"
import { duration, int, text, toggle } from "./flags.ts"

export const config = {
  port: Flag.Int("port").pipe(
    Flag.withAlias("p"),
    Flag.withDescription("The port; 0 for any that is free"),
    Flag.withMetavar("N"),
    Flag.withDefault(4800),
  ),
  host: Flag.String("host").pipe(
    Flag.withDescription("The address to listen on"),
    Flag.withMetavar("HOST"),
    Flag.withDefault("127.0.0.1"),
  ),
  key: text("key", "The key that is let in (default: emulator-key)", "KEY"),
  latency: duration("latency", "How much later each answer comes").pipe(Flag.optional),
  faults: text("faults", "What goes wrong, as a plan in JSON", "FILE"),
  seed: int("seed", "The seed of the ids, and so of what is drawn for each job"),
  timing: Flag.Literals("timing", ["default", "instant", "realistic"]).pipe(
    Flag.withDescription("How fast jobs go: half a second, at once, or as at IonQ with queues"),
    Flag.withDefault("default" as const),
  ),
  jobTime: duration("job-time", "How long each job runs, instead of --timing").pipe(Flag.optional),
  generation: Flag.Literals("generation", ["2026-04", "2026-05", "2026-09", "2026-10"]).pipe(
    Flag.withDescription("The generation of IonQ's specification that is spoken"),
    Flag.withDefault("2026-10" as const),
  ),
  maxQubits: int("max-qubits", "The most qubits that are simulated (default: 20)"),
  data: text("data", "A folder that keeps jobs, sessions and results", "FOLDER"),
  noSessions: toggle("without-sessions", "Without sessions, as for most accounts"),
}

export type EmulatorInput = Command.Command.Config.Infer<typeof config>
