import { Effect } from "effect"
import * as Circuit from "../../Circuit.ts"
import { type Input, readCircuits, readInput } from "../../cli/steps/input.ts"
import { badInput, CommandError } from "../../cli/terminal/CommandError.ts"

/** The name of the text in error messages. */
const name = "circuit"

/** The advice for a text that cannot be read. */
const hint =
  "Correct the text there. A circuit is a program in OpenQASM 2 or 3 (Qiskit writes it by qiskit.qasm3.dumps) or IonQ's JSON."

const hinted = ({ reason, message, hint: own = hint }: CommandError) =>
  Effect.fail(new CommandError({ reason, message, hint: own }))

/** The circuits of a text, or a whole job. */
export const readText = (text: string) => Effect.catchTag(readInput(name, text), "CommandError", hinted)

/** Reads a text with exactly one circuit: the circuit, and the registers of its program. */
export const readCircuit = Effect.fnUntraced(function* (text: string) {
  const { circuits, registers } = yield* Effect.catchTag(readCircuits(name, text), "CommandError", hinted)
  const [circuit] = circuits
  if (circuit === undefined || circuits.length > 1) {
    return yield* badInput(`One circuit is needed, and the text has ${circuits.length}`)
  }
  return { circuit, registers }
})

/** The circuits of an input. A whole job is rejected, because its settings would be hidden in the text. */
export const circuitsOnly = (
  input: Input,
): Effect.Effect<Extract<Input, { kind: "circuits" }>, CommandError> =>
  input.kind === "circuits"
    ? Effect.succeed(input)
    : Effect.fail(
        badInput("The text is a whole job: give its circuit, and the rest as parameters of the tool"),
      )

/** The size of a circuit: its qubits, its gates by their number of qubits, and its depth. */
export const countsOf = (circuit: Circuit.Circuit) => {
  const { gates, byArity } = Circuit.counts(circuit)
  const [oneQubitGates, twoQubitGates] = [byArity[1] ?? 0, byArity[2] ?? 0]
  return {
    qubits: circuit.qubits,
    gates,
    oneQubitGates,
    twoQubitGates,
    widerGates: gates - oneQubitGates - twoQubitGates,
    depth: Circuit.depth(circuit),
  }
}

const of = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** The numbers that a price depends on, as text. */
export const workOf = (qubits: number, oneQubitGates: number, twoQubitGates: number): string =>
  `${of(qubits, "qubit")}, ${of(oneQubitGates, "one-qubit gate")}, ${of(twoQubitGates, "two-qubit gate")}`

/** The size of a circuit as text. */
export const sizeOf = (counts: ReturnType<typeof countsOf>): string =>
  [
    workOf(counts.qubits, counts.oneQubitGates, counts.twoQubitGates),
    ...(counts.widerGates === 0 ? [] : [of(counts.widerGates, "wider gate")]),
    `depth ${counts.depth}`,
  ].join(", ")
