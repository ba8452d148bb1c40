import { Command, Flag } from "effect/cli"
import { backend, file, int, metadata, money, name, shots, shown, text, toggle, waiting } from "../flags.ts"
import { lazily } from "../lazily.ts"

const config = {
  file,
  backend,
  shots,
  noise: text("noise", "The simulator's noise model, e.g. ideal or aria-1", "MODEL"),
  seed: int("seed", "The seed of the noise model"),
  session: text("session", "The session that the job joins", "ID"),
  name,
  metadata,
  dryRun: toggle("dry-run", "Check and compile it at IonQ, and run nothing"),
  debias: Flag.Boolean("debias").pipe(
    Flag.withDescription("Turn debiasing on, or off with --no-debias (default: IonQ's choice)"),
    Flag.optional,
  ),
  native: toggle("native", "Compile it to native gates here; IonQ then runs it as it is"),
  wait: Flag.Boolean("wait").pipe(
    Flag.withDescription("Wait for the result; --no-wait prints the job's id"),
    Flag.withDefault(true),
  ),
  submissionId: text("submission-id", "Take up a submission whose answer was lost", "ID"),
  ...money,
  ...waiting,
  ...shown,
}

export type RunInput = Command.Command.Config.Infer<typeof config>

export const run = Command.make(
  "run",
  config,
  lazily(() => import("../actions/run.ts").then((actions) => actions.run)),
).pipe(
  Command.withShortDescription("Run a circuit or a job, and show what it measured"),
  Command.withDescription(
    "Run a circuit or a job, wait for it and show what it measured. On a QPU the estimate is told first and asked for; " +
      "without a terminal, pass --budget or --yes.",
  ),
  Command.withExamples([
    { command: "ionq run bell.qasm --local", description: "On the built-in emulator, without a key" },
    { command: "ionq run bell.qasm --backend qpu.forte-1 --shots 500 --budget 20" },
    { command: "ionq convert bell.qasm --to json | ionq run - --noise aria-1 --shots 1000 --json" },
  ]),
)
