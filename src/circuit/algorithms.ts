import { CircuitError } from "../CircuitError.ts"
import * as Gates from "../Gates.ts"
import type { GateOf } from "../gates/Symbolic.ts"
import { extend } from "./compose.ts"
import { append, type Circuit, limits, named, qis, register, withFault } from "./model.ts"
import { range } from "./range.ts"
import { controlled, inverse, mapQubits, power } from "./transform.ts"

type Gate = GateOf["qis"]

/**
 * Options of {@link qft}.
 *
 * @category options
 * @since 0.1.0
 */
export interface QftOptions {
  /** Whether to end with the swaps that put the qubits in order. Default: true. */
  readonly swaps?: boolean | undefined
}

/**
 * The quantum Fourier transform: |j⟩ becomes the sum over k of e^(2πi jk/2^n) |k⟩ / √(2^n), where qubit 0 is the
 * least significant bit of j and k.
 *
 * **Example** (Without the swaps at its end)
 *
 * ```ts
 * const transform = Circuit.qft(5, { swaps: false })
 * ```
 *
 * @category library
 * @since 0.1.0
 */
export const qft = (qubits: number, options: QftOptions = {}): Circuit<"qis"> => {
  const order = range(qubits)
  const phases = (target: number) =>
    order
      .slice(0, target)
      .toReversed()
      .map((control) => Gates.controlled(Gates.phase(target, Math.PI / 2 ** (target - control)), control))
  const transform = order
    .toReversed()
    .flatMap((target): ReadonlyArray<Gate> => [Gates.h(target), phases(target)].flat())
  const swaps = (options.swaps ?? true) ? range(qubits / 2) : []
  const gates = [...transform, ...swaps.map((i) => Gates.swap(i, qubits - 1 - i))]
  return named(qis(qubits, gates), `qft-${qubits}`)
}

const invalid = (field: string, value: number, least: number, limit: number) =>
  new CircuitError({
    code: "InvalidOption",
    field,
    message: `${field} is ${value}, not a whole number from ${least} to ${limit}`,
    limit,
  })

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most

/** Z on the last qubit, controlled by all others. */
const flip = (qubits: number): Gate =>
  qubits === 1 ? Gates.z(0) : Gates.controlled(Gates.z(qubits - 1), ...range(qubits - 1))

/** Flips the sign of one state: X before and after, on the qubits whose bit is 0. */
const flipOf = (qubits: number, state: number): ReadonlyArray<Gate> => {
  const zeros = range(qubits).filter((qubit) => ((state >>> qubit) & 1) === 0)
  const turned = zeros.map((qubit) => Gates.x(qubit))
  return [...turned, flip(qubits), ...turned]
}

/**
 * Options of {@link grover}.
 *
 * @category options
 * @since 0.2.0
 */
export interface GroverOptions {
  /** How often the marked states are amplified: a whole number from 0. Default: the best number of times. */
  readonly iterations?: number | undefined
}

/**
 * Grover's search for some states on up to 30 qubits. States are decimal values, in which qubit 0 is the least
 * significant bit.
 *
 * An invalid state is reported when the circuit is validated.
 *
 * **Example** (One state of sixteen)
 *
 * ```ts
 * const search = Circuit.grover(4, [3]) // |3⟩ is measured with a probability of 0.96
 * ```
 *
 * @category library
 * @since 0.2.0
 */
export const grover = (
  qubits: number,
  marked: ReadonlyArray<number>,
  options: GroverOptions = {},
): Circuit<"qis"> => {
  const made = (gates: ReadonlyArray<Gate>) => named(qis(qubits, gates), "grover")
  if (!isWithin(qubits, 1, 30)) return withFault(made([]), invalid("qubits", qubits, 1, 30))
  const size = 2 ** qubits
  const states = [...new Set(marked)]
  const stray = states.find((state) => !isWithin(state, 0, size - 1))
  if (stray !== undefined) return withFault(made([]), invalid("marked", stray, 0, size - 1))
  if (states.length === 0 || states.length === size) {
    const message = `${states.length} of ${size} states are marked, so there is nothing to search for`
    return withFault(made([]), new CircuitError({ code: "InvalidOption", field: "marked", message }))
  }
  // The angle between the initial state and the unmarked states. Each iteration adds twice this angle. At π/2, only
  // marked states are measured.
  const angle = Math.asin(Math.sqrt(states.length / size))
  const iterations = options.iterations ?? Math.max(0, Math.round(Math.PI / (4 * angle) - 0.5))
  const all = range(qubits)
  const spread = all.map((qubit) => Gates.h(qubit))
  const once = [
    ...states.flatMap((state) => flipOf(qubits, state)),
    ...spread,
    ...flipOf(qubits, 0),
    ...spread,
  ]
  const most = Math.floor(limits.gates / once.length)
  if (!isWithin(iterations, 0, most)) return withFault(made([]), invalid("iterations", iterations, 0, most))
  return made([...spread, ...range(iterations).flatMap(() => once)])
}

