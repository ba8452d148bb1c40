import { rowOf, wordsOf } from "../GateTable.ts"
import * as Gates from "../Gates.ts"
import { numbersOf } from "../gates/Symbolic.ts"
import type { IsingGate, QisGate } from "../schema/Gate.ts"
import { controlled, controlsOf, gphase, isPhase, type QisOperation } from "./operation.ts"

type Complex = Gates.Complex
type Matrix = readonly [a: Complex, b: Complex, c: Complex, d: Complex]

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d]
const polar = (radians: number): Complex => [Math.cos(radians), Math.sin(radians)]
const arg = ([re, im]: Complex): number => Math.atan2(im, re)

const product = ([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix => [
  plus(times(a, e), times(b, g)),
  plus(times(a, f), times(b, h)),
  plus(times(c, e), times(d, g)),
  plus(times(c, f), times(d, h)),
]
const scaled = (factor: Complex, [a, b, c, d]: Matrix): Matrix => [
  times(factor, a),
  times(factor, b),
  times(factor, c),
  times(factor, d),
]

const close = 1e-12

/**
 * Reduces an angle to (-π, π] for the principal power. An eigenvalue of -1 gets π, although rounding may put it just
 * below.
 */
const principal = (angle: number): number => {
  const wrapped = angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))
  return wrapped <= -Math.PI + close ? wrapped + 2 * Math.PI : wrapped
}

/** The matrix of a gate on one target, without its controls. */
const matrixOf = (gate: QisGate): Matrix => {
  const { control: _, controls: __, ...bare } = gate
  // Without controls the gate keeps its kind, except that a CNOT becomes an X.
  const [[a, b] = [], [c, d] = []] = Gates.unitary(bare)
  const zero: Complex = [0, 0]
  return [a ?? zero, b ?? zero, c ?? zero, d ?? zero]
}

type Named = readonly [make: (target: number) => QisGate, matrix: Matrix]

/** The single-qubit gates without numbers, with their matrices. */
const named: ReadonlyArray<Named> = [...wordsOf("qis", "fixed"), ...wordsOf("qis", "phase")].map((gate) => {
  const make = (target: number): QisGate => ({ gate, target })
  return [make, matrixOf(make(0))]
})

const isClose = (a: Matrix, b: Matrix): boolean =>
  a.every(([re, im], i) => Math.abs(re - b[i]![0]) < close && Math.abs(im - b[i]![1]) < close)

/** A matrix as gates on a qubit, including its global phase: a gate of this matrix, a phase, or Rz Ry Rz. */
const fromMatrix = (matrix: Matrix, target: number): ReadonlyArray<QisOperation> => {
  const found = named.find(([, known]) => isClose(matrix, known))
  if (found !== undefined) return [found[0](target)]
  const [a, b, c, d] = matrix
  if (Math.hypot(...b, ...c) < close) {
    const relative = principal(arg(d) - arg(a))
    return [...(Math.abs(relative) < close ? [] : [Gates.phase(target, relative)]), gphase(arg(a))]
  }
  const phase = arg(plus(times(a, d), times([-1, 0], times(b, c)))) / 2
  const [sum, difference] = [phase - arg(a), arg(c) - phase]
  // If the cosine is 0, its angle is free. The angle is then 0, so that it does not depend on rounding errors.
  const half = Math.hypot(...a) < close ? 0 : sum
  return [
    Gates.rz(target, half - difference),
    Gates.ry(target, 2 * Math.atan2(Math.hypot(...c), Math.hypot(...a))),
    Gates.rz(target, half + difference),
    gphase(phase),
  ]
}

