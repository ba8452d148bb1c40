import type { ReadoutError } from "./NoiseModel.ts"
import type { Chance } from "./pauliErrors.ts"
import { type Clifford } from "./clifford.ts"
import { strideOf } from "./Samples.ts"
import type { Affine } from "./Tableau.ts"

/** A Clifford gate, or undefined for a global phase, and the errors that may follow the gate. */
export interface NoisyClifford {
  readonly gate: Clifford | undefined
  readonly chances: ReadonlyArray<Chance>
}

/** The number of shots that run together, in words of 32 shots. */
const batchWords = 2 ** 10
const batch = 32 * batchWords

/** The number of words of all qubits that are changed between pauses: some milliseconds. */
const stepSize = 2 ** 21

/**
 * Draws shots of a Clifford circuit by Pauli frames (Gidney, Stim: a fast stabilizer circuit simulator, 2021). Each
 * shot differs from a reference shot by a Pauli string, which is propagated through the gates. The string starts with a
 * random Z or identity on each qubit. This does not change |0...0⟩, but it randomizes all outcomes that are not
 * determined. Errors are multiplied onto the string.
 */
export function* frames(
  circuit: ReadonlyArray<NoisyClifford>,
  known: Affine,
  shots: number,
  next: () => number,
): Generator<void, Uint32Array, void> {
  const qubits = known.base.length
  const stride = strideOf(qubits)
  const words = new Uint32Array(shots * stride)
  const x = new Int32Array(qubits * batchWords)
  const z = new Int32Array(qubits * batchWords)
  const hits = new Hits(next)
  let spent = 0
  for (let first = 0; first < shots; first += batch) {
    const count = Math.min(batch, shots - first)
    const used = Math.ceil(count / 32)
    for (let q = 0; q < qubits; q++) {
      x.fill(0, q * batchWords, q * batchWords + used)
      for (let w = 0; w < used; w++) z[q * batchWords + w] = Math.floor(next() * 2 ** 32)
    }
    for (const { gate, chances } of circuit) {
      if (gate !== undefined) through(gate, x, z, used)
      for (const chance of chances) err(chance, x, z, count, hits)
      spent += used * (1 + chances.length)
      if (spent < stepSize) continue
      spent = 0
      yield
    }
    put(words, first, count, x, known.base)
    yield
  }
  return words
}

/** Propagates frames through a gate. Signs do not matter. */
const through = (gate: Clifford, x: Int32Array, z: Int32Array, used: number): void => {
  if (gate.kind === "rotation") return rotate(gate, x, z, used)
  const { images, qubits } = gate
  const [a, b] = [qubits[0]! * batchWords, (qubits[1] ?? 0) * batchWords]
  // The map is linear: the image of a string is the sum of the images of its bits.
  const column = (bit: number, string: number) => -((images[string]! >> bit) & 1)
  if (qubits.length === 1) {
    const [xx, xz, zx, zz] = [column(0, 1), column(0, 2), column(1, 1), column(1, 2)]
    if (xx === -1 && xz === 0 && zx === 0 && zz === -1) return
    for (let w = a; w < a + used; w++) {
      const [p, q] = [x[w]!, z[w]!]
      x[w] = (p & xx) ^ (q & xz)
      z[w] = (p & zx) ^ (q & zz)
    }
    return
  }
  if (isCnot(images)) {
    for (let w = 0; w < used; w++) {
      x[b + w]! ^= x[a + w]!
      z[a + w]! ^= z[b + w]!
    }
    return
  }
  const masks = [0, 1, 2, 3].map((bit) => [1, 2, 4, 8].map((string) => column(bit, string)))
  const [[m00, m01, m02, m03], [m10, m11, m12, m13], [m20, m21, m22, m23], [m30, m31, m32, m33]] =
    masks as unknown as Four<Four<number>>
  for (let w = 0; w < used; w++) {
    const [p, q, r, s] = [x[a + w]!, z[a + w]!, x[b + w]!, z[b + w]!]
    x[a + w] = (p & m00) ^ (q & m01) ^ (r & m02) ^ (s & m03)
    z[a + w] = (p & m10) ^ (q & m11) ^ (r & m12) ^ (s & m13)
    x[b + w] = (p & m20) ^ (q & m21) ^ (r & m22) ^ (s & m23)
    z[b + w] = (p & m30) ^ (q & m31) ^ (r & m32) ^ (s & m33)
  }
}

type Four<A> = readonly [A, A, A, A]

/** Whether a table is that of a CNOT from the first qubit to the second, up to signs. */
const isCnot = (images: Uint8Array): boolean =>
  (images[1]! & 15) === 5 && (images[2]! & 15) === 2 && (images[4]! & 15) === 4 && (images[8]! & 15) === 10

