import { type Engine, gap, type MakeEngine } from "./Engine.ts"
import { maxTileQubits, type Program } from "./layout.ts"
import { clear, put, tiled } from "./scalarEngine.ts"
import { alone } from "./wasmModules.ts"

/** What `wasm/kernels.ts` exports. */
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
/** The widest state that the 4 GiB of a memory hold; a wider one stays outside, and tiles are copied. */
export const maxMemoryQubits = 27
/** Bytes from a tile's real parts to its imaginary parts, and of all that a tile needs: as in `wasm/kernels.ts`. */
const tileImaginary = 2 ** (maxTileQubits + 3) + 512
export const tileBytes = 2 * tileImaginary + 65_536 + 4096 + 1024

export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

/** Where things stand in a memory, in bytes. */
export interface Places {
  /** One tile for each thread. */
  readonly tiles: number
  readonly constants: number
  readonly words: number
  readonly re: number
  readonly im: number
  readonly end: number
}

/** The first bytes are left to threads. */
const firstTile = 1024

/** Lays a program out, and its state where it is larger than a tile. */
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

/** Whether there is WebAssembly with SIMD, and it may be compiled here. */
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

/** Memories of circuits that fit in a tile are used again: making one takes longer than running one. */
const idle: Array<Instance> = []
const mostIdle = 4
const mostIdlePages = 64

/** The kernels over a memory. */
export const kernelsOf = (module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels =>
  // The module is our own: it exports these.
  new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels

const instantiate = (pages: number): Instance => {
  compiled ??= new WebAssembly.Module(bytesOf(alone))
  const memory = new WebAssembly.Memory({ initial: pages })
  return { memory, kernels: kernelsOf(compiled, memory) }
}

const acquire = (pages: number, small: boolean): Instance => {
  const instance = (small ? idle.pop() : undefined) ?? instantiate(pages)
  const missing = pages - instance.memory.buffer.byteLength / page
  if (missing > 0) instance.memory.grow(missing)
  return instance
}

/** An engine in WebAssembly with SIMD. */
export const makeWasmEngine: MakeEngine = (program) => {
  const small = program.qubits <= program.tile
  const wide = program.qubits > maxMemoryQubits
  const places = placesOf(wide ? { ...program, qubits: program.tile } : program, 1)
  const instance = acquire(pagesOf(places), small)
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
  let released = false
  const release = () => {
    if (released || !small) return
    released = true
    if (idle.length < mostIdle && memory.buffer.byteLength <= mostIdlePages * page) idle.push(instance)
  }
  const view = () => stateIn(memory, program, places)
  let fresh = !small
  return {
    start: (amplitudes) => {
      const state = view()
      // A new memory is 0, and what is not touched costs nothing.
      if (!fresh) clear(state)
      fresh = false
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
      if (!small) return state
      const copy = { re: state.re.slice(), im: state.im.slice() }
      release()
      return copy
    },
    release,
  }
}

/** Puts a program into a memory. */
export const load = (memory: WebAssembly.Memory, { words, constants }: Program, places: Places): void => {
  new Int32Array(memory.buffer, places.words, words.length).set(words)
  new Float64Array(memory.buffer, places.constants, constants.length).set(constants)
}

/** The state in a memory: in the first tile where it fits there. */
export const stateIn = (memory: WebAssembly.Memory, { qubits, tile }: Program, places: Places) => {
  const size = 2 ** qubits
  const [re, im] = qubits > tile ? [places.re, places.im] : [places.tiles, places.tiles + tileImaginary]
  return { re: new Float64Array(memory.buffer, re, size), im: new Float64Array(memory.buffer, im, size) }
}
