import { composed, type ComposedGate } from "../GateTable.ts"
import { elaborate, type Elaborated } from "./elaborate.ts"
import { Fault } from "./Fault.ts"
import { parseScript } from "./parseScript.ts"
import { makeSource } from "./source.ts"
import { library, makeLibrary } from "./gateLibrary.ts"

/**
 * A program, converted to a circuit.
 *
 * @category models
 * @since 0.1.0
 */
export interface Program extends Elaborated {
  readonly version: "2.0" | "3.0"
}

/** A program, or the reason why it cannot be read. */
export type Reading = { readonly program: Program } | { readonly fault: Fault["why"] }

/** Reads a program as `Qasm.parse` does, but without `QasmError`. */
export const read = (text: string, gates: ReadonlyArray<ComposedGate> = composed): Reading => {
  const known = gates === composed ? library : makeLibrary(gates)
  try {
    const source = makeSource(text)
    const script = parseScript(source)
    const { circuit, registers } = elaborate(source, script, known)
    return { program: { version: script.version, circuit, registers } }
  } catch (error) {
    // The reader throws nothing but `Fault`. Any other error is a defect.
    if (error instanceof Fault) return { fault: error.why }
    throw error
  }
}
