import type { Param } from "../Param.ts"
import type { Unitary } from "../Unitary.ts"

/**
 * A direction on the Bloch sphere: X, Y, Z, or a direction in the XY plane whose angle from X, in turns, is the named
 * number.
 *
 * @category models
 * @since 0.2.0
 */
export type Axis = "X" | "Y" | "Z" | { readonly turns: "phase" | "phases.0" | "phases.1" }

/**
 * What a gate does to its targets. An angle is in radians, or the name of the number that holds it, in the unit of
 * that number.
 *
 * **Details**
 *
 * - `rotation`: exp(-i angle/2 P), where P is the product of one axis for each target.
 * - `phase`: the eigenvalues 1 and e^(i angle), for the directions along an axis and opposite to it. `XZ` is halfway
 *   from X to Z.
 * - `swap`: exchanges two qubits.
 * - `pauliexp`: rotations about products of Pauli matrices that the gate itself lists, one after another.
 * - `nothing`: leaves the qubits unchanged.
 *
 * @category models
 * @since 0.2.0
 */
export type Action =
  | {
      readonly does: "rotation"
      readonly axes: readonly [Axis] | readonly [Axis, Axis]
      readonly angle: number | "rotation" | "angle"
    }
  | { readonly does: "phase"; readonly axis: "X" | "Y" | "Z" | "XZ"; readonly angle: number | "rotation" }
  | { readonly does: "swap" | "pauliexp" | "nothing" }

/**
 * A number of a gate. `unit` is `none` for a pure number. `default` is the value if the gate does not have the
 * number.
 *
 * @category models
 * @since 0.2.0
 */
export interface NumberField {
  readonly unit: "radians" | "turns" | "none"
  /** The length of a list: 2, or one number for each term. */
  readonly list?: 2 | "terms"
  readonly default?: number
}

/**
 * The names of a gate in OpenQASM, by the file that defines them. Lists are indexed by the number of controls: the
 * first entry is the gate without controls, the next one has one control. An entry may have several names, separated
 * by spaces, of which the first is printed.
 *
 * @category models
 * @since 0.2.0
 */
export interface QasmNames {
  /** Available in OpenQASM 3 without an include. */
  readonly builtIn?: ReadonlyArray<string>
  /** Defined in `stdgates.inc` and in `qelib1.inc`. */
  readonly stdgates?: ReadonlyArray<string>
  /** Defined only in `qelib1.inc`. */
  readonly qelib1?: ReadonlyArray<string>
  /** A name that no file defines, with the definition to print if it is used. */
  readonly defined?: readonly [name: string, definition: string]
}

/**
 * The numbers of a gate on which its matrix depends. Every gate without symbolic parameters has this type.
 *
 * @category models
 * @since 0.2.0
 */
export interface Numbers {
  readonly gate?: string
  readonly rotation?: number | undefined
  readonly phase?: number | undefined
  readonly phases?: ReadonlyArray<number> | undefined
  readonly angle?: number | undefined
}

/**
 * A gate with a name on the wire.
 *
 * @category models
 * @since 0.2.0
 */
export interface WireRow {
  /** The schema in `schema/Gate` that the gate fits. */
  readonly kind: string
  /** `one` target; `each`: one, or several to which the gate is applied separately; `two`; or `any` number. */
  readonly targets: "one" | "each" | "two" | "any"
  /** The controls that a gate may have: `none`, `any` number of them, or `some`, at least one. */
  readonly controls: "none" | "any" | "some"
  readonly numbers: Readonly<Record<string, NumberField>>
  /** The matrix on one target, or on a pair whose first target is the more significant index. `pauliexp` has none. */
  readonly matrix?: (numbers: Numbers) => Unitary
  readonly action: Action
  /**
   * The inverse of a gate: the gate `self`, the gate with another name, the gate with its numbers `negated`, with its
   * first phase moved `across` by half a turn, or with the opposite coefficients in `reversed` order.
   */
  readonly inverse: "self" | "negated" | "across" | "reversed" | { readonly word: string }
  readonly qasm?: QasmNames
  /** The label of the gate's box in a picture, before the numbers. */
  readonly label: string
  /** Other names that apply if the gate has its optional number. */
  readonly numbered?: { readonly qasm: QasmNames; readonly label: string }
}

/**
 * A number, or a parameter that is bound later.
 *
 * @category models
 * @since 0.2.0
 */
export type Value = number | Param
