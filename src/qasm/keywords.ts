const words = (text: string): ReadonlySet<string> => new Set(text.split(" "))

type Words = Readonly<Record<"2.0" | "3.0", ReadonlySet<string>>>

/** Statements that no circuit can represent, by their first word. */
export const foreign: Words = {
  "2.0": words("if"),
  "3.0": words(
    "box cal complex defcal defcalgrammar delay duration extern mutable readonly stretch switch while",
  ),
}

/** Statements that the body of a gate may not have. */
export const notInGates: Words = {
  "2.0": words("if measure reset"),
  "3.0": new Set([
    ...foreign["3.0"],
    ...words("angle array bool break continue end float for if int measure reset return uint"),
  ]),
}

/** Keywords that are only allowed outside of gates and blocks. */
export const globalOnly: ReadonlySet<string> = words(
  "OPENQASM creg def gate include input opaque output qreg qubit",
)

/** Keywords that are only allowed outside of gates. */
export const declares: Words = {
  "2.0": words("OPENQASM creg gate include opaque qreg"),
  "3.0": new Set([...globalOnly, "bit", "const", "let"]),
}

/** The types of numbers. */
export const types: ReadonlySet<string> = words("int uint float angle bool")

/** Whether numbers of a type are integers. */
export const isWhole = (type: string): boolean => type === "int" || type === "uint" || type === "bool"
