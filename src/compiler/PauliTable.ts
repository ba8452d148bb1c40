import { bitCount, type Letter, letterAt, type Pauli, product, single, supportOf } from "./Pauli.ts"
import { measuredLetter, type PauliProgram } from "./PauliProgram.ts"
import { identity } from "./quaternion.ts"

/** A two-qubit Clifford gate exp(-iπ/4 PQ) of two letters. */
export interface Step {
  readonly a: number
  readonly b: number
  readonly p: Letter
  readonly q: Letter
  readonly pauli: Pauli
}

const letters: ReadonlyArray<Letter> = [1, 2, 3]

const stepOf = (a: number, b: number, p: Letter, q: Letter): Step => ({
  a,
  b,
  p,
  q,
  pauli: product(single(a, p), single(b, q), 0),
})

/** The steps that reduce a product by one qubit. */
export const shortening = (pauli: Pauli): ReadonlyArray<Step> => {
  const support = supportOf(pauli)
  return support.flatMap((a, i) =>
    support.slice(i + 1).flatMap((b) => {
      const [onA, onB] = [letterAt(pauli, a), letterAt(pauli, b)]
      if (onA === 0 || onB === 0) return []
      return letters.flatMap((letter) => [
        ...(letter === onB ? [] : [stepOf(a, b, onA, letter)]),
        ...(letter === onA ? [] : [stepOf(a, b, letter, onB)]),
      ])
    }),
  )
}

/** All steps on pairs of the given qubits: nine for each pair. */
export const stepsOn = (qubits: ReadonlyArray<number>): ReadonlyArray<Step> =>
  qubits.flatMap((a, i) =>
    qubits.slice(i + 1).flatMap((b) => letters.flatMap((p) => letters.map((q) => stepOf(a, b, p, q)))),
  )

/** The size of the window of upcoming rotations. */
const window = 48

/**
 * The remaining part of a Pauli program during synthesis: its rotations in order, and the rows of its Clifford gate. A
 * row has the Pauli products that must be reduced to one qubit: the images of X and Z, or only that of the measured
 * letter.
 *
 * **Details**
 *
 * The steps so far act on everything that remains. They are applied to the upcoming rotations and to the rows at
 * once, and to the other rotations when these enter the window.
 */
export class PauliTable {
  readonly rows: ReadonlyArray<{ readonly qubit: number; readonly isPair: boolean }>
  /** The indices of the upcoming rotations, in order. */
  readonly next: Array<number> = []
  /** The number of remaining rotations. */
  left: number
  private entered = 0
  private readonly layers: ReadonlyArray<number>
  private readonly x: Int32Array
  private readonly z: Int32Array
  private readonly negative: Uint8Array
  private readonly rotations: number
  /** The images of X and Z of each qubit under the steps so far. */
  private readonly frame: number

  constructor({ rotations, images, locals }: PauliProgram, end: "exact" | "measured") {
    this.rotations = rotations.length
    this.left = rotations.length
    const all = rotations.map(({ pauli }) => pauli)
    this.rows = images.map(({ x, z }, qubit) => {
      const seen = end === "measured" ? measuredLetter(locals[qubit] ?? identity) : undefined
      if (seen === undefined) {
        all.push(x, z)
        return { qubit, isPair: true }
      }
      const row = seen.letter === 1 ? x : seen.letter === 2 ? z : product(x, z, 1)
      const signed = seen.negative ? { ...row, negative: !row.negative } : row
      all.push(signed, signed)
      return { qubit, isPair: false }
    })
    this.frame = all.length
    images.forEach((_, qubit) => all.push(single(qubit, 1), single(qubit, 2)))
    this.x = Int32Array.from(all, ({ x }) => x)
    this.z = Int32Array.from(all, ({ z }) => z)
    this.negative = Uint8Array.from(all, ({ negative }) => (negative ? 1 : 0))
    this.layers = layersOf(rotations.map(({ pauli }) => pauli))
    this.fill()
  }

  pauli(k: number): Pauli {
    return { x: this.x[k]!, z: this.z[k]!, negative: this.negative[k] === 1 }
  }
  weight(k: number): number {
    return bitCount(this.x[k]! | this.z[k]!)
  }
  layer(k: number): number {
    return this.layers[k] ?? 0
  }
  /** The images of X and Z of a row. If only one matters, both are the same. */
  images(row: number): readonly [x: Pauli, z: Pauli] {
    const k = this.rotations + 2 * row
    return [this.pauli(k), this.pauli(k + 1)]
  }

  private set(k: number, { x, z, negative }: Pauli): void {
    this.x[k] = x
    this.z[k] = z
    this.negative[k] = negative ? 1 : 0
  }
  private commute(j: number, k: number): boolean {
    return (bitCount((this.x[j]! & this.z[k]!) ^ (this.z[j]! & this.x[k]!)) & 1) === 0
  }

