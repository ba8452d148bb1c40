import { Result } from "effect"
import { type Circuit, Gates, Qasm } from "effect-ionq"
import type { Construct } from "./constructs.ts"

/** The gates of a circuit as one text: numbers to 12 digits, so that rounding makes no difference. */
const shownGates = ({ gateset, qubits, gates }: Circuit.Circuit): string =>
  [
    `${gateset}, ${qubits} qubits`,
    ...gates.map((gate) => {
      const numbers = Object.entries(gate).flatMap(([key, value]) =>
        typeof value === "number" && !["target", "control"].includes(key)
          ? [`${key} ${value.toPrecision(12)}`]
          : [],
      )
      return `${gate.gate} on ${Gates.qubitsOf(gate).join(", ")} ${numbers.join(" ")}`
    }),
  ].join("\n")

/** The program itself, and where the mark stood; nowhere in one that is read. */
export const unmarked = ({ text, expected }: Construct): { readonly text: string; readonly at: number } => {
  // A sign of the language may be the same character: the first one is the mark.
  const at = "code" in expected ? text.indexOf("^") : -1
  return { text: at < 0 ? text : text.slice(0, at) + text.slice(at + 1), at }
}

/** Why a construct is not treated as it should be; nothing where it is. */
export const problemOf = (construct: Construct): string | undefined => {
  const { expected } = construct
  const { text, at } = unmarked(construct)
  const found = Qasm.parse(text)
  if ("same" in expected) {
    const plain = Result.getOrThrow(Qasm.parse(expected.same)).circuit
    if (Result.isFailure(found)) return `is refused: ${found.failure.message}`
    const [one, other] = [shownGates(found.success.circuit), shownGates(plain)]
    return one === other ? undefined : `is read as\n${one}\nand not as\n${other}`
  }
  if (Result.isSuccess(found)) return "is read"
  const { code, line, column, message } = found.failure
  const before = text.slice(0, at).split("\n")
  const [wantedLine, wantedColumn] = [before.length, (before.at(-1) ?? "").length + 1]
  if (code !== expected.code) return `is ${code} and not ${expected.code}: ${message}`
  if (line !== wantedLine || column !== wantedColumn) {
    return `is refused at ${line}:${column} and not at ${wantedLine}:${wantedColumn}: ${message}`
  }
  return found.failure.construct === expected.construct
    ? undefined
    : `is refused for ${found.failure.construct} and not for ${expected.construct}: ${message}`
}
