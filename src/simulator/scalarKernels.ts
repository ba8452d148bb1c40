/**
 * The kernels of `wasm/kernels.ts` in plain JavaScript. Every sum is associated in the same way, so that both give
 * exactly the same doubles. Neither may be changed without the other.
 */
import { Code } from "./instructions.ts"
import { sign, weight } from "./Operation.ts"

/** The amplitudes of a tile. Indexes below are masked to its size, so every entry exists. */
export interface Tile {
  readonly re: Float64Array
  readonly im: Float64Array
}

/**
 * Applies the 2x2 matrix at `k` in `constants` to the pairs base | p0 and base | p1, for every base without a bit of
 * `fixed`.
 */
export const pairs = (
  code: number,
  { re, im }: Tile,
  size: number,
  fixed: number,
  p0: number,
  p1: number,
  constants: Float64Array,
  k: number,
): void => {
  const [ar, br, cr, dr] = [constants[k]!, constants[k + 1]!, constants[k + 2]!, constants[k + 3]!]
  const [ai, bi, ci, di] = [constants[k + 4]!, constants[k + 5]!, constants[k + 6]!, constants[k + 7]!]
  const run = fixed & -fixed
  for (let base = 0; base < size; base = ((base | fixed) + run) & ~fixed) {
    let i = base | p0
    let j = base | p1
    for (const end = i + run; i < end; i++, j++) {
      const r0 = re[i]!
      const m0 = im[i]!
      const r1 = re[j]!
      const m1 = im[j]!
      if (code === Code.x) {
        re[i] = r1
        im[i] = m1
        re[j] = r0
        im[j] = m0
      } else if (code === Code.anti) {
        re[i] = br * r1 - bi * m1
        im[i] = br * m1 + bi * r1
        re[j] = cr * r0 - ci * m0
        im[j] = cr * m0 + ci * r0
      } else if (code === Code.real) {
        re[i] = ar * r0 + br * r1
        im[i] = ar * m0 + br * m1
        re[j] = cr * r0 + dr * r1
        im[j] = cr * m0 + dr * m1
      } else if (code === Code.imaginary) {
        re[i] = ar * r0 - bi * m1
        im[i] = ar * m0 + bi * r1
        re[j] = dr * r1 - ci * m0
        im[j] = dr * m1 + ci * r0
      } else {
        re[i] = ar * r0 - ai * m0 + (br * r1 - bi * m1)
        im[i] = ar * m0 + ai * r0 + (br * m1 + bi * r1)
        re[j] = cr * r0 - ci * m0 + (dr * r1 - di * m1)
        im[j] = cr * m0 + ci * r0 + (dr * m1 + di * r1)
      }
    }
  }
}

const scaleRun = ({ re, im }: Tile, start: number, count: number, cr: number, ci: number): void => {
  for (let i = start; i < start + count; i++) {
    const r = re[i]!
    const m = im[i]!
    re[i] = cr * r - ci * m
    im[i] = cr * m + ci * r
  }
}

/** Multiplies the amplitudes whose bits under `fixed` are `pattern` by the number at `k` in `constants`. */
export const scale = (
  tile: Tile,
  size: number,
  fixed: number,
  pattern: number,
  constants: Float64Array,
  k: number,
): void => {
  const run = fixed === 0 ? size : fixed & -fixed
  for (let base = 0; base < size; base = ((base | fixed) + run) & ~fixed) {
    scaleRun(tile, base | pattern, run, constants[k]!, constants[k + 1]!)
  }
}

/**
 * Applies exp(-i theta Z...Z). The factor of an amplitude is cos - i sin if the number of its set bits under `signs`,
 * plus `odd`, is even, and otherwise cos + i sin.
 */
export const parity = (
  tile: Tile,
  size: number,
  controls: number,
  signs: number,
  odd: number,
  constants: Float64Array,
  k: number,
): void => {
  const [cos, sin] = [constants[k]!, constants[k + 1]!]
  const all = controls | signs
  const run = all === 0 ? size : all & -all
  for (let base = 0; base < size; base = ((base | controls) + run) & ~controls) {
    const here = base | controls
    scaleRun(tile, here, run, cos, ((weight(here & signs) + odd) & 1) === 0 ? -sin : sin)
  }
}

/**
 * Replaces the amplitudes x at i and y at j = i ^ flips by cos x + f s(j) y and cos y + f s(i) x. s is 1 if the number
 * of set bits under `signs`, plus `odd`, is even, and otherwise -1.
 */
