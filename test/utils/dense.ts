/**
 * Circuits by the textbook: each gate is a full 2^n x 2^n matrix out of Pauli matrices and projectors. Slow, and written
 * without a look at the engine, so that it can judge it.
 */
import type { WireGate } from "effect-ionq/schema/Gate"

export type Complex = readonly [number, number]
export type Matrix = ReadonlyArray<ReadonlyArray<Complex>>

export const add = (a: Complex, b: Complex): Complex => [a[0] + b[0], a[1] + b[1]]
export const multiply = (a: Complex, b: Complex): Complex => [
  a[0] * b[0] - a[1] * b[1],
  a[0] * b[1] + a[1] * b[0],
]
export const cis = (radians: number): Complex => [Math.cos(radians), Math.sin(radians)]

const real = (rows: ReadonlyArray<ReadonlyArray<number>>): Matrix =>
  rows.map((row) => row.map((x): Complex => [x, 0]))
const scale = (factor: Complex, matrix: Matrix): Matrix =>
  matrix.map((row) => row.map((x) => multiply(factor, x)))
const sum = (a: Matrix, b: Matrix): Matrix => a.map((row, r) => row.map((x, c) => add(x, b[r]![c]!)))
const kron = (a: Matrix, b: Matrix): Matrix =>
  a.flatMap((rowA) => b.map((rowB) => rowA.flatMap((x) => rowB.map((y) => multiply(x, y)))))
export const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    b[0]!.map((_, c) => row.reduce<Complex>((acc, x, k) => add(acc, multiply(x, b[k]![c]!)), [0, 0])),
  )
export const dagger = (a: Matrix): Matrix =>
  a[0]!.map((_, c) => a.map((row): Complex => [row[c]![0], -row[c]![1]]))
export const apply = (matrix: Matrix, vector: ReadonlyArray<Complex>): ReadonlyArray<Complex> =>
  matrix.map((row) => row.reduce<Complex>((acc, x, k) => add(acc, multiply(x, vector[k]!)), [0, 0]))

export const I = real([
  [1, 0],
  [0, 1],
])
const X = real([
  [0, 1],
  [1, 0],
])
const Y: Matrix = [
  [
    [0, 0],
    [0, -1],
  ],
  [
    [0, 1],
    [0, 0],
  ],
]
const Z = real([
  [1, 0],
  [0, -1],
])
const P0 = real([
  [1, 0],
  [0, 0],
])
const P1 = real([
  [0, 0],
  [0, 1],
])
const pauli: Record<string, Matrix> = { I, X, Y, Z }

/** exp(-i angle A) of a matrix with A² = 1. */
const exp = (angle: number, a: Matrix): Matrix => {
  const identity = a.map((row, r) => row.map((_, c): Complex => [r === c ? 1 : 0, 0]))
  return sum(scale([Math.cos(angle), 0], identity), scale([0, -Math.sin(angle)], a))
}
const diagonal = (phase: Complex): Matrix => sum(P0, scale(phase, P1))
/** The Pauli matrix about the axis at an angle in the XY plane. */
const axis = (turns: number): Matrix =>
  sum(scale([Math.cos(2 * Math.PI * turns), 0], X), scale([Math.sin(2 * Math.PI * turns), 0], Y))

/** A factor on each qubit, qubit n-1 leftmost, as a matrix on the whole register. */
const onQubits = (n: number, factors: ReadonlyMap<number, Matrix>): Matrix => {
  let whole: Matrix = [[[1, 0]]]
  for (let qubit = n - 1; qubit >= 0; qubit--) whole = kron(whole, factors.get(qubit) ?? I)
  return whole
}

const r = (gate: WireGate): number => gate.rotation ?? 0

const one = (gate: WireGate): Matrix | undefined => {
  switch (gate.gate) {
    case "x":
    case "not":
    case "cnot":
      return X
    case "y":
      return Y
    case "z":
      return gate.rotation === undefined ? Z : diagonal(cis(gate.rotation))
    case "h":
      return scale([Math.SQRT1_2, 0], sum(X, Z))
    case "s":
      return diagonal([0, 1])
    case "si":
      return diagonal([0, -1])
    case "t":
      return diagonal(cis(Math.PI / 4))
    case "ti":
      return diagonal(cis(-Math.PI / 4))
    case "v":
      return scale(cis(Math.PI / 4), exp(Math.PI / 4, X))
    case "vi":
      return scale(cis(-Math.PI / 4), exp(-Math.PI / 4, X))
    case "rx":
      return exp(r(gate) / 2, X)
    case "ry":
      return exp(r(gate) / 2, Y)
    case "rz":
      return exp(r(gate) / 2, Z)
    case "gpi":
      return axis(gate.phase ?? 0)
    case "gpi2":
      return exp(Math.PI / 4, axis(gate.phase ?? 0))
    case "nop":
      return I
    default:
      return undefined
  }
}

