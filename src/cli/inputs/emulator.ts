import { type Command, Flag } from "effect/cli"
import { duration, int, text, toggle } from "./flags.ts"

export const config = {
  port: Flag.Int("port").pipe(
    Flag.withAlias("p"),
    Flag.withDescription("The port; 0 for any free port"),
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
    "The accepted key (default: IONQ_EMULATOR_KEY, otherwise emulator-key). Other users can see it in the list of processes; --key-file avoids this",
    "KEY",
  ),
  keyFile: text("key-file", "A file with the accepted key", "FILE"),
  tokenFile: text(
    "token-file",
    "A file with the token for the pages and /emulator (default: IONQ_EMULATOR_TOKEN; generated if other machines can reach it)",
    "FILE",
  ),
  allowHost: text(
    "allow-host",
    "Host names of the emulator, separated by commas, in addition to addresses and localhost",
    "NAMES",
  ),
  origin: text(
    "origin",
    "Origins whose pages may send requests, separated by commas, in addition to those of this machine",
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
  maxQubits: int("max-qubits", "The largest number of qubits to simulate (default: 20)"),
  maxMemory: int("max-memory", "The megabytes for all simulations together (default: half of the machine's)"),
  data: text("data", "A folder to store jobs, sessions and results in", "FOLDER"),
  setAside: toggle("set-aside", "Move unreadable rows of --data aside, and continue without them"),
  noSessions: toggle("without-sessions", "Disable sessions, as for most accounts"),
}

export type EmulatorInput = Command.Command.Config.Infer<typeof config>
