import { type Engine, gap, type MakeEngine, supportOf } from "./Engine.ts"
import { maxTileQubits, type Program, runQubits } from "./instructions.ts"
import { weight } from "./Operation.ts"
import { clear, put, tiled } from "./scalarEngine.ts"
import type { Tile } from "./scalarKernels.ts"
import { alone } from "./wasmModules.ts"

/** The exports of `wasm/kernels.ts`. */
export interface Kernels {
  readonly operate: (
    words: number,
    constants: number,
    header: number,
    tile: number,
    tileQubits: number,
    offset: number,
  ) => void
  readonly pass: (
    words: number,
    constants: number,
    header: number,
    tile: number,
    re: number,
    im: number,
    tileQubits: number,
    support: number,
    first: number,
    count: number,
  ) => void
}

const page = 65_536
/**
 * The widest state that fits into the 4 GiB of one memory. A wider state is kept in JavaScript's memory, from which its
 * tiles are copied.
 */
export const maxMemoryQubits = 27
/**
 * The bytes from a tile's real parts to its imaginary parts, and the bytes that a tile needs in total, as in
 * `wasm/kernels.ts`.
 */
const tileImaginary = 2 ** (maxTileQubits + 3) + 512
export const tileBytes = 2 * tileImaginary + 65_536 + 4096 + 1024

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

/** The memory layout, as offsets in bytes. */
export interface Places {
  /** One tile for each thread. */
  readonly tiles: number
  readonly constants: number
  readonly words: number
  readonly re: number
  readonly im: number
  readonly end: number
}

/** The offset of the first tile. The bytes before it coordinate threads. */
const firstTile = 1024

/** The layout of a program, and of its state if it is larger than a tile. */
export const placesOf = ({ qubits, tile, words, constants }: Program, threads: number): Places => {
  const line = (at: number) => Math.ceil(at / 64) * 64
  const constantsAt = line(firstTile + threads * tileBytes)
  const wordsAt = line(constantsAt + constants.byteLength)
  const re = line(wordsAt + words.byteLength)
  const size = qubits > tile ? 2 ** qubits * 8 : 0
  const im = re + size + gap * 8
  return { tiles: firstTile, constants: constantsAt, words: wordsAt, re, im, end: im + size }
}

export const pagesOf = ({ end }: Places): number => Math.ceil(end / page)

let compiled: WebAssembly.Module | undefined

/** Whether WebAssembly with SIMD is available and may be compiled here. */
export const isAvailable = (): boolean => {
  try {
    compiled ??= new WebAssembly.Module(bytesOf(alone))
    return true
  } catch {
    return false
  }
}

/** A memory with its kernels. */
interface Instance {
  readonly memory: WebAssembly.Memory
  readonly kernels: Kernels
}

/** Unused memories are reused, because the system takes milliseconds to provide a new one page by page. */
const idle: Array<Instance> = []
const mostIdle = 4
/** The largest memory that is kept, in pages of 64 KiB: 40 MiB have room for 21 qubits. */
const mostIdlePages = 640

