import { Inspectable, Pipeable } from "effect"
import { type Side, type State, type States, toBits } from "./bitstrings.ts"
import type { Columns } from "./Tally.ts"

/**
 * What the values are: probabilities, or numbers of shots. Probabilities that a server rounded only sum to
 * approximately 1.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind = "probabilities" | "counts"

/**
 * The outcome of one register.
 *
 * **Details**
 *
 * `states` and `values` are columns of the nonzero outcomes, with the states in ascending order. The values are a typed
 * array. So are the states of up to 53 qubits; for more qubits they are an array of bigints. Do not write to them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Distribution extends Pipeable.Pipeable, Inspectable.Inspectable {
  /** The number of qubits, or of classical bits, of the register. */
  readonly width: number
  readonly kind: Kind
  readonly states: States
  readonly values: Float64Array
  /** The sum of the values: the number of shots, or about 1. */
  readonly total: number
}

/**
 * How a bitstring is written.
 *
 * @category options
 * @since 0.1.0
 */
export interface SideOptions {
  /** The side of qubit 0. */
  readonly qubit0: Side
}

class Outcomes extends Pipeable.Class implements Distribution {
  readonly width: number
  readonly kind: Kind
  readonly states: States
  readonly values: Float64Array
  readonly total: number

  constructor(width: number, kind: Kind, { states, values }: Columns) {
    super()
    this.width = width
    this.kind = kind
    this.states = states
    this.values = values
    this.total = values.reduce((sum, value) => sum + value, 0)
  }

  /** The first 16 outcomes by bitstring, the side of qubit 0, and the number of further outcomes. */
  toJSON() {
    const { width, kind } = this
    const shown = Math.min(this.values.length, 16)
    const outcomes: Record<string, number> = {}
    for (let i = 0; i < shown; i++) outcomes[toBits(this.states[i]!, width, "left")] = this.values[i]!
    const more = this.values.length - shown
    return { _id: "Distribution", width, kind, qubit0: "left", outcomes, ...(more === 0 ? {} : { more }) }
  }

  override toString() {
    return JSON.stringify(this.toJSON(), undefined, 2)
  }

  [Inspectable.NodeInspectSymbol]() {
    return this.toJSON()
  }
}

export const make = (width: number, kind: Kind, columns: Columns): Distribution =>
  new Outcomes(width, kind, columns)

/** Iterates over the outcomes in the order of their states. */
export const forEach = (self: Distribution, each: (state: State, value: number) => void): void => {
  const { states, values } = self
  for (let i = 0; i < values.length; i++) each(states[i]!, values[i]!)
}
