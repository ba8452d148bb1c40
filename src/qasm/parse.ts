import { Result } from "effect"
import { composed, type ComposedGate } from "../GateTable.ts"
import { elaborate, type Elaborated } from "./elaborate.ts"
import { library, makeLibrary } from "./stdgates.ts"
import { parseScript } from "./parser.ts"
import { QasmError } from "./QasmError.ts"
import { makeSource } from "./source.ts"

/**
 * A program as a circuit.
 *
 * @category models
 * @since 0.1.0
 */
export interface Program extends Elaborated {
  readonly version: "2.0" | "3.0"
}

/**
 * How to read a program.
 *
 * @category options
 * @since 0.2.0
 */
export interface ParseOptions {
  /**
   * The gates without a word on the wire that a program may name. Default: `GateTable.composed`. With
   * `[...GateTable.composed, mine]` a program may use a gate of yours as if its file had it.
   */
  readonly gates?: ReadonlyArray<ComposedGate> | undefined
}

/**
 * Reads a program in OpenQASM 2 or 3 as a circuit, of QIS gates or of native ones.
 *
 * **Details**
 *
 * Gates of the program and of `stdgates.inc` and `qelib1.inc` are written out in gates of the circuit, with their
 * modifiers; qubits are numbered in the order of their registers, or as hardware qubits are (`$3` is qubit 3). Loops over
 * ranges, sets and arrays of constants, branches on constants and subroutines without measurements are written out, too.
 * `gpi`, `gpi2`, `ms` and `zz` are IonQ's native gates, in turns, unless the program defines them. An `input float` becomes a
 * parameter of the circuit. A `gphase` is left out, because nothing shows it, and under controls it is a phase. Barriers,
 * annotations and pragmas are passed over.
 *
 * Fails with the first `QasmError`, which has its line and column. What depends on a measurement, classical variables,
 * timing, calibrations, resets of used qubits and gates after a measurement are `Unsupported`; a program that comes to more
 * than 2,000,000 gates, statements in loops among them, is `TooLarge`.
 *
 * **Gotchas**
 *
 * An integer divided by an integer is an integer in OpenQASM 3, as the specification says: `rx(3/2)` turns by 1 radian.
 * Only in the argument of `pow @` it is not, because the language's own library writes `pow(1/2) @ x` for the square root. An
 * eighth of a turn is `zz(0.125)` or `zz(1.0/8)`: `zz(1/8)` turns by nothing.
 *
 * A circuit measures all of its qubits at its end. What the program measures into what is in `registers`; apply it to
 * a distribution of all qubits with `Distribution.remap`. Under `ctrl @`, the gates `U`, `u2` and `u3` have the phases of the
 * specification; Qiskit's reader gives them those of its own classes, without e^(iθ/2) and e^(-i(φ+λ)/2).
 *
 * **Example** (A Bell pair)
 *
 * ```ts
 * const program = Qasm.parse(`OPENQASM 3.0;
 * include "stdgates.inc";
 * qubit[2] q;
 * h q[0];
 * cx q[0], q[1];
 * `)
 * Result.map(program, ({ circuit }) => circuit.gates) // [Gates.h(0), Gates.cnot(0, 1)]
 * ```
 *
 * @category parsing
 * @since 0.1.0
 */
export const parse = (text: string, options: ParseOptions = {}): Result.Result<Program, QasmError> => {
  const { gates = composed } = options
  const known = gates === composed ? library : makeLibrary(gates)
  try {
    const source = makeSource(text)
    const script = parseScript(source)
    return Result.succeed({ version: script.version, ...elaborate(source, script, known) })
  } catch (error) {
    // The reader breaks off with this and nothing else; whatever else comes is a defect.
    if (error instanceof QasmError) return Result.fail(error)
    throw error
  }
}