/** The kernels over a memory. */
export const kernelsOf = (module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels =>
  // The module is compiled from `wasm/kernels.ts`, so it exports these.
  new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels

const instantiate = (pages: number): Instance => {
  compiled ??= new WebAssembly.Module(bytesOf(alone))
  const memory = new WebAssembly.Memory({ initial: pages })
  return { memory, kernels: kernelsOf(compiled, memory) }
}

const sizeOf = ({ memory }: Instance): number => memory.buffer.byteLength / page

/** The smallest idle memory that is large enough, or a new one. */
const acquire = (pages: number): { readonly instance: Instance; readonly fresh: boolean } => {
  const place = idle.findIndex((instance) => sizeOf(instance) >= pages)
  const [found] = place === -1 ? [] : idle.splice(place, 1)
  return found === undefined
    ? { instance: instantiate(pages), fresh: true }
    : { instance: found, fresh: false }
}

const giveBack = (instance: Instance): void => {
  if (sizeOf(instance) > mostIdlePages) return
  idle.push(instance)
  idle.sort((a, b) => sizeOf(a) - sizeOf(b))
  // The smallest memory is dropped first, because it fits the fewest programs.
  if (idle.length > mostIdle) idle.shift()
}

/** An engine in WebAssembly with SIMD. */
export const makeWasmEngine: MakeEngine = (program) => {
  const small = program.qubits <= program.tile
  const wide = program.qubits > maxMemoryQubits
  const places = placesOf(wide ? { ...program, qubits: program.tile } : program, 1)
  const { instance, fresh } = acquire(pagesOf(places))
  const { kernels, memory } = instance
  const { words, constants, tiles, re, im } = places
  load(memory, program, places)
  const patch: Engine["patch"] = (word, values) => new Int32Array(memory.buffer, words).set(values, word)
  if (wide) {
    const state = { re: new Float64Array(2 ** program.qubits), im: new Float64Array(2 ** program.qubits) }
    const tile = stateIn(memory, { ...program, qubits: program.tile }, places)
    const operate = (header: number, offset: number) =>
      kernels.operate(words, constants, header, tiles, program.tile, offset)
    return { ...tiled(program, state, tile, operate), patch }
  }
  let mine = true
  const release = () => {
    if (mine) giveBack(instance)
    mine = false
  }
  const view = () => stateIn(memory, program, places)
  // The bits of the indices that some pass writes: entries outside of `begin` and these need no clearing. A state of one
  // tile is read as a whole before it is written, so all of it is cleared. In a larger state, a pass reads only the runs
  // that may be nonzero.
  const reached = small ? 0 : program.passes.reduce((all, { local }) => all | local, 0)
  let clean = fresh
  return {
    start: (amplitudes) => {
      const state = view()
      if (!clean) clearFor(state, supportOf(amplitudes) | (2 ** runQubits(program.tile) - 1), reached)
      clean = false
      put(state, amplitudes)
    },
    run: (pass, support, first, count) => {
      const { header } = program.passes[pass]!
      if (small) kernels.operate(words, constants, header, tiles, program.tile, 0)
      else kernels.pass(words, constants, header, tiles, re, im, program.tile, support, first, count)
    },
    patch,
    view,
    finish: () => {
      const state = view()
      if (!small) {
        mine = false
        return state
      }
      const copy = { re: state.re.slice(), im: state.im.slice() }
      release()
      return copy
    },
    release,
  }
}

/**
 * Clears the entries that are read before they are written: those whose index has only bits of `begin`. Clears all
 * entries if some are never written, or if there are too many to clear them one by one.
 */
const clearFor = (state: Tile, begin: number, reached: number): void => {
  const every = state.re.length - 1
  if ((begin | reached) !== every || weight(begin) > mostClearedSingly) return clear(state)
  let index = 0
  do {
    state.re[index] = 0
    state.im[index] = 0
    index = ((index | ~begin) + 1) & begin
  } while (index !== 0)
}

/**
 * The largest number of bits of `begin` for which entries are cleared one by one. Clearing 2^12 entries in this way
 * costs no more than clearing a state of one tile at once.
 */
const mostClearedSingly = 12

/** Writes a program into a memory. */
export const load = (memory: WebAssembly.Memory, { words, constants }: Program, places: Places): void => {
  new Int32Array(memory.buffer, places.words, words.length).set(words)
  new Float64Array(memory.buffer, places.constants, constants.length).set(constants)
}

/** The state in a memory: in the first tile if it fits there. */
export const stateIn = (memory: WebAssembly.Memory, { qubits, tile }: Program, places: Places) => {
  const size = 2 ** qubits
  const [re, im] = qubits > tile ? [places.re, places.im] : [places.tiles, places.tiles + tileImaginary]
  return { re: new Float64Array(memory.buffer, re, size), im: new Float64Array(memory.buffer, im, size) }
}
