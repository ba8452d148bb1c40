import { Result } from "effect"
import type { WireGate } from "../schema/Gate.ts"
import * as Unitary from "../Unitary.ts"
import { bitsOf, type Operation, pauli, single } from "./Operation.ts"
import { SimulationError } from "./SimulationError.ts"

/** Two qubits that change places: nothing is moved, the operations before it are given the other's name. */
export interface Swap {
  readonly kind: "swap"
  readonly first: number
  readonly second: number
}

/** What a gate comes to, in the order of its doing. */
export type Step = Operation | Swap

/** One application of a gate: to one of its targets, or of one of its terms. */
export interface Part {
  readonly steps: ReadonlyArray<Step>
  /** What it acts on, targets first. */
  readonly qubits: ReadonlyArray<number>
}

/** Where a gate stands: its targets, checked, and its controls as a mask. */
interface Place {
  readonly targets: ReadonlyArray<number>
  readonly controls: number
}

/** The numbers of a gate that it cannot do without. */
type Numbers = (field: "rotation" | "phase" | "angle") => number

type Build = (gate: WireGate, place: Place, numbers: Numbers) => ReadonlyArray<Part>

const each =
  (unitary: (numbers: Numbers, gate: WireGate) => Unitary.Unitary): Build =>
  (gate, { targets, controls }, numbers) => {
    const matrix = unitary(numbers, gate)
    return targets.map((target) => ({
      steps: [single(matrix, target, controls)],
      qubits: [target, ...bitsOf(controls)],
    }))
  }

/** A gate on two targets. */
const pair =
  (
    build: (
      first: number,
      second: number,
      controls: number,
      gate: WireGate,
      numbers: Numbers,
    ) => ReadonlyArray<Step>,
  ): Build =>
  (gate, place, numbers) => {
    const [first, second] = two(place)
    const { controls } = place
    return [
      { steps: build(first, second, controls, gate, numbers), qubits: [first, second, ...bitsOf(controls)] },
    ]
  }

/** exp(-i theta P⊗P). */
const ising = (theta: (numbers: Numbers) => number, flips: boolean, signs: boolean): Build =>
  pair((first, second, controls, _, numbers) => {
    const both = (1 << first) | (1 << second)
    return pauli(theta(numbers), flips ? both : 0, signs ? both : 0, controls)
  })

const half = (numbers: Numbers): number => numbers("rotation") / 2

const qis: Record<string, Build> = {
  x: each(() => Unitary.x),
  not: each(() => Unitary.x),
  y: each(() => Unitary.y),
  z: each((_, { rotation }) => (rotation === undefined ? Unitary.z : Unitary.phase(rotation))),
  h: each(() => Unitary.h),
  s: each(() => Unitary.s),
  si: each(() => Unitary.si),
  t: each(() => Unitary.t),
  ti: each(() => Unitary.ti),
  v: each(() => Unitary.v),
  vi: each(() => Unitary.vi),
  rx: each((numbers) => Unitary.rx(numbers("rotation"))),
  ry: each((numbers) => Unitary.ry(numbers("rotation"))),
  rz: each((numbers) => Unitary.rz(numbers("rotation"))),
  cnot: (gate, place, numbers) => {
    if (place.controls === 0) throw invalid("needs a control")
    return each(() => Unitary.x)(gate, place, numbers)
  },
  swap: pair((first, second, controls) => {
    if (controls === 0) return [{ kind: "swap", first, second }]
    const flips = (1 << first) | (1 << second)
    return [{ kind: "pair", matrix: Unitary.x, flips, zero: 1 << first, controls }]
  }),
  xx: ising(half, true, false),
  yy: ising(half, true, true),
  zz: ising(half, false, true),
  pauliexp: (gate, place) => pauliExp(gate, place),
}

const native: Record<string, Build> = {
  gpi: each((numbers) => Unitary.gpi(numbers("phase"))),
  gpi2: each((numbers) => Unitary.gpi2(numbers("phase"))),
  ms: pair((first, second, controls, { phases, angle }) => {
    const [phi0, phi1] = phases ?? []
    if (phi0 === undefined || phi1 === undefined) throw invalid("needs two phases")
    const { re, im } = Unitary.ms(phi0, phi1, angle)
    // Its matrix has a diagonal and an antidiagonal, so that it is a 2x2 matrix on 00 and 11, and one on 01 and 10.
    const corner = (outer: number, inner: number, zero: number): Step => ({
      kind: "pair",
      matrix: {
        size: 2,
        re: Float64Array.of(re[0]!, re[outer]!, re[inner]!, re[0]!),
        im: Float64Array.of(im[0]!, im[outer]!, im[inner]!, im[0]!),
      },
      flips: (1 << first) | (1 << second),
      zero,
      controls,
    })
    return [corner(3, 12, 0), corner(6, 9, 1 << second)]
  }),
  zz: ising((numbers) => Math.PI * numbers("angle"), false, true),
  nop: () => [],
}

