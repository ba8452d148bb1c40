import { Result } from "effect"
import { CircuitError } from "../CircuitError.ts"
import * as Gates from "../Gates.ts"
import type { GateOf } from "../gates/Symbolic.ts"
import { validateOn } from "../observable/make.ts"
import { bitsOf, letterOf, type Term } from "../observable/model.ts"
import { type Observable, width } from "../Observable.ts"
import * as Param from "../Param.ts"
import { type Circuit, limits, named, qis, withFault } from "./model.ts"

type Value = number | Param.Param
type Gate = GateOf["qis"]

const times = (value: Value, factor: number): Value =>
  Param.isParam(value) ? Param.times(value, factor) : value * factor

/** exp(-i angle P), unless it is a global phase. */
const exponential = (term: Term, angle: Value): ReadonlyArray<Gate> => {
  const targets = bitsOf(term.x | term.z)
  const letters = targets.map((qubit) => letterOf(term, qubit))
  const [first, second] = targets
  if (first === undefined) return []
  const rotation = times(angle, 2)
  if (second === undefined) {
    const rotations = { I: Gates.rz, X: Gates.rx, Y: Gates.ry, Z: Gates.rz }
    return [rotations[letters[0] ?? "Z"](first, rotation)]
  }
  if (targets.length === 2 && letters[0] === letters[1]) {
    const interactions = { I: Gates.zz, X: Gates.xx, Y: Gates.yy, Z: Gates.zz }
    return [interactions[letters[0] ?? "Z"](first, second, rotation)]
  }
  // The last letter of a term acts on the first target.
  const terms = [letters.toReversed().join("")]
  return [Gates.pauliexp({ targets, terms, coefficients: [angle], time: 1 })]
}

/**
 * Options of {@link trotter}.
 *
 * @category options
 * @since 0.2.0
 */
export interface TrotterOptions {
  /** The time t of exp(-i t H), in units of 1 / the unit of the coefficients. It may be a parameter, and negative. */
  readonly time: number | Param.Param
  /** The number of steps into which the time is divided: a whole number from 1. Default: 1. */
  readonly steps?: number | undefined
  /** The order of the product formula. The error falls with this power of `steps`. Default: 1. */
  readonly order?: 1 | 2 | 4 | undefined
  /** The number of qubits. Default: as many as the observable needs. */
  readonly qubits?: number | undefined
}

const invalid = (field: string, message: string, limit?: number) =>
  new CircuitError({ code: "InvalidOption", field, message, ...(limit === undefined ? {} : { limit }) })

/** Why an observable cannot become gates on this many qubits; undefined if it can. */
const flaw = (observable: Observable, qubits: number): CircuitError | undefined => {
  const checked = validateOn(observable, qubits)
  return Result.isSuccess(checked)
    ? undefined
    : new CircuitError({ code: "InvalidObservable", message: checked.failure.message })
}

const isWidth = (qubits: number): boolean =>
  Number.isInteger(qubits) && qubits >= 1 && qubits <= limits.qubits

/**
 * The fractions of the time in one step of the fourth order (Suzuki, 1991). Each is evolved by a step of the second
 * order.
 */
const middle = 1 / (4 - 4 ** (1 / 3))
const fourth = [middle, middle, 1 - 4 * middle, middle, middle]

/**
 * The evolution exp(-i t H) under an observable, by a product formula of Trotter and Suzuki. The first order has the
 * evolution of each term, in the order of the terms. The second order goes through the terms forward and then
 * backward. The term of the identity is a global phase and is left out.
 *
 * **Details**
 *
 * A term of one letter becomes a rotation, a term of two equal letters becomes `xx`, `yy` or `zz`, and any other term
 * becomes a `pauliexp`. An invalid observable or option is reported when the circuit is validated.
 *
 * **Example** (Two spins)
 *
 * ```ts
 * const ising = Observable.sum([[1, "ZZ"], [0.5, "XI"], [0.5, "IX"]], { qubit0: "left" })
 * const evolved = Circuit.trotter(ising, { time: 1, steps: 10, order: 2 })
 * ```
 *
 * @category library
 * @since 0.2.0
 */