/**
 * Options of {@link phaseEstimation}.
 *
 * @category options
 * @since 0.2.0
 */
export interface PhaseEstimationOptions {
  /** The number of binary digits of the phase: a whole number from 1 to 20. */
  readonly bits: number
  /** Prepares the eigenstate from |0...0⟩, on at most as many qubits as the circuit has. Default: nothing. */
  readonly prepare?: Circuit<"qis"> | undefined
}

/**
 * Phase estimation. If `prepare` prepares an eigenstate of the circuit with the eigenvalue e^(2πi φ), the register
 * `phase` is measured near 2^bits φ. The qubits of the register come after those of the circuit, least significant
 * first.
 *
 * **Example** (The phase of a T gate)
 *
 * ```ts
 * const t = Circuit.qis(1, [Gates.t(0)])
 * const estimated = Circuit.phaseEstimation(t, { bits: 3, prepare: Circuit.qis(1, [Gates.x(0)]) }) // phase is 1, for 1/8
 * ```
 *
 * @category library
 * @since 0.2.0
 */
export const phaseEstimation = (
  unitary: Circuit<"qis">,
  { bits, prepare }: PhaseEstimationOptions,
): Circuit<"qis"> => {
  if (!isWithin(bits, 1, 20)) return withFault(unitary, invalid("bits", bits, 1, 20))
  const first = unitary.qubits
  if (prepare !== undefined && prepare.qubits > first) {
    const message = `prepare has ${prepare.qubits} qubits, but the circuit has only ${first}`
    return withFault(
      unitary,
      new CircuitError({ code: "InvalidOption", field: "prepare", message, limit: first }),
    )
  }
  const counting = range(bits).map((bit) => first + bit)
  const width = first + bits
  const start = prepare === undefined ? qis(width) : extend(qis(width), prepare)
  const spread = append(
    start,
    counting.map((qubit) => Gates.h(qubit)),
  )
  const onWhole = mapQubits(unitary, range(first), width)
  const kicked = counting.reduce(
    (whole, qubit, bit) => append(whole, controlled(power(onWhole, 2 ** bit), qubit)),
    spread,
  )
  const read = append(kicked, mapQubits(inverse(qft(bits)), counting, width))
  return named(register(read, "phase", counting), "phase-estimation")
}

/**
 * The adder of Cuccaro, Draper, Kutin and Moulton (2004): |a, b⟩ becomes |a, a + b⟩. Registers `a` and `b` have
 * `bits` bits each, least significant first, and `carry` is the highest bit of the sum. One work qubit is 0 before
 * and after.
 *
 * An invalid option is reported when the circuit is validated.
 *
 * **Example** (Two and three)
 *
 * ```ts
 * const five = Simulator.probabilities(Circuit.adder(2), { initial: 2 + 4 * 3 }) // a is 2 and b is 3
 * ```
 *
 * @category library
 * @since 0.2.0
 */
export const adder = (bits: number): Circuit<"qis"> => {
  const most = Math.floor((limits.qubits - 2) / 2)
  if (!isWithin(bits, 1, most)) return withFault(qis(1), invalid("bits", bits, 1, most))
  const [a, b] = [range(bits), range(bits).map((bit) => bits + bit)]
  const [helper, carry] = [2 * bits, 2 * bits + 1]
  const before = (bit: number) => (bit === 0 ? helper : a[bit - 1]!)
  const majority = (bit: number): ReadonlyArray<Gate> => [
    Gates.cnot(a[bit]!, b[bit]!),
    Gates.cnot(a[bit]!, before(bit)),
    Gates.ccx(before(bit), b[bit]!, a[bit]!),
  ]
  const unmajority = (bit: number): ReadonlyArray<Gate> => [
    Gates.ccx(before(bit), b[bit]!, a[bit]!),
    Gates.cnot(a[bit]!, before(bit)),
    Gates.cnot(before(bit), b[bit]!),
  ]
  const gates = [
    ...a.flatMap(majority),
    Gates.cnot(a[bits - 1]!, carry),
    ...a.toReversed().flatMap(unmajority),
  ]
  return named(qis(2 * bits + 2, gates), `adder-${bits}`).pipe(
    register("a", a),
    register("b", b),
    register("carry", [carry]),
  )
}
