/** Noisy circuits by the textbook: the density matrix, and each channel as the sum over its Kraus operators. */
import type { WireGate } from "effect-ionq/schema/Gate"
import { type Complex, dagger, type Matrix, matrixOf, product } from "./dense.ts"

interface Rates {
  readonly oneQubit: number
  readonly twoQubit: number
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

/** The probability of each state after a circuit of gates on one or two qubits each, with noise after each of them. */
export const noisyProbabilities = (
  n: number,
  circuit: ReadonlyArray<WireGate>,
  { oneQubit, twoQubit }: Rates,
): ReadonlyArray<number> => {
  const size = 2 ** n
  let rho: Matrix = Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (__, c): Complex => [r === 0 && c === 0 ? 1 : 0, 0]),
  )
  for (const gate of circuit) {
    rho = conjugated(matrixOf(n, gate), rho)
    const qubits = [
      ...(gate.targets ?? (gate.target === undefined ? [] : [gate.target])),
      ...(gate.control === undefined ? [] : [gate.control]),
      ...(gate.controls ?? []),
    ]
    rho = depolarized(n, rho, qubits, qubits.length === 1 ? oneQubit : twoQubit)
  }
  return rho.map((row, i) => row[i]![0])
}