  /** Moves the next rotations into the window, transformed by the steps so far. */
  private fill(): void {
    while (this.next.length < window && this.entered < this.rotations) {
      const k = this.entered++
      const pauli = this.pauli(k)
      let result: Pauli = { x: 0, z: 0, negative: pauli.negative }
      for (const qubit of supportOf(pauli)) {
        const [x, z] = [this.pauli(this.frame + 2 * qubit), this.pauli(this.frame + 2 * qubit + 1)]
        const letter = letterAt(pauli, qubit)
        result = product(result, letter === 1 ? x : letter === 2 ? z : product(x, z, 1), 0)
      }
      this.set(k, result)
      this.next.push(k)
    }
  }

  /** Removes a rotation that has been carried out, and refills the window. */
  remove(k: number): void {
    this.next.splice(this.next.indexOf(k), 1)
    this.left--
    this.fill()
  }

  /** The upcoming rotations that commute with all earlier ones, so that they may come first. */
  front(): ReadonlyArray<number> {
    const { next } = this
    return next.filter((k, i) => {
      for (let j = 0; j < i; j++) if (!this.commute(next[j]!, k)) return false
      return true
    })
  }

  /** Applies a step to the upcoming rotations and to the rows. */
  apply({ pauli }: Step): void {
    const turn = (k: number) => {
      const [x, z] = [this.x[k]!, this.z[k]!]
      if ((bitCount((x & pauli.z) ^ (z & pauli.x)) & 1) === 1) this.set(k, product(pauli, this.pauli(k), 3))
    }
    for (const k of this.next) turn(k)
    for (let k = this.rotations; k < this.x.length; k++) turn(k)
  }

  /** The number of steps that reduce a row to one qubit, after a given step. */
  rowCost(row: number, step: Pauli = none): number {
    const k = this.rotations + 2 * row
    let [ax, az, bx, bz] = [this.x[k]!, this.z[k]!, this.x[k + 1]!, this.z[k + 1]!]
    if (bitCount((ax & step.z) ^ (az & step.x)) & 1) {
      ax ^= step.x
      az ^= step.z
    }
    if (bitCount((bx & step.z) ^ (bz & step.x)) & 1) {
      bx ^= step.x
      bz ^= step.z
    }
    const across = (ax & bz) ^ (az & bx)
    return bitCount(ax | az | bx | bz) - 1 + (across === 0 ? 0 : (bitCount(across) - 1) / 2)
  }

  /** The change of the total cost of the rows by a step. It is negative if the rows become shorter. */
  rowsChange(step: Pauli): number {
    let sum = 0
    for (let row = 0; row < this.rows.length; row++) {
      const k = this.rotations + 2 * row
      const onX = bitCount((this.x[k]! & step.z) ^ (this.z[k]! & step.x)) & 1
      const onZ = bitCount((this.x[k + 1]! & step.z) ^ (this.z[k + 1]! & step.x)) & 1
      if ((onX | onZ) !== 0) sum += this.rowCost(row, step) - this.rowCost(row)
    }
    return sum
  }

  /** The change of the total length of the upcoming rotations by a step. `factors` has the weight of each layer. */
  rotationsChange(step: Pauli, lowest: number, factors: ReadonlyArray<number>): number {
    let sum = 0
    for (const k of this.next) {
      const [x, z] = [this.x[k]!, this.z[k]!]
      if ((bitCount((x & step.z) ^ (z & step.x)) & 1) === 0) continue
      const change = bitCount((x ^ step.x) | (z ^ step.z)) - bitCount(x | z)
      if (change !== 0) sum += change * (factors[Math.max(0, this.layer(k) - lowest)] ?? 0)
    }
    return sum
  }
}

const none: Pauli = { x: 0, z: 0, negative: false }

/**
 * The layer of each rotation: one more than the largest layer of the last rotations that have another letter on one of
 * its qubits; 0 if there are none.
 */
const layersOf = (paulis: ReadonlyArray<Pauli>): ReadonlyArray<number> => {
  // The last layer of each letter on each qubit.
  const last: Array<[number, number, number, number]> = Array.from({ length: 32 }, () => [0, 0, 0, 0])
  return paulis.map((pauli) => {
    const support = supportOf(pauli)
    const layer = support.reduce((most, qubit) => {
      const letter = letterAt(pauli, qubit)
      return letters.reduce<number>(
        (deepest, other) => (other === letter ? deepest : Math.max(deepest, last[qubit]?.[other] ?? 0)),
        most,
      )
    }, 0)
    for (const qubit of support) {
      const row = last[qubit]
      if (row !== undefined) row[letterAt(pauli, qubit)] = layer + 1
    }
    return layer
  })
}
