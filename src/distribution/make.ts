import { Result } from "effect"
import { type DistributionError, refuse } from "./DistributionError.ts"
import { type Distribution, type Kind, make, type SideOptions } from "./model.ts"
import { fromBits, fromDecimal, type State } from "./bitstrings.ts"
import { fromDense, tally } from "./Tally.ts"

type Made = Result.Result<Distribution, DistributionError>

/**
 * How to interpret decimal states.
 *
 * @category options
 * @since 0.1.0
 */
export interface DecimalOptions {
  /** The number of qubits, which decimal states do not show. */
  readonly width: number
  readonly kind: Kind
}

/**
 * How to interpret bitstrings.
 *
 * @category options
 * @since 0.1.0
 */
export interface BitstringOptions extends SideOptions {
  readonly kind: Kind
  /** The number of qubits. Default: the length of the bitstrings. */
  readonly width?: number | undefined
}

/** A value this far below 0 is a rounding error and counts as 0. */
const rounding = -1e-9

/** The expected number of shots for `tally`, because the actual number is unknown. */
const manyShots = 65_536

const checkWidth = (width: number): Result.Result<number, DistributionError> =>
  Number.isInteger(width) && width >= 1
    ? Result.succeed(width)
    : refuse("width", `width ${width} is not a whole number from 1`)

const checkValue = (value: number): Result.Result<number, DistributionError> => {
  if (Number.isFinite(value) && value >= rounding) return Result.succeed(Math.max(0, value))
  return refuse("value", `value ${value} is not a finite number of 0 or more`)
}

/** Parses each key as a state and sums the values. */
const fromRecord = (
  record: Readonly<Record<string, number>>,
  { width, kind }: DecimalOptions,
  stateOf: (key: string) => Result.Result<State, DistributionError>,
): Made =>
  Result.flatMap(checkWidth(width), () => {
    const keys = Object.keys(record)
    const sums = tally(width, keys.length)
    for (const key of keys) {
      const state = stateOf(key)
      if (Result.isFailure(state)) return Result.fail(state.failure)
      const value = checkValue(record[key] ?? Number.NaN)
      if (Result.isFailure(value)) return Result.fail(value.failure)
      sums.add(state.success, value.success)
    }
    return Result.succeed(make(width, kind, sums.columns()))
  })

const decimalState = (decimal: State | string, width: number): Result.Result<State, DistributionError> => {
  const state = fromDecimal(decimal, width)
  return state === undefined
    ? refuse("state", `state ${JSON.stringify(String(decimal))} is not a decimal state of ${width} qubits`)
    : Result.succeed(state)
}

/**
 * Builds a distribution from values by decimal state, in which qubit 0 is the least significant bit: `{ "1": 1 }` of
 * width 3 is X on qubit 0.
 *
 * Fails with a `DistributionError` for a state that the width does not have and for a negative value.
 *
 * **Example** (A Bell pair)
 *
 * ```ts
 * const pair = Distribution.fromDecimals({ "0": 0.5, "3": 0.5 }, { width: 2, kind: "probabilities" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromDecimals = (record: Readonly<Record<string, number>>, options: DecimalOptions): Made =>
  fromRecord(record, options, (key) => decimalState(key, options.width))

/**
 * Builds a distribution from values by bitstring, all of the same length, with qubit 0 on the named side.
 *
 * Fails with a `DistributionError` for a key of another form and for a negative value.
 *
 * **Example** (Counts of another SDK)
 *
 * ```ts
 * const counts = Distribution.fromBitstrings({ "00": 480, "11": 520 }, { qubit0: "right", kind: "counts" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromBitstrings = (
  record: Readonly<Record<string, number>>,
  { qubit0, kind, width }: BitstringOptions,
): Made => {
  const length = width ?? Object.keys(record)[0]?.length
  if (length === undefined)
    return refuse("width", "width is missing, and there is no bitstring to infer it from")
  return fromRecord(record, { width: length, kind }, (key) => {
    const state = key.length === length ? fromBits(key, qubit0) : undefined
    return state === undefined
      ? refuse("state", `state ${JSON.stringify(key)} is not a bitstring of ${length} qubits`)
      : Result.succeed(state)
  })
}

/**
 * Builds a distribution from values by index, in which qubit 0 is the least significant bit, as a simulator returns
 * them. The number of values is 2^width.
 *
 * Fails with a `DistributionError` for any other number of values and for a negative value.
 *
 * **Example** (The state vector of a simulation)
 *
 * ```ts
 * const probabilities = Distribution.fromArray(Simulator.probabilitiesOf(state))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromArray = (values: ArrayLike<number>, kind: Kind = "probabilities"): Made => {
  const width = Math.log2(values.length)
  if (!Number.isInteger(width) || width < 1 || width > 32) {
    return refuse("width", `${values.length} values are not 2^width, with a width from 1 to 32`)
  }
  const checked = new Float64Array(values.length)
  for (let i = 0; i < checked.length; i++) {
    const value = checkValue(values[i]!)
    if (Result.isFailure(value)) return Result.fail(value.failure)
    checked[i] = value.success
  }
  return Result.succeed(make(width, kind, fromDense(checked)))
}

/**
 * Counts shots, each a decimal state in which qubit 0 is the least significant bit.
 *
 * Fails with a `DistributionError` for a state that the width does not have.
 *
 * **Example** (Three shots of two qubits)
 *
 * ```ts
 * const counts = Distribution.fromShots([0, 3, 3], { width: 2 })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromShots = (shots: Iterable<State | string>, { width }: { readonly width: number }): Made =>
  Result.flatMap(checkWidth(width), () => {
    const sums = tally(width, manyShots)
    for (const shot of shots) {
      const state = decimalState(shot, width)
      if (Result.isFailure(state)) return Result.fail(state.failure)
      sums.add(state.success, 1)
    }
    return Result.succeed(make(width, "counts", sums.columns()))
  })
