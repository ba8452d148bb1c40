/** Noisy circuits by the textbook: the density matrix, and each channel as the sum over its Kraus operators. */
import type { WireGate } from "effect-ionq/schema/Gate"
import { type Complex, dagger, type Matrix, matrixOf, product } from "./dense.ts"

interface Rates {
  readonly oneQubit: number
  readonly twoQubit: number
}

interface Model extends Rates {
  readonly amplitudeDamping?: Rates | undefined
  readonly phaseDamping?: Rates | undefined
  readonly readout?: { readonly zeroAsOne: number; readonly oneAsZero: number } | undefined
}

const weighted = (terms: ReadonlyArray<readonly [factor: number, matrix: Matrix]>): Matrix =>
  terms[0]![1].map((row, r) =>
    row.map((_, c): Complex =>
      terms.reduce<Complex>(
        ([re, im], [factor, matrix]) => [re + factor * matrix[r]![c]![0], im + factor * matrix[r]![c]![1]],
        [0, 0],
      ),
    ),
  )

const conjugated = (by: Matrix, rho: Matrix): Matrix => product(product(by, rho), dagger(by))

const paulis = ["I", "X", "Y", "Z"]

/** A Pauli matrix on one qubit of n: exp(-i pi/2 P) = -i P, whose phase falls out of P rho P. */
const pauliOn = (n: number, letter: string, qubit: number): Matrix =>
  matrixOf(n, { gate: "pauliexp", targets: [qubit], terms: [letter], coefficients: [Math.PI / 2], time: 1 })

const depolarized = (n: number, rho: Matrix, qubits: ReadonlyArray<number>, rate: number): Matrix => {
  const [first = 0, second] = qubits
  const errors =
    second === undefined
      ? paulis.map((letter) => pauliOn(n, letter, first))
      : paulis.flatMap((a) => paulis.map((b) => product(pauliOn(n, a, first), pauliOn(n, b, second))))
  const others = errors.slice(1)
  return weighted([
    [1 - (others.length * rate) / errors.length, rho],
    ...others.map((error) => [rate / errors.length, conjugated(error, rho)] as const),
  ])
}

/** A matrix on one qubit as one on n: it leaves the others as they are. */
const embedded = (
  n: number,
  qubit: number,
  [[a, b], [c, d]]: readonly [readonly [number, number], readonly [number, number]],
): Matrix => {
  const [size, bit] = [2 ** n, 2 ** qubit]
  return Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (__, k): Complex => {
      if ((r & ~bit) !== (k & ~bit)) return [0, 0]
      const row = (r & bit) === 0 ? [a, b] : [c, d]
      return [(k & bit) === 0 ? row[0]! : row[1]!, 0]
    }),
  )
}

/** The sum of K rho K+ over Kraus operators. */
const through = (rho: Matrix, kraus: ReadonlyArray<Matrix>): Matrix =>
  weighted(kraus.map((k) => [1, conjugated(k, rho)] as const))

const amplitudeDamped = (n: number, rho: Matrix, qubit: number, rate: number): Matrix =>
  through(rho, [
    embedded(n, qubit, [
      [1, 0],
      [0, Math.sqrt(1 - rate)],
    ]),
    embedded(n, qubit, [
      [0, Math.sqrt(rate)],
      [0, 0],
    ]),
  ])

const phaseDamped = (n: number, rho: Matrix, qubit: number, rate: number): Matrix =>
  through(rho, [
    embedded(n, qubit, [
      [1, 0],
      [0, Math.sqrt(1 - rate)],
    ]),
    embedded(n, qubit, [
      [0, 0],
      [0, Math.sqrt(rate)],
    ]),
  ])

const qubitsOf = (gate: WireGate): ReadonlyArray<number> => [
  ...(gate.targets ?? (gate.target === undefined ? [] : [gate.target])),
  ...(gate.control === undefined ? [] : [gate.control]),
  ...(gate.controls ?? []),
]

/** The density matrix after a circuit of gates on one or two qubits each, with noise after each of them. */
export const noisyState = (n: number, circuit: ReadonlyArray<WireGate>, model: Model): Matrix => {
  const size = 2 ** n
  let rho: Matrix = Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (__, c): Complex => [r === 0 && c === 0 ? 1 : 0, 0]),
  )
  for (const gate of circuit) {
    rho = conjugated(matrixOf(n, gate), rho)
    const qubits = qubitsOf(gate)
    const rate = (rates: Rates | undefined) =>
      rates === undefined ? 0 : qubits.length === 1 ? rates.oneQubit : rates.twoQubit
    rho = depolarized(n, rho, qubits, rate(model))
    const [falls, dephases] = [rate(model.amplitudeDamping), rate(model.phaseDamping)]
    if (falls > 0) for (const qubit of qubits) rho = amplitudeDamped(n, rho, qubit, falls)
    if (dephases > 0) for (const qubit of qubits) rho = phaseDamped(n, rho, qubit, dephases)
  }
  return rho
}

/** The probability that each state is read after such a circuit. */
export const noisyProbabilities = (
  n: number,
  circuit: ReadonlyArray<WireGate>,
  model: Model,
): ReadonlyArray<number> => {
  const there = noisyState(n, circuit, model).map((row, i) => row[i]![0])
  const { zeroAsOne = 0, oneAsZero = 0 } = model.readout ?? {}
  return there.map((_, read) =>
    there.reduce((sum, p, state) => {
      let chance = p
      for (let qubit = 0; qubit < n; qubit++) {
        const [is, as] = [(state >> qubit) & 1, (read >> qubit) & 1]
        const wrong = is === 0 ? zeroAsOne : oneAsZero
        chance *= is === as ? 1 - wrong : wrong
      }
      return sum + chance
    }, 0),
  )
}
