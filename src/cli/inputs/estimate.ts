import { Argument, type Command, Flag } from "effect/cli"
import { backend, file, int, shots, toggle } from "./flags.ts"

export const config = {
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
