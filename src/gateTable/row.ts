import type { Param } from "../Param.ts"
import type { Unitary } from "../Unitary.ts"

/**
 * A direction of the Bloch sphere: X, Y, Z, or the one in the XY plane at as many turns from X as the named number says.
 *
 * @category models
 * @since 0.2.0
 */
export type Axis = "X" | "Y" | "Z" | { readonly turns: "phase" | "phases.0" | "phases.1" }

/**
 * What a gate does to its targets. An angle is in radians, or the name of the number that has it, in that number's unit.
 *
 * **Details**
 *
 * - `rotation`: exp(-i angle/2 P), where P is the product of one axis for each target.
 * - `phase`: the eigenvalues 1 and e^(i angle), along an axis and against it. `XZ` is halfway from X to Z.
 * - `swap`: exchanges two qubits.
 * - `pauliexp`: one rotation after another, about products of Pauli matrices that the gate itself names.
 * - `nothing`.
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
 * A number of a gate. `unit` is `none` for a pure number; `default` is what the number is where the gate does not have it.
 *
 * @category models
 * @since 0.2.0
 */
export interface NumberField {
  readonly unit: "radians" | "turns" | "none"
  /** How many there are in a list. A list without a count is as long as the gate's terms. */
  readonly list?: 2 | "terms"
  readonly default?: number
}

/**
 * The names of a gate in OpenQASM, by the file that has them. Each list goes by the number of controls: the first entry is for
 * none, the next for one. An entry may have several names, apart by spaces; the first is the one that is printed.
 *
 * @category models
 * @since 0.2.0
 */
export interface QasmNames {
  /** In OpenQASM 3 without an include. */
  readonly builtIn?: ReadonlyArray<string>
  /** In `stdgates.inc`, and in `qelib1.inc`, too. */
  readonly stdgates?: ReadonlyArray<string>
  /** In `qelib1.inc` alone. */
  readonly qelib1?: ReadonlyArray<string>
  /** A name that no file has, and its definition, which is printed where it is used. */
  readonly defined?: readonly [name: string, definition: string]
}

/**
 * The numbers of a gate, as far as its matrix depends on them. Every gate without parameters fits.
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
 * A gate that has a word on the wire.
 *
 * @category models
 * @since 0.2.0
 */
export interface WireRow {
  /** Which of the schemas in `schema/Gate` its gates fit. */
  readonly kind: string
  /** `one`; `each`: one, or several to which it is applied one by one; `two`; `any`. */
  readonly targets: "one" | "each" | "two" | "any"
  /** Whether it takes controls: `none`, `any` number of them, or `some`, at least one. */
  readonly controls: "none" | "any" | "some"
  readonly numbers: Readonly<Record<string, NumberField>>
  /** On one target, or on a pair whose first target is the left, more significant index. `pauliexp` has none. */
  readonly matrix?: (numbers: Numbers) => Unitary
  readonly action: Action
  /**
   * `self`; the word of its inverse; `negated`: with the opposite numbers; `across`: with its first phase half a turn further;
   * `reversed`: with the opposite coefficients, from the last to the first.
   */
  readonly inverse: "self" | "negated" | "across" | "reversed" | { readonly word: string }
  readonly qasm?: QasmNames
  /** What a picture has in its box, before its numbers. */
  readonly label: string
  /** Other names where the number that it may have is there. */
  readonly numbered?: { readonly qasm: QasmNames; readonly label: string }
}

/**
 * A number, or one that is given later.
 *
 * @category models
 * @since 0.2.0
 */
export type Value = number | Param