export const trotter = (observable: Observable, options: TrotterOptions): Circuit<"qis"> => {
  const { time, steps = 1, order = 1 } = options
  const qubits = options.qubits ?? Math.max(1, width(observable))
  if (!isWidth(qubits)) return qis(qubits)
  const made = (gates: ReadonlyArray<Gate>) => named(qis(qubits, gates), "trotter")
  const wrong =
    flaw(observable, qubits) ??
    (!Number.isSafeInteger(steps) || steps < 1
      ? invalid("steps", `steps is ${steps}, not a whole number from 1`)
      : ![1, 2, 4].includes(order)
        ? invalid("order", `order is ${order}, not 1, 2 or 4`, 4)
        : !Param.isParam(time) && !Number.isFinite(time)
          ? invalid("time", `time is ${time}, not a finite number`)
          : 10 * steps * observable.terms.length > limits.gates
            ? invalid(
                "steps",
                `${steps} steps of ${observable.terms.length} terms are too many gates`,
                limits.gates,
              )
            : undefined)
  if (wrong !== undefined) return withFault(made([]), wrong)
  const once = (part: number): ReadonlyArray<Gate> => {
    const step = times(time, part / steps)
    const forth = (share: number) =>
      observable.terms.map((term) => exponential(term, times(step, term.re * share)))
    return order === 1 ? forth(1).flat() : [...forth(0.5), ...forth(0.5).toReversed()].flat()
  }
  const step = order === 4 ? fourth.flatMap(once) : once(1)
  return made(Array.from({ length: steps }, () => step).flat())
}

/**
 * Options of {@link qaoa}.
 *
 * @category options
 * @since 0.2.0
 */
export interface QaoaOptions {
  /** How often cost and mixer alternate: a whole number from 1. Default: 1. */
  readonly layers?: number | undefined
  /** The number of qubits. Default: as many as the cost needs. */
  readonly qubits?: number | undefined
}

/**
 * The ansatz of the quantum approximate optimization algorithm (Farhi and others, 2014): all qubits start in |+⟩. Each
 * layer k applies exp(-i gamma_k C) for the cost C, and exp(-i beta_k X) on each qubit. The parameters are named
 * `gamma0`, `beta0`, `gamma1` and so on. A gamma is in radians over the unit of the cost, a beta in radians. The terms
 * of the cost may only have the letter Z, like those of `Observable.maxCut`.
 *
 * **Example** (A cut of a ring)
 *
 * ```ts
 * const ring = Observable.maxCut([[0, 1], [1, 2], [2, 0]])
 * const ansatz = Circuit.qaoa(ring, { layers: 2 }) // gamma0, beta0, gamma1, beta1
 * ```
 *
 * @category library
 * @since 0.2.0
 */
export const qaoa = (cost: Observable, options: QaoaOptions = {}): Circuit<"qis"> => {
  const { layers = 1 } = options
  const qubits = options.qubits ?? Math.max(1, width(cost))
  if (!isWidth(qubits)) return qis(qubits)
  const all = Array.from({ length: qubits }, (_, qubit) => qubit)
  const made = (gates: ReadonlyArray<Gate>) => named(qis(qubits, gates), "qaoa")
  const most = Math.floor(limits.gates / (all.length + cost.terms.length + 1))
  const wrong =
    flaw(cost, qubits) ??
    (cost.terms.some(({ x }) => x !== 0n)
      ? new CircuitError({ code: "InvalidObservable", message: "The cost has X or Y, but only Z is allowed" })
      : !Number.isSafeInteger(layers) || layers < 1 || layers > most
        ? invalid("layers", `layers is ${layers}, not a whole number from 1 to ${most}`, most)
        : undefined)
  if (wrong !== undefined) return withFault(made([]), wrong)
  const layer = (k: number): ReadonlyArray<Gate> => [
    ...cost.terms.flatMap((term) => exponential(term, Param.times(Param.make(`gamma${k}`), term.re))),
    ...all.map((qubit) => Gates.rx(qubit, Param.times(Param.make(`beta${k}`), 2))),
  ]
  return made([
    ...all.map((qubit) => Gates.h(qubit)),
    ...Array.from({ length: layers }, (_, k) => layer(k)).flat(),
  ])
}