const rotate = (
  { letters, quarters }: Extract<Clifford, { readonly kind: "rotation" }>,
  x: Int32Array,
  z: Int32Array,
  used: number,
): void => {
  if (quarters === 2) return
  for (let w = 0; w < used; w++) {
    let anti = 0
    for (const [qubit, letter] of letters) {
      const at = qubit * batchWords + w
      if (letter !== "Z") anti ^= z[at]!
      if (letter !== "X") anti ^= x[at]!
    }
    for (const [qubit, letter] of letters) {
      const at = qubit * batchWords + w
      if (letter !== "Z") x[at]! ^= anti
      if (letter !== "X") z[at]! ^= anti
    }
  }
}

/** Draws the shots in which an unlikely event happens. */
class Hits {
  private readonly next: () => number
  private readonly tables = new Map<number, Float64Array>()

  constructor(next: () => number) {
    this.next = next
  }

  /**
   * For each number of shots, the probability that the event has not happened. Only products and comparisons are
   * used, which are the same on every engine.
   */
  private table(chance: number): Float64Array {
    const found = this.tables.get(chance)
    if (found !== undefined) return found
    const made = new Float64Array(1024)
    let left = 1
    for (let i = 0; i < made.length; i++) made[i] = left *= 1 - chance
    this.tables.set(chance, made)
    return made
  }

  each(chance: number, count: number, hit: (shot: number, uniform: number) => void): void {
    if (chance <= 0) return
    const table = this.table(chance)
    for (let shot = 0; shot < count; shot++) {
      const uniform = this.next()
      // The number of shots before the next event, at most the length of the table.
      let [low, high] = [0, table.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (table[middle]! <= uniform) high = middle
        else low = middle + 1
      }
      shot += low
      if (low === table.length) shot--
      else if (shot < count) hit(shot, this.next())
    }
  }
}

const err = (
  { probability, qubits, errors }: Chance,
  x: Int32Array,
  z: Int32Array,
  count: number,
  hits: Hits,
): void => {
  const [a, b] = [qubits[0]! * batchWords, (qubits[1] ?? 0) * batchWords]
  const kinds = 4 ** qubits.length - 1
  hits.each(probability, count, (shot, uniform) => {
    const bit = 1 << (shot & 31)
    const word = shot >> 5
    // 1 is X, 2 is Y, 3 is Z.
    const code = errors === "z" ? 3 : 1 + Math.floor(uniform * kinds)
    const [first, second] = [code & 3, code >> 2]
    if (first === 1 || first === 2) x[a + word]! ^= bit
    if (first >= 2) z[a + word]! ^= bit
    if (second === 1 || second === 2) x[b + word]! ^= bit
    if (second >= 2) z[b + word]! ^= bit
  })
}

/** Writes shots as differences from a reference shot. Bits by qubit become bits by shot, in blocks of 32 by 32. */
const put = (words: Uint32Array, first: number, count: number, x: Int32Array, base: Uint8Array): void => {
  const qubits = base.length
  const stride = strideOf(qubits)
  const square = new Int32Array(32)
  for (let group = 0; group < stride; group++) {
    const rows = Math.min(32, qubits - 32 * group)
    for (let w = 0; w < Math.ceil(count / 32); w++) {
      for (let row = 0; row < 32; row++) {
        const qubit = 32 * group + row
        square[row] = row < rows ? x[qubit * batchWords + w]! ^ -base[qubit]! : 0
      }
      transpose(square)
      const end = Math.min(32, count - 32 * w)
      for (let shot = 0; shot < end; shot++) words[(first + 32 * w + shot) * stride + group] = square[shot]!
    }
  }
}

/** Transposes a square of bits, block by block (Warren, Hacker's Delight, 7-3). */
const transpose = (square: Int32Array): void => {
  for (let [size, mask] = [16, 0x0000ffff]; size !== 0; size >>= 1, mask ^= mask << size) {
    for (let row = 0; row < 32; row = (row + size + 1) & ~size) {
      const [upper, lower] = [square[row]!, square[row + size]!]
      const moved = ((upper >>> size) ^ lower) & mask
      square[row] = upper ^ (moved << size)
      square[row + size] = lower ^ moved
    }
  }
}

/** Flips bits of shots with the probabilities of readout errors. */
export const misreadWide = (
  words: Uint32Array,
  qubits: number,
  { zeroAsOne, oneAsZero }: ReadoutError,
  next: () => number,
): void => {
  const stride = strideOf(qubits)
  const most = Math.max(zeroAsOne, oneAsZero)
  if (most === 0) return
  const hits = new Hits(next)
  for (let q = 0; q < qubits; q++) {
    const [group, bit] = [q >> 5, 1 << (q & 31)]
    hits.each(most, words.length / stride, (shot, uniform) => {
      const at = shot * stride + group
      const wrong = (words[at]! & bit) === 0 ? zeroAsOne : oneAsZero
      if (uniform * most < wrong) words[at]! ^= bit
    })
  }
}
