import { Result } from "effect"
import type { WireGate } from "../schema/Gate.ts"
import * as Unitary from "../Unitary.ts"
import { applyOne, applyPauli, applySwap, applyTwo } from "./kernels.ts"
import { SimulationError } from "./SimulationError.ts"
import type { StateVector } from "./StateVector.ts"

/** What a gate does to a state, in place. */
export type Operation = (state: StateVector) => void

/** Where a gate stands: its targets, checked, and its controls as a mask. */
interface Place {
  readonly targets: ReadonlyArray<number>
  readonly controls: number
}

/** The numbers of a gate that it cannot do without. */
type Numbers = (field: "rotation" | "phase" | "angle") => number

type Build = (gate: WireGate, place: Place, numbers: Numbers) => Operation

const single =
  (unitary: (numbers: Numbers, gate: WireGate) => Unitary.Unitary): Build =>
  (gate, { targets, controls }, numbers) => {
    const matrix = unitary(numbers, gate)
    return (state) => targets.forEach((target) => applyOne(state, matrix, target, controls))
  }

const pair =
  (unitary: (numbers: Numbers, gate: WireGate) => Unitary.Unitary): Build =>
  (gate, place, numbers) => {
    const [first, second] = two(place)
    const matrix = unitary(numbers, gate)
    return (state) => applyTwo(state, matrix, first, second, place.controls)
  }

const qis: Record<string, Build> = {
  x: single(() => Unitary.x),
  not: single(() => Unitary.x),
  y: single(() => Unitary.y),
  z: single((_, { rotation }) => (rotation === undefined ? Unitary.z : Unitary.phase(rotation))),
  h: single(() => Unitary.h),
  s: single(() => Unitary.s),
  si: single(() => Unitary.si),
  t: single(() => Unitary.t),
  ti: single(() => Unitary.ti),
  v: single(() => Unitary.v),
  vi: single(() => Unitary.vi),
  rx: single((numbers) => Unitary.rx(numbers("rotation"))),
  ry: single((numbers) => Unitary.ry(numbers("rotation"))),
  rz: single((numbers) => Unitary.rz(numbers("rotation"))),
  cnot: (gate, place, numbers) => {
    if (place.controls === 0) throw invalid("needs a control")
    return single(() => Unitary.x)(gate, place, numbers)
  },
  swap: (_, place) => {
    const [first, second] = two(place)
    return (state) => applySwap(state, first, second, place.controls)
  },
  xx: pair((numbers) => Unitary.xx(numbers("rotation"))),
  yy: pair((numbers) => Unitary.yy(numbers("rotation"))),
  zz: pair((numbers) => Unitary.zz(numbers("rotation"))),
  pauliexp: (gate, place) => pauliExp(gate, place),
}

const native: Record<string, Build> = {
  gpi: single((numbers) => Unitary.gpi(numbers("phase"))),
  gpi2: single((numbers) => Unitary.gpi2(numbers("phase"))),
  ms: pair((_, { phases, angle }) => {
    const [phi0, phi1] = phases ?? []
    if (phi0 === undefined || phi1 === undefined) throw invalid("needs two phases")
    return Unitary.ms(phi0, phi1, angle)
  }),
  zz: pair((numbers) => Unitary.nativeZz(numbers("angle"))),
  nop: () => () => undefined,
}

/** What the gate at `index` does in a circuit of `qubits` qubits, or why it cannot be done. */
export const operation = (
  gate: WireGate,
  index: number,
  qubits: number,
  gateset: "qis" | "native",
): Result.Result<Operation, SimulationError> => {
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
    const wrong = [gate[field] ?? []].flat().find((number) => !Number.isFinite(number))
    if (wrong !== undefined) throw invalid(`has ${wrong} in ${field}, not a finite number`)
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
  const outside = all.find((qubit) => !Number.isInteger(qubit) || qubit < 0 || qubit >= qubits)
  if (outside !== undefined) throw invalid(`names qubit ${outside}, outside 0 to ${qubits - 1}`)
  if (new Set(all).size !== all.length) throw invalid("names a qubit twice")
  return { targets, controls: controls.reduce((mask, control) => mask | (1 << control), 0) }
}

const two = ({ targets }: Place): readonly [number, number] => {
  const [first, second] = targets
  if (first === undefined || second === undefined || targets.length !== 2) throw invalid("needs two targets")
  return [first, second]
}

const pauliExp = (gate: WireGate, { targets, controls }: Place): Operation => {
  const terms = gate.terms ?? missing("terms")
  const coefficients = gate.coefficients ?? missing("coefficients")
  const time = gate.time ?? missing("time")
  if (time < 0) throw invalid("needs a time of 0 or more")
  if (terms.length !== coefficients.length) throw invalid("needs one coefficient for each term")
  const steps = terms.map((term, k): Operation => {
    if (term.length !== targets.length || !/^[IXYZ]*$/.test(term)) {
      throw invalid(
        `needs terms of ${targets.length} letters out of I, X, Y and Z, not ${JSON.stringify(term)}`,
      )
    }
    // The last letter acts on targets[0].
    const letters = [...term].reverse()
    const mask = (which: string) =>
      targets.reduce(
        (bits, target, i) => (which.includes(letters[i] ?? "I") ? bits | (1 << target) : bits),
        0,
      )
    const [flips, signs] = [mask("XY"), mask("ZY")]
    const ys = letters.filter((letter) => letter === "Y").length
    return (state) => applyPauli(state, time * (coefficients[k] ?? 0), flips, signs, ys, controls)
  })
  return (state) => steps.forEach((step) => step(state))
}
