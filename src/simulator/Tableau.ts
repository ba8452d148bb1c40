import type { Clifford } from "./clifford.ts"
import { signBit } from "./clifford.ts"

/**
 * The possible results of measuring all qubits of a stabilizer state: the states of an affine space, all with the
 * same probability. The space consists of `base` plus the sums of any subset of `directions`, which are independent.
 * Each bit is a qubit.
 */
export interface Affine {
  readonly base: Uint8Array
  readonly directions: ReadonlyArray<Uint8Array>
}

/**
 * The stabilizers of a state, one for each qubit: Pauli strings with signs that leave the state unchanged (Aaronson
 * and Gottesman, Improved simulation of stabilizer circuits, 2004). It starts with Z on each qubit, the stabilizers
 * of |0...0⟩.
 */
export class Tableau {
  /** By qubit, then by row. If both bits are set, the Pauli matrix is Y. */
  private readonly x: Uint8Array
  private readonly z: Uint8Array
  private readonly negative: Uint8Array
  readonly qubits: number

  constructor(qubits: number) {
    this.qubits = qubits
    this.x = new Uint8Array(qubits * qubits)
    this.z = new Uint8Array(qubits * qubits)
    this.negative = new Uint8Array(qubits)
    for (let q = 0; q < qubits; q++) this.z[q * qubits + q] = 1
  }

  apply(gate: Clifford): void {
    if (gate.kind === "rotation") return this.rotate(gate)
    const { qubits: n, x, z, negative } = this
    const { images } = gate
    const [first = 0, second] = gate.qubits
    const a = first * n
    if (second === undefined) {
      for (let row = 0; row < n; row++) {
        const image = images[x[a + row]! | (z[a + row]! << 1)]!
        x[a + row] = image & 1
        z[a + row] = (image >> 1) & 1
        if ((image & signBit) !== 0) negative[row]! ^= 1
      }
      return
    }
    const b = second * n
    for (let row = 0; row < n; row++) {
      const image = images[x[a + row]! | (z[a + row]! << 1) | (x[b + row]! << 2) | (z[b + row]! << 3)]!
      x[a + row] = image & 1
      z[a + row] = (image >> 1) & 1
      x[b + row] = (image >> 2) & 1
      z[b + row] = (image >> 3) & 1
      if ((image & signBit) !== 0) negative[row]! ^= 1
    }
  }

  /** exp(-iθP) Q exp(iθP) is Q if P and Q commute, otherwise exp(-2iθP) Q. */
  private rotate({ letters, quarters }: Extract<Clifford, { readonly kind: "rotation" }>): void {
    const { qubits: n, x, z, negative } = this
    for (let row = 0; row < n; row++) {
      let [anti, turns] = [0, 0]
      for (const [qubit, letter] of letters) {
        const [px, pz] = bitsOf[letter]
        const [qx, qz] = [x[qubit * n + row]!, z[qubit * n + row]!]
        anti ^= (px & qz) ^ (pz & qx)
        turns += quarterTurns(px, pz, qx, qz)
      }
      if (anti === 0) continue
      if (quarters === 2) {
        negative[row]! ^= 1
        continue
      }
      for (const [qubit, letter] of letters) {
        const [px, pz] = bitsOf[letter]
        x[qubit * n + row]! ^= px
        z[qubit * n + row]! ^= pz
      }
      // P Q = i^turns R, where R is the new string. One quarter gives -i P Q, and three quarters give i P Q.
      const total = (turns + (quarters === 1 ? 3 : 1)) & 3
      if (total === 2) negative[row]! ^= 1
    }
  }

  /** The rows: for each, its X bits, its Z bits, and whether its sign is negative. */
  rows(): Array<Row> {
    const { qubits: n, x, z, negative } = this
    return Array.from({ length: n }, (_, row) => ({
      x: Uint8Array.from({ length: n }, (__, q) => x[q * n + row]!),
      z: Uint8Array.from({ length: n }, (__, q) => z[q * n + row]!),
      negative: negative[row] === 1,
    }))
  }

  /** The possible results of measuring all qubits. */
  measured(): Affine {
    const { qubits: n } = this
    const rows = this.rows()
    let rank = 0
    for (let q = 0; q < n && rank < n; q++) {
      if (!bring(rows, rank, (row) => row.x[q] === 1)) continue
      for (let row = rank + 1; row < n; row++) if (rows[row]!.x[q] === 1) multiply(rows[row]!, rows[rank]!)
      rank++
    }
    // The remaining rows are products of Z. Each one fixes the parity of some bits.
    const base = new Uint8Array(n)
    const checks = rows.slice(rank)
    const pivots: Array<number> = []
    for (let q = 0; q < n && pivots.length < checks.length; q++) {
      const at = pivots.length
      if (!bring(checks, at, (row) => row.z[q] === 1)) continue
      for (const [i, row] of checks.entries()) if (i !== at && row.z[q] === 1) multiply(row, checks[at]!)
      pivots.push(q)
    }
    for (const [i, q] of pivots.entries()) base[q] = checks[i]!.negative ? 1 : 0
    return { base, directions: rows.slice(0, rank).map(({ x }) => x) }
  }
}

/** A Pauli string with its sign. */
export interface Row {
  readonly x: Uint8Array
  readonly z: Uint8Array
  negative: boolean
}

const bitsOf = { X: [1, 0], Y: [1, 1], Z: [0, 1] } as const

/**
 * Finds the first row from `place` on for which `wanted` is true, and exchanges it with the row at `place`. Returns
 * whether there is such a row.
 */
const bring = (rows: Array<Row>, place: number, wanted: (row: Row) => boolean): boolean => {
  for (let row = place; row < rows.length; row++) {
    if (!wanted(rows[row]!)) continue
    const found = rows[row]!
    rows[row] = rows[place]!
    rows[place] = found
    return true
  }
  return false
}

/** The power of i (0, 1 or -1) in the product of two Pauli matrices: XY = iZ. */
const quarterTurns = (ax: number, az: number, bx: number, bz: number): number => {
  if (ax === 1 && az === 1) return bz - bx
  if (ax === 1) return bz * (2 * bx - 1)
  return az === 1 ? bx * (1 - 2 * bz) : 0
}

/** Multiplies a row by another one, in place. The two rows commute, so the factor of the product is 1 or -1. */
const multiply = (row: Row, by: Row): void => {
  let turns = (row.negative ? 2 : 0) + (by.negative ? 2 : 0)
  for (let q = 0; q < row.x.length; q++) {
    turns += quarterTurns(by.x[q]!, by.z[q]!, row.x[q]!, row.z[q]!)
    row.x[q]! ^= by.x[q]!
    row.z[q]! ^= by.z[q]!
  }
  row.negative = (turns & 3) === 2
}
