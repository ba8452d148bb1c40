import type { Unitary } from "../Unitary.ts"
import { hashOf, isSame, strideOf } from "./Samples.ts"
import type { WideStep } from "./WideStep.ts"

/** The nonzero amplitudes of a register of any width. */
export interface WideAmplitudes {
  readonly qubits: number
  readonly count: number
  /** The words of each state, in the layout of `Samples`. */
  readonly words: Uint32Array
  readonly re: Float64Array
  readonly im: Float64Array
}

/** The largest number of amplitudes that a state may have. */
export const mostAmplitudes = 2 ** 16

/**
 * Amplitudes whose squared modulus is below this are treated as 0: they are rounding errors of amplitudes that
 * cancel.
 */
const nothing = 1e-26

/** A growing hash table of amplitudes by state. */
class Table {
  count = 0
  words: Uint32Array
  re: Float64Array
  im: Float64Array
  private slots: Uint32Array
  private readonly stride: number
  private readonly key: Uint32Array

  constructor(stride: number, room: number) {
    this.stride = stride
    let size = 16
    while (size < room) size *= 2
    this.words = new Uint32Array(size * stride)
    this.re = new Float64Array(size)
    this.im = new Float64Array(size)
    this.slots = new Uint32Array(2 * size)
    this.key = new Uint32Array(stride)
  }

  /** Adds to the amplitude of a state, which is given as another state and the bits to flip. */
  add(words: Uint32Array, from: number, flips: Uint32Array, re: number, im: number): void {
    const { stride, key } = this
    for (let word = 0; word < stride; word++) key[word] = words[from + word]! ^ flips[word]!
    if (this.count === this.re.length) this.grow()
    const place = this.place(key)
    this.re[place]! += re
    this.im[place]! += im
  }

  private place(key: Uint32Array): number {
    const { stride, slots } = this
    const mask = slots.length - 1
    let slot = hashOf(key, 0, stride) & mask
    for (;;) {
      const place = slots[slot]! - 1
      if (place === -1) {
        slots[slot] = ++this.count
        this.words.set(key, (this.count - 1) * stride)
        return this.count - 1
      }
      if (isSame(key, 0, this.words, place * stride, stride)) return place
      slot = (slot + 1) & mask
    }
  }

  private grow(): void {
    const { words, re, im, count, stride } = this
    this.words = new Uint32Array(2 * words.length)
    this.re = new Float64Array(2 * re.length)
    this.im = new Float64Array(2 * im.length)
    this.words.set(words)
    this.re.set(re)
    this.im.set(im)
    this.slots = new Uint32Array(2 * this.slots.length)
    const mask = this.slots.length - 1
    for (let place = 0; place < count; place++) {
      let slot = hashOf(words, place * stride, stride) & mask
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask
      this.slots[slot] = place + 1
    }
  }

  /** The state, without the amplitudes that are 0. */
  state(qubits: number): WideAmplitudes {
    const { words, re, im, stride } = this
    let kept = 0
    for (let i = 0; i < this.count; i++) {
      if (re[i]! * re[i]! + im[i]! * im[i]! < nothing) continue
      re[kept] = re[i]!
      im[kept] = im[i]!
      words.copyWithin(kept * stride, i * stride, (i + 1) * stride)
      kept++
    }
    return { qubits, count: kept, words, re, im }
  }
}

/** The state in which all qubits are 0. */
export const zeros = (qubits: number): WideAmplitudes => ({
  qubits,
  count: 1,
  words: new Uint32Array(strideOf(qubits)),
  re: Float64Array.of(1),
  im: Float64Array.of(0),
})

const maskOf = (qubits: ReadonlyArray<number>, stride: number): Uint32Array => {
  const mask = new Uint32Array(stride)
  for (const qubit of qubits) mask[qubit >> 5]! |= 1 << (qubit & 31)
  return mask
}

const has = (words: Uint32Array, from: number, qubit: number): number =>
  (words[from + (qubit >> 5)]! >>> (qubit & 31)) & 1

/** Applies a step to a state. The given state must not be used afterwards. */
export const applyWide = (step: WideStep, state: WideAmplitudes): WideAmplitudes =>
  step.kind === "matrix" ? applyMatrix(step, state) : applyPauli(step, state)

type Of<Kind extends WideStep["kind"]> = Extract<WideStep, { readonly kind: Kind }>

/** For a matrix with one nonzero entry in each column, the rows of these entries; otherwise undefined. */
const rowsOf = ({ size, re, im }: Unitary): ReadonlyArray<number> | undefined => {
  const rows: Array<number> = []
  for (let column = 0; column < size; column++) {
    for (let row = 0; row < size; row++) {
      if (re[row * size + column] === 0 && im[row * size + column] === 0) continue
      if (rows.length > column) return undefined
      rows.push(row)
    }
  }
  return rows
}

