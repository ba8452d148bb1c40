/**
 * Compiles circuits for a machine: QIS gates to native gates, or the native gates of one machine to those of another.
 *
 * **Details**
 *
 * Every gate becomes single-qubit rotations and two-qubit interactions exp(-iθ m⊗n). The rotations are moved to the
 * end of the circuit, which leaves interactions about transformed axes. Whether two of them commute is then visible
 * from the axes alone, so that equal ones merge or cancel across others. Consecutive interactions of two qubits are
 * brought into canonical form, with three interactions at most. Both steps are repeated as long as they remove an
 * interaction.
 *
 * With more effort, the program is also resynthesized in several ways as rotations about Pauli products and a Clifford
 * gate. A program on three or four qubits is also resynthesized from its unitary. Finally, each interaction becomes one
 * native gate with the pulses that its axes need. Rotations about Z cost nothing.
 *
 * @since 0.1.0
 */
import { Effect, Function, Result } from "effect"
import type { CircuitError } from "./CircuitError.ts"
import { type Circuit, circuitOf, native } from "./circuit/model.ts"
import { boundGates } from "./circuit/request.ts"
import { emit } from "./compiler/emit.ts"
import { type Effort as Search, optimized } from "./compiler/optimize.ts"
import type { Program } from "./compiler/Program.ts"
import type { Target } from "./compiler/Target.ts"
import type { NativeGate, QisGate } from "./schema/Gate.ts"
import { note } from "./signals/annotate.ts"

export { type Target, TargetError, targetOf } from "./compiler/Target.ts"

/**
 * How long to search for fewer two-qubit gates. `fast`: one method, in time proportional to the number of gates.
 * `default`: more methods while they are cheap, which takes a few times as long as `fast` for thousands of gates.
 * `most`: many methods, repeated while they help, which takes seconds for thousands of gates.
 *
 * @category options
 * @since 0.2.0
 */
export type Effort = Search

/**
 * Options of {@link compile}.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The two-qubit gate of the machine: `ms` on Aria and the ideal simulator, `zz` on Forte and Tempo. */
  readonly target: Target
  /**
   * What the result preserves. `exact`, the default: the unitary up to its global phase, so that the result can be part
   * of a larger circuit. `measured`: the probabilities of all outcomes from any initial state, which takes fewer gates.
   * The phases of the outcomes may change, and qubits may be measured on other wires: `measurementMap` of the result
   * has the wire of each qubit, and `Distribution.remap` applies it.
   */
  readonly end?: "exact" | "measured" | undefined
  /**
   * What is known about the qubits at the start. `any`, the default: nothing. `zero`: they are in |0⟩, as at the
   * start of a job, so that idle qubits can help with gates that have many controls.
   */
  readonly start?: "any" | "zero" | undefined
  /** Default: `default`. The same circuit and options always give the same result. */
  readonly effort?: Effort | undefined
}

/**
 * Compiles a circuit to native gates on the same qubits, and keeps its name and registers.
 *
 * **Details**
 *
 * Phases are above -0.5 and up to 0.5 turns, angles above 0 and up to 0.25 turns. Fails with the first {@link
 * CircuitError} of the circuit; parameters must be bound. A circuit that does nothing compiles to one without gates,
 * which IonQ rejects.
 *
 * **Gotchas**
 *
 * IonQ runs a native circuit as it is written: without its own compiler, and without debiasing unless it is
 * requested.
 *
 * **Example** (A Fourier transform for Forte)
 *
 * ```ts
 * const native = Compiler.compile(Circuit.qft(5), { target: "zz", end: "measured" })
 * Result.map(native, Circuit.counts) // 10 two-qubit gates
 * ```
 *
 * @category compiling
 * @since 0.1.0
 */
export const compile: {
  (options: Options): (self: Circuit) => Result.Result<Circuit<"native">, CircuitError>
  (self: Circuit, options: Options): Result.Result<Circuit<"native">, CircuitError>
} = Function.dual(2, (self: Circuit, options: Options): Result.Result<Circuit<"native">, CircuitError> =>
  Result.map(boundGates(self), (gates) => {
    const search = searchOf(self, gates, options)
    for (;;) {
      const step = search.next()
      if (step.done === true) return compiledOf(self, step.value, options)
    }
  }),
)

/**
 * Options of {@link compileEffect}.
 *
 * @category options
 * @since 0.2.0
 */
export interface EffectOptions extends Options {
  /** Called from time to time with the completed fraction of the search, from 0 to 1. */
  readonly onProgress?: ((done: number) => Effect.Effect<void>) | undefined
}

/**
 * Compiles like {@link compile}, with the same result, as an effect for long searches: other fibers run in between,
 * and it can be interrupted.
 *
 * **Example** (With progress)
 *
 * ```ts
 * const native = yield* Compiler.compileEffect(circuit, {
 *   target: "ms",
 *   effort: "most",
 *   onProgress: (done) => Console.log(`${Math.round(100 * done)} %`),
 * })
 * ```
 *
 * @category compiling
 * @since 0.2.0
 */
export const compileEffect: {
  (options: EffectOptions): (self: Circuit) => Effect.Effect<Circuit<"native">, CircuitError>
  (self: Circuit, options: EffectOptions): Effect.Effect<Circuit<"native">, CircuitError>
} = Function.dual(
  2,
  Effect.fn("Compiler.compileEffect")(function* (self: Circuit, options: EffectOptions) {
    yield* note({ "ionq.circuit.qubits": self.qubits, "ionq.circuit.gates": self.gates.length })
    const gates = yield* Effect.fromResult(boundGates(self))
    const search = searchOf(self, gates, options)
    for (;;) {
      const step = search.next()
      if (step.done === true) return compiledOf(self, step.value, options)
      if (options.onProgress !== undefined) yield* options.onProgress(step.value)
      yield* Effect.yieldNow
    }
  }),
)

const searchOf = (
  { qubits }: Circuit,
  gates: ReadonlyArray<QisGate | NativeGate>,
  { end = "exact", start = "any", effort = "default" }: Options,
) => optimized(gates, qubits, { end, start, effort })

const compiledOf = (
  self: Circuit,
  program: Program,
  { target, end = "exact" }: Options,
): Circuit<"native"> => {
  const { wires } = program
  const moved = wires.some((wire, qubit) => wire !== qubit)
  const onWire = (qubit: number) => wires[qubit] ?? qubit
  const registers = Object.fromEntries(
    Object.entries(self.registers).map(([register, bits]) => [register, bits.map(onWire)]),
  )
  return circuitOf<"native">({
    ...native(self.qubits, emit(program, target, end)),
    name: self.name,
    registers,
    measurementMap: moved ? (self.measurementMap?.map(onWire) ?? wires) : self.measurementMap,
  })
}
