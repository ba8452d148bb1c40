import { Argument, type Command, Flag } from "effect/cli"
import { backend, file, int, shots, toggle } from "./flags.ts"

export const config = {
  file: file.pipe(Argument.optional),
  backend,
  shots,
  qubits: int("qubits", "The number of qubits, without a file"),
  oneQubit: int("1q-gates", "The number of one-qubit gates, without a file"),
  twoQubit: int("2q-gates", "The number of two-qubit gates, without a file"),
  debias: Flag.Boolean("debias").pipe(Flag.withDescription("Whether to use debiasing"), Flag.optional),
  session: toggle("session", "In a session"),
}

export type EstimateInput = Command.Command.Config.Infer<typeof config>
