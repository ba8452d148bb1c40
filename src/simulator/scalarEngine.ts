import { type Amplitudes, type Engine, gap, type MakeEngine } from "./Engine.ts"
import { Code, operationWords, type Program } from "./instructions.ts"
import { weight } from "./Operation.ts"
import { pairs, parity, pauli, scale, table, type Tile } from "./scalarKernels.ts"

/** An engine in plain JavaScript: the reference for the other engine, and the fallback without WebAssembly. */
export const makeScalarEngine: MakeEngine = (source) => {
  const program = { ...source, words: source.words.slice() }
  const state = twoParts(2 ** source.qubits)
  const tile = source.qubits === source.tile ? state : twoParts(2 ** source.tile)
  return {
    ...tiled(program, state, tile, (header, offset) => operate(program, header, tile, offset)),
    patch: (word, values) => program.words.set(values, word),
  }
}

/** An engine whose state is in JavaScript's memory: tiles are copied out of it, operated on and copied back. */
export const tiled = (
  program: Program,
  state: Tile,
  tile: Tile,
  operate: (header: number, offset: number) => void,
): Omit<Engine, "patch"> => {
  const view = () => state
  let fresh = true
  return {
    start: (amplitudes) => {
      if (!fresh) clear(state)
      fresh = false
      put(state, amplitudes)
    },
    run: (pass, support, first, count) => {
      const { header, local } = program.passes[pass]!
      if (tile === state) return operate(header, 0)
      const outside = support & ~local
      const empty = local & ~support
      let offset = deposit(first, outside)
      for (let n = 0; n < count; n++) {
        move(program, header, local, (here, inner, run) => {
          const there = offset | inner
          if ((inner & empty) === 0) {
            tile.re.set(state.re.subarray(there, there + run), here)
            tile.im.set(state.im.subarray(there, there + run), here)
          } else {
            tile.re.fill(0, here, here + run)
            tile.im.fill(0, here, here + run)
          }
        })
        operate(header, offset)
        move(program, header, local, (here, inner, run) => {
          const there = offset | inner
          state.re.set(tile.re.subarray(here, here + run), there)
          state.im.set(tile.im.subarray(here, here + run), there)
        })
        offset = ((offset | ~outside) + 1) & outside
      }
    },
    view,
    finish: view,
    release: () => undefined,
  }
}

/**
 * Allocates the real and imaginary parts in one buffer with a gap, because two buffers whose size is a power of two can
 * alias in the cache.
 */
export const twoParts = (size: number): Tile => {
  const memory = new Float64Array(2 * size + gap)
  return { re: memory.subarray(0, size), im: memory.subarray(size + gap) }
}

export const clear = (state: Tile): void => {
  state.re.fill(0)
  state.im.fill(0)
}

/** Writes a few amplitudes into a state. */
export const put = (state: Tile, { states, re, im }: Amplitudes): void => {
  for (let i = 0; i < states.length; i++) {
    state.re[states[i]!] = re[i]!
    state.im[states[i]!] = im[i]!
  }
}

/** Distributes the bits of a number to the positions of a mask. */
const deposit = (number: number, mask: number): number => {
  let out = 0
  for (let bit = 0, rest = number; rest !== 0; bit++) {
    if (((mask >> bit) & 1) === 0) continue
    out |= (rest & 1) << bit
    rest >>= 1
  }
  return out
}

/**
 * Calls `copy` for each run of a tile, with the position of the run in the tile, its position in the state relative to
 * the offset of the tile, and its length.
 */
const move = (
  { words, tile }: Program,
  header: number,
  local: number,
  copy: (here: number, inner: number, run: number) => void,
): void => {
  const run = 2 ** words[header + 2]!
  const high = local & ~(run - 1)
  let inner = 0
  for (let here = 0; here < 2 ** tile; here += run) {
    copy(here, inner, run)
    inner = ((inner | ~high) + 1) & high
  }
}

/** Runs the operations of a pass on one tile, whose first amplitude is at `offset` in the state. */
const operate = (program: Program, header: number, tile: Tile, offset: number): void => {
  const { words, constants } = program
  const size = 2 ** program.tile
  const count = words[header]!
  let at = words[header + 3]!
  for (let i = 0; i < count; i++, at += operationWords) {
    if ((offset & words[at + 1]!) !== words[at + 2]!) continue
    const code = words[at]!
    const a = words[at + 3]!
    const b = words[at + 4]!
    const c = words[at + 5]!
    const k = words[at + 6]!
    switch (code) {
      case Code.skip:
        break
      case Code.scale:
        scale(tile, size, a, c, constants, k)
        break
      case Code.parity:
        parity(tile, size, a, b, weight(offset & words[at + 7]!), constants, k)
        break
      case Code.pauli:
        pauli(tile, size, a, b, c, weight(offset & words[at + 7]!), constants, k)
        break
      case Code.table:
        table(tile, size, offset, words, at, constants)
        break
      default:
        pairs(code, tile, size, a, b, c, constants, k)
    }
  }
}