const applyMatrix = ({ matrix, targets, controls }: Of<"matrix">, state: WideAmplitudes): WideAmplitudes => {
  const { qubits, count, words, re, im } = state
  const stride = strideOf(qubits)
  const { size } = matrix
  const [first, second] = targets.length === 1 ? [undefined, targets[0]!] : [targets[0]!, targets[1]!]
  const columnAt = (from: number) =>
    (first === undefined ? 0 : 2 * has(words, from, first)) + has(words, from, second)
  const isOn = (from: number) => controls.every((qubit) => has(words, from, qubit) === 1)
  // For each difference (XOR) of two indices of the matrix, the bits of a state that flip.
  const flips = Array.from({ length: size }, (_, difference) =>
    maskOf(
      [...((difference & 1) === 0 ? [] : [second]), ...((difference & 2) === 0 ? [] : [first!])],
      stride,
    ),
  )
  const rows = rowsOf(matrix)
  if (rows !== undefined) {
    for (let i = 0; i < count; i++) {
      const from = i * stride
      if (!isOn(from)) continue
      const column = columnAt(from)
      const row = rows[column]!
      const [cr, ci] = [matrix.re[row * size + column]!, matrix.im[row * size + column]!]
      const [r, m] = [re[i]!, im[i]!]
      re[i] = cr * r - ci * m
      im[i] = cr * m + ci * r
      const turned = flips[row ^ column]!
      for (let word = 0; word < stride; word++) words[from + word]! ^= turned[word]!
    }
    return state
  }
  const table = new Table(stride, 2 * count)
  for (let i = 0; i < count; i++) {
    const from = i * stride
    const [r, m] = [re[i]!, im[i]!]
    if (!isOn(from)) {
      table.add(words, from, flips[0]!, r, m)
      continue
    }
    const column = columnAt(from)
    for (let row = 0; row < size; row++) {
      const [cr, ci] = [matrix.re[row * size + column]!, matrix.im[row * size + column]!]
      if (cr === 0 && ci === 0) continue
      table.add(words, from, flips[row ^ column]!, cr * r - ci * m, cr * m + ci * r)
    }
  }
  return table.state(qubits)
}

const applyPauli = ({ theta, letters, controls }: Of<"pauli">, state: WideAmplitudes): WideAmplitudes => {
  const { qubits, count, words, re, im } = state
  const stride = strideOf(qubits)
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)]
  const flips = maskOf(
    letters.flatMap(([qubit, letter]) => (letter === "Z" ? [] : [qubit])),
    stride,
  )
  const signs = letters.flatMap(([qubit, letter]) => (letter === "X" ? [] : [qubit]))
  const ys = letters.filter(([, letter]) => letter === "Y").length
  const isDiagonal = flips.every((word) => word === 0)
  // -i sin(theta) i^ys.
  let factor: readonly [number, number] = [0, -sin]
  for (let y = 0; y < ys % 4; y++) factor = [-factor[1], factor[0]]
  const table = isDiagonal ? undefined : new Table(stride, 2 * count)
  const none = new Uint32Array(stride)
  for (let i = 0; i < count; i++) {
    const from = i * stride
    const [r, m] = [re[i]!, im[i]!]
    if (!controls.every((qubit) => has(words, from, qubit) === 1)) {
      table?.add(words, from, none, r, m)
      continue
    }
    const sign = signs.reduce((odd, qubit) => odd ^ has(words, from, qubit), 0) === 0 ? 1 : -1
    const [fr, fi] = [sign * factor[0], sign * factor[1]]
    if (table === undefined) {
      re[i] = cos * r - fi * m
      im[i] = cos * m + fi * r
      continue
    }
    table.add(words, from, none, cos * r, cos * m)
    table.add(words, from, flips, fr * r - fi * m, fr * m + fi * r)
  }
  return table === undefined ? state : table.state(qubits)
}

/** The states in ascending order. */
export const ascending = ({ qubits, count, words, re, im }: WideAmplitudes): WideAmplitudes => {
  const stride = strideOf(qubits)
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => {
    for (let word = stride - 1; word >= 0; word--) {
      const difference = words[a * stride + word]! - words[b * stride + word]!
      if (difference !== 0) return difference
    }
    return 0
  })
  const sorted = new Uint32Array(count * stride)
  order.forEach((from, to) => sorted.set(words.subarray(from * stride, (from + 1) * stride), to * stride))
  return {
    qubits,
    count,
    words: sorted,
    re: Float64Array.from(order, (i) => re[i]!),
    im: Float64Array.from(order, (i) => im[i]!),
  }
}
