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
  key: text(
    "key",
    "The key that is accepted (default: IONQ_EMULATOR_KEY, else emulator-key). Others see it in the list of processes: see --key-file",
    "KEY",
  ),
  keyFile: text("key-file", "A file with the key that is accepted", "FILE"),
  tokenFile: text(
    "token-file",
    "A file with the token for the pages and /emulator (default: IONQ_EMULATOR_TOKEN; one is made where other machines can reach it)",
    "FILE",
  ),
  allowHost: text(
    "allow-host",
    "Names that it is called by, separated by commas, besides addresses and localhost",
    "NAMES",
  ),
  origin: text(
    "origin",
    "Origins whose pages may ask it, separated by commas, besides those of this machine",
    "ORIGINS",
  ),
  latency: duration("latency", "A delay for every response").pipe(Flag.optional),
  faults: text("faults", "The faults to inject, as a plan in JSON", "FILE"),
  seed: int("seed", "The seed of the ids, which also determines the random numbers of each job"),
  timing: Flag.Literals("timing", ["default", "instant", "realistic"]).pipe(
    Flag.withDescription("How long jobs take: half a second, no time, or as long as at IonQ, with queues"),
    Flag.withDefault("default" as const),
  ),
  jobTime: duration("job-time", "How long each job runs, instead of --timing").pipe(Flag.optional),
  generation: Flag.Literals("generation", ["2026-04", "2026-05", "2026-09", "2026-10"]).pipe(
    Flag.withDescription("The generation of IonQ's specification"),
    Flag.withDefault("2026-10" as const),
  ),
  maxQubits: int("max-qubits", "The most qubits to simulate (default: 20)"),
  maxMemory: int(
    "max-memory",
    "The megabytes that simulations take together (default: half of the machine's)",
  ),
  data: text("data", "A folder to store jobs, sessions and results in", "FOLDER"),
  setAside: toggle("set-aside", "Set aside rows of --data that cannot be read, and go on without them"),
  noSessions: toggle("without-sessions", "Disable sessions, as for most accounts"),
}

export type EmulatorInput = Command.Command.Config.Infer<typeof config>
