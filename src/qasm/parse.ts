import { Result } from "effect"
import type { ComposedGate } from "../GateTable.ts"
import { QasmError } from "./QasmError.ts"
import { type Program, read } from "./read.ts"

export type { Program } from "./read.ts"

/**
 * Options of {@link parse}.
 *
 * @category options
 * @since 0.2.0
 */
export interface ParseOptions {
  /**
   * The gates that a program may use and that have no name on the wire. Default: `GateTable.composed`. With
   * `[...GateTable.composed, mine]` a program may use a gate of yours as if its include file defined it.
   */
  readonly gates?: ReadonlyArray<ComposedGate> | undefined
}

/**
 * Reads a program in OpenQASM 2 or 3 as a circuit, of QIS gates or of native ones.
 *
 * **Details**
 *
 * Gates of the program, of `stdgates.inc` and of `qelib1.inc` are expanded into gates of the circuit, with their
 * modifiers. Qubits are numbered in the order of their registers, or like hardware qubits (`$3` is qubit 3). Loops
 * over ranges, sets and arrays of constants, branches on constants, and subroutines without measurements are
 * expanded, too. `gpi`, `gpi2`, `ms` and `zz` are IonQ's native gates, in turns, unless the program defines them. An
 * `input float` becomes a parameter of the circuit. A `gphase` is dropped, because it has no effect. Under controls
 * it becomes a phase. Barriers, annotations and pragmas are ignored.
 *
 * Fails with the first `QasmError`, which has its line and column. Anything that depends on a measurement, classical
 * variables, timing, calibrations, resets of used qubits and gates after a measurement are `Unsupported`. A program
 * that expands to more than 2,000,000 gates, including statements in loops, is `TooLarge`.
 *
 * **Gotchas**
 *
 * An integer divided by an integer is an integer in OpenQASM 3, as the specification says: `rx(3/2)` rotates by 1
 * radian. The argument of `pow @` is an exception, because the language's own library writes `pow(1/2) @ x` for the
 * square root. An eighth of a turn is `zz(0.125)` or `zz(1.0/8)`; `zz(1/8)` does nothing.
 *
 * A circuit measures all of its qubits at its end. `registers` has the qubits that the program measures into each
 * bit. Apply it to a distribution of all qubits with `Distribution.remap`. Under `ctrl @`, the gates `U`, `u2` and
 * `u3` have the phases of the specification. Qiskit's reader gives them the phases of its own classes, without
 * e^(iθ/2) and e^(-i(φ+λ)/2).
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
  const reading = read(text, options.gates)
  return "fault" in reading ? Result.fail(new QasmError(reading.fault)) : Result.succeed(reading.program)
}
