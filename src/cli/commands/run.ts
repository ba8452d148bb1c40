import { Command } from "effect/cli"
import { lazily } from "./lazily.ts"
import { config } from "../inputs/run.ts"

export const run = Command.make(
  "run",
  config,
  lazily(() => import("../actions/run.ts").then((actions) => actions.run)),
).pipe(
  Command.withShortDescription("Run a circuit or a job, and show the result"),
  Command.withDescription(
    "Run a circuit or a job, wait for it and show the result. On a QPU it shows the estimate and asks first; " +
      "without a terminal, pass --budget or --yes.",
  ),
  Command.withExamples([
    { command: "ionq run bell.qasm --local", description: "On the built-in emulator, without a key" },
    { command: "ionq run bell.qasm --backend qpu.forte-1 --shots 500 --budget 20" },
    { command: "ionq convert bell.qasm --to json | ionq run - --noise aria-1 --shots 1000 --json" },
  ]),
)
