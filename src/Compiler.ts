/**
 * Circuits for a machine: QIS gates as native gates, or native gates of one machine as those of another.
 *
 * **Details**
 *
 * Every gate becomes single-qubit rotations and interactions exp(-iθ m⊗n) of two qubits. The rotations are drawn to the end,
 * which leaves the interactions about turned axes: what commutes is then seen in the axes alone, so that equal ones are
 * joined or cancel over what lies between. What two qubits do with nothing between is brought to its canonical form, of
 * three interactions at most. Both are repeated for as long as they save one. In the end each interaction is one native
 * gate, with the pulses that its axes need; rotations about Z cost nothing.
 *
 * @since 0.1.0
 */
import { Function, Result } from "effect"
import type { CircuitError } from "./CircuitError.ts"
import { type Circuit, circuitOf, native } from "./circuit/model.ts"
import { boundGates } from "./circuit/request.ts"
import { cancel } from "./compiler/cancel.ts"
import { emit } from "./compiler/emit.ts"
import { lower } from "./compiler/lower.ts"
import { collect } from "./compiler/Program.ts"
import { simplify } from "./compiler/simplify.ts"
import type { Target } from "./compiler/Target.ts"

export { type Target, TargetError, targetOf } from "./compiler/Target.ts"

/**
 * How to compile.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The two-qubit gate of the machine: `ms` on Aria and the ideal simulator, `zz` on Forte and Tempo. */
  readonly target: Target
  /**
   * What the result has in common with the circuit. `exact`, the default: the unitary, up to its global phase, so that the
   * result may be part of a larger circuit. `measured`: the probabilities of all outcomes, which leaves out the rotations
   * about Z before the measurement.
   */
  readonly end?: "exact" | "measured" | undefined
}

/**
 * The circuit in native gates, on the same qubits, with its name and registers.
 *
 * **Details**
 *
 * Phases are from above -0.5 to 0.5 turns, angles from above 0 to 0.25 turns. Fails with the first {@link CircuitError} of the
 * circuit; parameters must be bound. A circuit that does nothing becomes one without gates, which IonQ refuses.
 *
 * **Gotchas**
 *
 * IonQ runs a native circuit as it is written: without its own compiler, and without debiasing unless that is asked for.
 *
 * @category compiling
 * @since 0.1.0
 */
export const compile: {
  (options: Options): (self: Circuit) => Result.Result<Circuit<"native">, CircuitError>
  (self: Circuit, options: Options): Result.Result<Circuit<"native">, CircuitError>
} = Function.dual(
  2,
  (self: Circuit, { target, end = "exact" }: Options): Result.Result<Circuit<"native">, CircuitError> =>
    Result.map(boundGates(self), (gates) => {
      const sink = collect(self.qubits)
      for (const gate of cancel(gates, self.qubits)) lower(sink, gate)
      const { name, qubits, registers } = self
      const compiled = native(qubits, emit(simplify(sink.done()), target, end))
      return circuitOf<"native">({ ...compiled, name, registers })
    }),
)
