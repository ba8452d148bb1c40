/**
 * Circuits for a machine: QIS gates as native gates, or native gates of one machine as those of another.
 *
 * **Details**
 *
 * Every gate becomes single-qubit rotations and interactions exp(-iθ m⊗n) of two qubits. The rotations are drawn to the end,
 * which leaves the interactions about turned axes: what commutes is then seen in the axes alone, so that equal ones are
 * joined or cancel over what lies between. What two qubits do with nothing between is brought to its canonical form, of
 * three interactions at most. Both are repeated for as long as they save one.
 *
 * With more effort, the program is also written anew as rotations about Pauli products and one Clifford gate, in several ways,
 * and, on three or four qubits, from its unitary. In the end each interaction is one native gate, with the pulses that its
 * axes need; rotations about Z cost nothing.
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

export { type Target, TargetError, targetOf } from "./compiler/Target.ts"

/**
 * How long to search for fewer two-qubit gates. `fast`: one way, in time that grows with the number of gates. `default`: more ways, as
 * long as they take little work; a few times as long as `fast` for thousands of gates. `most`: many ways, repeated as long as
 * that helps, which takes seconds for thousands of gates.
 *
 * @category options
 * @since 0.2.0
 */
export type Effort = Search

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
   * result may be part of a larger circuit. `measured`: the probabilities of all outcomes from any state, which takes fewer
   * gates. Phases of the outcomes are left open, and qubits may be measured on others' wires: the result's
   * `measurementMap` says on which, and `Distribution.remap` puts them back.
   */
  readonly end?: "exact" | "measured" | undefined
  /**
   * What is known about the qubits at the start. `any`, the default: nothing. `zero`: they are in |0⟩, as at the start of a
   * job, so that those which no gate acts on help gates with many controls.
   */
  readonly start?: "any" | "zero" | undefined
  /** Default: `default`. The same circuit and options always give the same result. */
  readonly effort?: Effort | undefined
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
 * How to compile as an effect.
 *
 * @category options
 * @since 0.2.0
 */
export interface EffectOptions extends Options {
  /** Called now and then with the part of the search that is done, from 0 to 1. */
  readonly onProgress?: ((done: number) => Effect.Effect<void>) | undefined
}

/**
 * As {@link compile}, with the same result, for long searches: other fibers run in between, and it can be interrupted.
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
