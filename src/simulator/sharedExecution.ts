import { supportOf, tilesOf } from "./Engine.ts"
import type { Execution, Prepared } from "./Execution.ts"
import { put } from "./scalarEngine.ts"
import { denseState } from "./StateVector.ts"
import {
  bytesOf,
  kernelsOf,
  load,
  maxMemoryQubits,
  pagesOf,
  placesOf,
  stateIn,
  tileBytes,
} from "./wasmEngine.ts"
import { shared } from "./wasmModules.ts"
import { canShare, Control, help } from "./threadPool.ts"

/** A run whose tiles are computed by several threads. */
export interface SharedExecution extends Execution {
  /** The number of tiles that other threads than the first have computed. */
  readonly helped: () => number
}

let compiled: WebAssembly.Module | undefined

/** Spin count before sleeping: some hundredths of a millisecond. */
const spins = 2000
/** The longest sleep, in milliseconds. Other fibers may run after it. */
const longestSleep = 1

/**
 * Runs a program in memory shared by `threads` threads. Undefined if the platform cannot share memory, and for states
 * that are not larger than a tile or too large for one memory. Tiles are independent, so only the order of their
 * computation changes.
 */
export const executeShared = (
  { program, qubits, amplitudes }: Prepared,
  threads: number,
  stepSize: number,
): SharedExecution | undefined => {
  if (program === undefined || qubits <= program.tile || qubits > maxMemoryQubits) return undefined
  if (threads < 2 || !canShare()) return undefined
  compiled ??= new WebAssembly.Module(bytesOf(shared))
  const module = compiled
  const places = placesOf(program, threads)
  const pages = pagesOf(places)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const kernels = kernelsOf(module, memory)
  load(memory, program, places)
  put(stateIn(memory, program, places), amplitudes)
  const { words, constants, re, im, tiles } = places
  const { tile, passes } = program
  const control = new Int32Array(memory.buffer, 0, 16)
  const set = (word: number, value: number) => Atomics.store(control, word, value)
  for (const [word, value] of [
    [Control.words, words],
    [Control.constants, constants],
    [Control.re, re],
    [Control.im, im],
    [Control.tileQubits, tile],
  ] as const) {
    set(word, value)
  }
  help(Array.from({ length: threads - 1 }, (_, i) => ({ module, memory, tile: tiles + (i + 1) * tileBytes })))

  const wake = () => {
    Atomics.add(control, Control.turn, 1)
    Atomics.notify(control, Control.turn)
  }
  const release = () => {
    set(Control.left, 0)
    set(Control.over, 1)
    wake()
  }
  const othersAreDone = () => {
    for (let spin = 0; spin < spins; spin++) if (Atomics.load(control, Control.busy) === 0) return true
    const busy = Atomics.load(control, Control.busy)
    try {
      if (busy !== 0) Atomics.wait(control, Control.busy, busy, longestSleep)
    } catch {
      // `Atomics.wait` throws in the main thread of a browser, which must not sleep.
    }
    return Atomics.load(control, Control.busy) === 0
  }
  let support = supportOf(amplitudes)
  let pass = 0
  let begun = false
  const step = (): boolean => {
    let budget = stepSize
    while (budget > 0 && pass < passes.length) {
      const { header, local, operations } = passes[pass]!
      if (!begun) {
        set(Control.header, header)
        set(Control.support, support)
        // Set last, so that a thread that takes a tile reads the other values.
        set(Control.left, tilesOf(local, support))
        wake()
        begun = true
      }
      const left = Atomics.sub(control, Control.left, 1)
      if (left > 0) {
        kernels.pass(words, constants, header, tiles, re, im, tile, support, left - 1, 1)
        budget -= 2 ** tile * (operations + 4)
      } else if (othersAreDone()) {
        support |= local
        pass++
        begun = false
      } else return true
    }
    return pass < passes.length
  }
  const view = () => denseState(qubits, stateIn(memory, program, places))
  return {
    step,
    view,
    finish: () => {
      release()
      return view()
    },
    release,
    helped: () => Atomics.load(control, Control.shared),
  }
}
