import { Argument, Command, Flag } from "effect/cli"
import { backend, file, int, shots, toggle } from "../flags.ts"
import { lazily } from "../lazily.ts"

const config = {
  file: file.pipe(Argument.optional),
  backend,
  shots,
  qubits: int("qubits", "The number of qubits, where no file says it"),
  oneQubit: int("1q-gates", "The number of gates on one qubit, where no file says it"),
  twoQubit: int("2q-gates", "The number of gates on two qubits, where no file says it"),
  debias: Flag.Boolean("debias").pipe(Flag.withDescription("With debiasing, or without"), Flag.optional),
  session: toggle("session", "In a session"),
}

export type EstimateInput = Command.Command.Config.Infer<typeof config>

export const estimate = Command.make(
  "estimate",
  config,
  lazily(() => import("../actions/estimate.ts").then((actions) => actions.estimate)),
).pipe(
  Command.withShortDescription("What a job would cost, and how long it would take"),
  Command.withDescription("What a job would cost and how long it would take; nothing is submitted"),
  Command.withExamples([
    { command: "ionq estimate bell.qasm --backend qpu.forte-1 --shots 1000" },
    { command: "ionq estimate --backend qpu.forte-1 --qubits 10 --1q-gates 40 --2q-gates 20" },
  ]),
)