export const pauli = (
  { re, im }: Tile,
  size: number,
  controls: number,
  flips: number,
  signs: number,
  odd: number,
  constants: Float64Array,
  k: number,
): void => {
  const [cos, fr, fi] = [constants[k]!, constants[k + 1]!, constants[k + 2]!]
  const fixed = controls | (1 << (31 - Math.clz32(flips)))
  const all = fixed | flips | signs
  const run = all & -all
  const turned = (odd & 1) === 0 ? 1 : -1
  for (let base = 0; base < size; base = ((base | fixed) + run) & ~fixed) {
    let i = base | controls
    let j = i ^ flips
    const si = turned * sign(i & signs)
    const sj = turned * sign(j & signs)
    const [ir, ii, jr, ji] = [sj * fr, sj * fi, si * fr, si * fi]
    for (const end = i + run; i < end; i++, j++) {
      const r0 = re[i]!
      const m0 = im[i]!
      const r1 = re[j]!
      const m1 = im[j]!
      re[i] = cos * r0 + (ir * r1 - ii * m1)
      im[i] = cos * m0 + (ir * m1 + ii * r1)
      re[j] = cos * r1 + (jr * r0 - ji * m0)
      im[j] = cos * m1 + (jr * m0 + ji * r0)
    }
  }
}

/** Multiplies the entries of a table whose index has the bits of `mask`. */
const timesWhere = (table: Tile, length: number, mask: number, cr: number, ci: number): void => {
  for (let i = mask; i < length; i = (i + 1) | mask) scaleRun(table, i, 1, cr, ci)
}

/** Multiplies `count` amplitudes from `start` by the entries of a table. */
const times = ({ re, im }: Tile, start: number, count: number, table: Tile): void => {
  for (let i = 0; i < count; i++) {
    const tr = table.re[i]!
    const ti = table.im[i]!
    const r = re[start + i]!
    const m = im[start + i]!
    re[start + i] = tr * r - ti * m
    im[start + i] = tr * m + ti * r
  }
}

/** The table at `at`: `length` real parts, followed by as many imaginary parts. */
const partsAt = (constants: Float64Array, at: number, length: number): Tile => ({
  re: constants.subarray(at, at + length),
  im: constants.subarray(at + length, at + 2 * length),
})

const copyOf = ({ re, im }: Tile): Tile => ({ re: re.slice(), im: im.slice() })

/** Applies a table operation: see `Table` in `diagonalTables.ts`. Its words begin at `operation`. */
export const table = (
  tile: Tile,
  size: number,
  offset: number,
  words: Int32Array,
  operation: number,
  constants: Float64Array,
): void => {
  let groups = words[operation + 3]!
  const columns = words[operation + 4]! & 0xffff
  const scalars = words[operation + 4]! >>> 16
  const tables = words[operation + 5]!
  let k = words[operation + 6]!
  const low = words[operation + 7]!
  const length = 1 << low
  const blocks = size >> low
  const factors: Array<{ readonly places: number; readonly values: Tile }> = []
  for (let column = 0; column < columns; column++, groups++, k += 2 * blocks) {
    factors.push({ places: words[groups]!, values: copyOf(partsAt(constants, k, blocks)) })
  }
  for (let s = 0; s < scalars; s++, groups += 3, k += 2) {
    const outer = words[groups]!
    if ((offset & outer) !== outer) continue
    const { values } = factors[words[groups + 2]!]!
    timesWhere(values, blocks, words[groups + 1]!, constants[k]!, constants[k + 1]!)
  }
  const active: Array<{ readonly mask: number; readonly values: Tile }> = []
  for (let g = 0; g < tables; g++, groups += 2, k += 2 * length) {
    const outer = words[groups]!
    if ((offset & outer) === outer) {
      active.push({ mask: words[groups + 1]!, values: partsAt(constants, k, length) })
    }
  }
  for (let block = 0; block < blocks; block++) {
    const start = block << low
    let chunk: Tile | undefined
    for (const { mask, values } of active) {
      if ((block & mask) !== mask) continue
      if (chunk === undefined) chunk = copyOf(values)
      else times(chunk, 0, length, values)
    }
    // The first column applies to the whole block.
    for (let column = columns - 1; column >= 0; column--) {
      const { places, values } = factors[column]!
      const cr = values.re[block]!
      const ci = values.im[block]!
      if (cr === 1 && ci === 0) continue
      if (column === 0 && chunk === undefined) {
        scaleRun(tile, start, length, cr, ci)
        continue
      }
      chunk ??= { re: new Float64Array(length).fill(1), im: new Float64Array(length) }
      timesWhere(chunk, length, places, cr, ci)
    }
    if (chunk !== undefined) times(tile, start, length, chunk)
  }
}