/** The principal power of a unitary matrix: each eigenvalue's angle, from -π to π, times the exponent. */
const powerOf = (matrix: Matrix, exponent: number): Matrix => {
  const [a, b, c, d] = matrix
  const phase = arg(plus(times(a, d), times([-1, 0], times(b, c)))) / 2
  const [p, q] = scaled(polar(-phase), matrix)
  // e^(i phase) (cos(turn) - i sin(turn) n·σ), n of length 1.
  const axis = [-q[1], -q[0], -p[1]] as const
  const sine = Math.hypot(...axis)
  const turn = Math.atan2(sine, p[0])
  const [first, second] = [principal(phase - turn), principal(phase + turn)]
  const newPhase = sine < close ? exponent * principal(phase - turn) : (exponent * (first + second)) / 2
  const newTurn = sine < close ? 0 : (exponent * (second - first)) / 2
  const [x, y, z] = axis.map((part) => (sine < close ? 0 : (part / sine) * Math.sin(newTurn))) as [
    number,
    number,
    number,
  ]
  const cosine = Math.cos(newTurn)
  return scaled(polar(newPhase), [
    [cosine, -z],
    [-y, -x],
    [y, -x],
    [cosine, z],
  ])
}

const isIsing = (gate: QisGate): gate is IsingGate => rowOf(gate)?.kind === "ising"

/** The power of exp(-i angle/2 P⊗P), whose eigenvalues have the angles ± angle/2. */
const isingPower = (gate: IsingGate, exponent: number): ReadonlyArray<QisOperation> => {
  const [first, second] = [principal(-gate.rotation / 2), principal(gate.rotation / 2)]
  return [
    { gate: gate.gate, targets: gate.targets, rotation: exponent * (second - first) },
    gphase((exponent * (first + second)) / 2),
  ]
}

const isBound = (operation: QisOperation): operation is Exclude<QisOperation, { gate: "gphase" }> & QisGate =>
  !isPhase(operation) && numbersOf(operation).every(([, value]) => typeof value === "number")

/**
 * The principal power of the product of some operations; undefined if it cannot be written, or if a number is not
 * known. It can be written for one target under any controls, and for a single `xx`, `yy`, `zz` or `swap`.
 */
export const power = (
  operations: ReadonlyArray<QisOperation>,
  exponent: number,
): ReadonlyArray<QisOperation> | undefined => {
  const [head] = operations
  if (head === undefined) return []
  const controls = [...controlsOf(head)].sort((a, b) => a - b)
  const gates: Array<QisGate> = []
  let phase = 0
  for (const operation of operations) {
    const own = [...controlsOf(operation)].sort((a, b) => a - b)
    if (own.join() !== controls.join()) return undefined
    if (isPhase(operation)) {
      if (typeof operation.rotation !== "number") return undefined
      phase += operation.rotation
    } else if (isBound(operation)) gates.push(operation)
    else return undefined
  }
  const targets = new Set(gates.flatMap((gate) => Gates.targetsOf(gate)))
  const under = (found: ReadonlyArray<QisOperation>) =>
    controls.length === 0 ? found : controlled(found, controls)
  const [target] = targets
  if (target === undefined) return under([gphase(exponent * principal(phase))])
  if (targets.size === 1) {
    const one: Matrix = [
      [1, 0],
      [0, 0],
      [0, 0],
      [1, 0],
    ]
    const whole = gates.reduce((matrix, gate) => product(matrixOf(gate), matrix), one)
    return under(fromMatrix(powerOf(scaled(polar(phase), whole), exponent), target))
  }
  const [gate, ...others] = gates
  if (gate === undefined || others.length > 0 || phase !== 0) return undefined
  if (isIsing(gate)) return under(isingPower(gate, exponent))
  if (gate.gate !== "swap") return undefined
  // A swap is the identity except for the singlet, which has eigenvalue -1. Its power is e^(iπ exponent (1 - XX - YY
  // - ZZ)/4).
  const half = (Math.PI * exponent) / 2
  const [a, b] = gate.targets
  return under([Gates.xx(a, b, half), Gates.yy(a, b, half), Gates.zz(a, b, half), gphase(half / 2)])
}
