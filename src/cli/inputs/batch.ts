import { Argument, type Command, Flag } from "effect/cli"
import { backend, int, metadata, money, shots, shown, text, toggle, written } from "./flags.ts"

const run = Argument.String("name").pipe(Argument.withDescription("The name of a run"))

const database = Flag.String("database").pipe(
  Flag.withDescription(
    "The database of runs: a file, or postgres://… (or IONQ_DATABASE; default: a file in your home folder)",
  ),
  Flag.withMetavar("URL"),
  Flag.optional,
)

export const start = {
  file: Argument.String("file").pipe(
    Argument.withDescription(
      "Jobs and circuits: a JSON array, a line in JSON for each, several circuits in JSON, a program in OpenQASM, or - for standard input",
    ),
  ),
  name: Flag.String("name").pipe(
    Flag.withDescription("The name of the run: the same name continues the same run"),
    Flag.withMetavar("TEXT"),
  ),
  database,
  backend,
  shots,
  noise: text("noise", "The simulator's noise model, e.g. ideal or aria-1", "MODEL"),
  seed: int("seed", "The seed of the noise model"),
  metadata,
  debias: Flag.Boolean("debias").pipe(
    Flag.withDescription("Turn debiasing on, or off with --no-debias (default: IonQ's choice)"),
    Flag.optional,
  ),
  chunk: int("chunk", "How many circuits run together (default: 100)"),
  wait: Flag.Boolean("wait").pipe(
    Flag.withDescription(
      "Follow the run to its end; --no-wait leaves it to the runners of a PostgreSQL database",
    ),
    Flag.withDefault(true),
  ),
  ...money,
}

export const one = { name: run, database }
export const which = { name: run, database, ...shown, ...written }
export const filter = {
  database,
  open: toggle("open", "Only runs that have not ended"),
}
export const runner = {
  database,
  host: Flag.String("host").pipe(
    Flag.withDescription("The address of this runner for the other runners"),
    Flag.withMetavar("HOST"),
    Flag.withDefault("127.0.0.1"),
  ),
  port: Flag.Int("port").pipe(
    Flag.withDescription("The port on which the other runners reach this one"),
    Flag.withMetavar("PORT"),
    Flag.withDefault(34_431),
  ),
}

type Infer<A extends Command.Command.Config> = Command.Command.Config.Infer<A>
export type StartInput = Infer<typeof start>
export type OneInput = Infer<typeof one>
export type WhichInput = Infer<typeof which>
export type FilterInput = Infer<typeof filter>
export type RunnerInput = Infer<typeof runner>