/** What the gate at `index` does in a circuit of `qubits` qubits, or why it cannot be done. */
export const partsOf = (
  gate: WireGate,
  index: number,
  qubits: number,
  gateset: "qis" | "native",
): Result.Result<ReadonlyArray<Part>, SimulationError> => {
  const builders = gateset === "qis" ? qis : native
  const build = Object.hasOwn(builders, gate.gate) ? builders[gate.gate] : undefined
  if (build === undefined) {
    return Result.fail(
      new SimulationError({
        code: "UnsupportedGate",
        message: `Gate ${index} is ${gate.gate}, which the gateset ${gateset} does not have`,
      }),
    )
  }
  return Result.try({
    try: () => {
      checkNumbers(gate)
      return build(gate, placeOf(gate, qubits), (field) => gate[field] ?? missing(field))
    },
    catch: (error) =>
      error instanceof SimulationError
        ? new SimulationError({ code: error.code, message: `Gate ${index} (${gate.gate}) ${error.message}` })
        : new SimulationError({
            code: "SimulationError",
            message: `Gate ${index} (${gate.gate}): ${String(error)}`,
          }),
  })
}

const invalid = (message: string) => new SimulationError({ code: "InvalidInput", message })

const missing = (field: string): never => {
  throw invalid(`needs ${field}`)
}

const numeric = ["rotation", "phase", "phases", "angle", "coefficients", "time"] as const

const checkNumbers = (gate: WireGate): void => {
  for (const field of numeric) {
    const value = gate[field]
    if (value === undefined) continue
    const wrong = typeof value === "number" ? value : value.find((number) => !Number.isFinite(number))
    if (wrong !== undefined && !Number.isFinite(wrong))
      throw invalid(`has ${wrong} in ${field}, not a finite number`)
  }
}

const placeOf = (gate: WireGate, qubits: number): Place => {
  if (gate.target !== undefined && gate.targets !== undefined && gate.gate !== "nop") {
    throw invalid("has both target and targets")
  }
  const targets = gate.targets ?? (gate.target === undefined ? [] : [gate.target])
  const controls = [...(gate.control === undefined ? [] : [gate.control]), ...(gate.controls ?? [])]
  if (targets.length === 0 && gate.gate !== "nop") throw invalid("needs a target")
  const all = [...targets, ...controls]
  let named = 0
  let twice = false
  for (const qubit of all) {
    if (!Number.isInteger(qubit) || qubit < 0 || qubit >= qubits) {
      throw invalid(`names qubit ${qubit}, outside 0 to ${qubits - 1}`)
    }
    twice ||= ((named >> qubit) & 1) === 1
    named |= 1 << qubit
  }
  if (twice) throw invalid("names a qubit twice")
  return { targets, controls: controls.reduce((mask, control) => mask | (1 << control), 0) }
}

const two = ({ targets }: Place): readonly [number, number] => {
  const [first, second] = targets
  if (first === undefined || second === undefined || targets.length !== 2) throw invalid("needs two targets")
  return [first, second]
}

const pauliExp = (gate: WireGate, { targets, controls }: Place): ReadonlyArray<Part> => {
  const terms = gate.terms ?? missing("terms")
  const coefficients = gate.coefficients ?? missing("coefficients")
  const time = gate.time ?? missing("time")
  if (time < 0) throw invalid("needs a time of 0 or more")
  if (terms.length !== coefficients.length) throw invalid("needs one coefficient for each term")
  return terms.map((term, k) => {
    if (term.length !== targets.length || !/^[IXYZ]*$/.test(term)) {
      throw invalid(
        `needs terms of ${targets.length} letters out of I, X, Y and Z, not ${JSON.stringify(term)}`,
      )
    }
    const angle = time * (coefficients[k] ?? 0)
    if (!Number.isFinite(angle)) {
      throw invalid(`has ${time} times ${coefficients[k]} in coefficients, not a finite number`)
    }
    // The last letter acts on targets[0].
    const letters = [...term].reverse()
    const mask = (which: string) =>
      targets.reduce(
        (bits, target, i) => (which.includes(letters[i] ?? "I") ? bits | (1 << target) : bits),
        0,
      )
    return {
      steps: pauli(angle, mask("XY"), mask("ZY"), controls),
      qubits: [...bitsOf(mask("XYZ")), ...bitsOf(controls)],
    }
  })
}