/** The matrix of a gate without its controls, on n qubits. */
const uncontrolled = (n: number, gate: WireGate): Matrix => {
  const targets = gate.targets ?? [gate.target ?? 0]
  const small = one(gate)
  if (small !== undefined) return onQubits(n, new Map(targets.map((target) => [target, small])))
  const [a = 0, b = 0] = targets
  const both = (left: Matrix, right: Matrix) =>
    onQubits(
      n,
      new Map([
        [a, left],
        [b, right],
      ]),
    )
  switch (gate.gate) {
    case "swap":
      return scale([0.5, 0], sum(sum(both(I, I), both(X, X)), sum(both(Y, Y), both(Z, Z))))
    case "xx":
      return exp(r(gate) / 2, both(X, X))
    case "yy":
      return exp(r(gate) / 2, both(Y, Y))
    case "zz":
      return exp(gate.angle === undefined ? r(gate) / 2 : Math.PI * gate.angle, both(Z, Z))
    case "ms":
      return exp(
        Math.PI * (gate.angle ?? 0.25),
        both(axis(gate.phases?.[0] ?? 0), axis(gate.phases?.[1] ?? 0)),
      )
    case "pauliexp": {
      let whole = both(I, I)
      gate.terms?.forEach((term, k) => {
        const letters = new Map(targets.map((target, i) => [target, pauli[term[term.length - 1 - i]!]!]))
        whole = product(exp((gate.time ?? 0) * gate.coefficients![k]!, onQubits(n, letters)), whole)
      })
      return whole
    }
    default:
      throw new Error(`no textbook matrix of ${gate.gate}`)
  }
}

/** The matrix of a gate on n qubits: its action where all controls are 1, and nothing elsewhere. */
export const matrixOf = (n: number, gate: WireGate): Matrix => {
  const controls = [...(gate.control === undefined ? [] : [gate.control]), ...(gate.controls ?? [])]
  const all = uncontrolled(n, gate)
  if (controls.length === 0) return all
  const on = onQubits(n, new Map(controls.map((control) => [control, P1])))
  const off = sum(onQubits(n, new Map()), scale([-1, 0], on))
  return sum(product(on, all), off)
}

/** The amplitudes after a circuit, from all qubits 0. */
export const runDense = (n: number, circuit: ReadonlyArray<WireGate>): ReadonlyArray<Complex> =>
  circuit.reduce<ReadonlyArray<Complex>>(
    (state, gate) => apply(matrixOf(n, gate), state),
    Array.from({ length: 2 ** n }, (_, i): Complex => [i === 0 ? 1 : 0, 0]),
  )

/**
 * The same for wider circuits: a gate's matrix on its own qubits alone, applied to each set of amplitudes that differ in
 * those qubits only.
 */
export const runWide = (n: number, circuit: ReadonlyArray<WireGate>): ReadonlyArray<Complex> => {
  let state = Array.from({ length: 2 ** n }, (_, i): Complex => [i === 0 ? 1 : 0, 0])
  for (const gate of circuit) {
    const own = [
      ...(gate.targets ?? (gate.target === undefined ? [] : [gate.target])),
      ...(gate.control === undefined ? [] : [gate.control]),
      ...(gate.controls ?? []),
    ]
    const place = (qubit: number) => own.indexOf(qubit)
    const { target, targets, control, controls, ...rest } = gate
    const matrix = matrixOf(own.length, {
      ...rest,
      ...(target === undefined ? {} : { target: place(target) }),
      ...(targets === undefined ? {} : { targets: targets.map(place) }),
      ...(control === undefined ? {} : { control: place(control) }),
      ...(controls === undefined ? {} : { controls: controls.map(place) }),
    })
    const indexes = matrix.map((_, k) =>
      own.reduce((index, qubit, bit) => index + (((k >> bit) & 1) === 1 ? 2 ** qubit : 0), 0),
    )
    const next = [...state]
    for (let base = 0; base < state.length; base++) {
      if (own.some((qubit) => ((base >> qubit) & 1) === 1)) continue
      const image = apply(
        matrix,
        indexes.map((index) => state[base + index]!),
      )
      for (const [k, amplitude] of image.entries()) next[base + indexes[k]!] = amplitude
    }
    state = next
  }
  return state
}
