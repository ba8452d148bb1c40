/** Threads that help with a run, on any platform. They are kept for the next run, and do not keep a process alive. */

/** The task of a worker: the kernels, the shared memory, and the offset of its own tile. */
export interface Task {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly tile: number
}

/** The words at the start of a shared memory that coordinate threads. */
export const Control = {
  /** Changes when there is new work. Idle threads sleep until then. */
  turn: 0,
  /** The number of tiles that no thread has taken. A thread always takes the last one. */
  left: 1,
  /** The number of threads that may hold a tile. */
  busy: 2,
  /** 1 when the run is over. */
  over: 3,
  /** The number of tiles computed by other threads than the first. */
  shared: 4,
  words: 5,
  constants: 6,
  header: 7,
  re: 8,
  im: 9,
  tileQubits: 10,
  support: 11,
} as const

/**
 * The code of a worker as text, because every bundler would have to find a separate file. A worker reads `left` before
 * the words of a pass, because the first thread sets it after them.
 */
const source = `
const port = globalThis.process?.getBuiltinModule?.("node:worker_threads")?.parentPort ?? globalThis
port.onmessage = ({ data: { module, memory, tile } }) => {
  const { pass } = new WebAssembly.Instance(module, { env: { memory } }).exports
  const control = new Int32Array(memory.buffer, 0, 16)
  let turn = 0
  while (Atomics.load(control, ${Control.over}) === 0) {
    for (;;) {
      Atomics.add(control, ${Control.busy}, 1)
      const left = Atomics.sub(control, ${Control.left}, 1)
      if (left > 0) {
        const at = (word) => Atomics.load(control, word)
        pass(at(${Control.words}), at(${Control.constants}), at(${Control.header}), tile, at(${Control.re}),
          at(${Control.im}), at(${Control.tileQubits}), at(${Control.support}), left - 1, 1)
        Atomics.add(control, ${Control.shared}, 1)
      }
      if (Atomics.sub(control, ${Control.busy}, 1) === 1) Atomics.notify(control, ${Control.busy})
      if (left <= 0) break
    }
    Atomics.wait(control, ${Control.turn}, turn)
    turn = Atomics.load(control, ${Control.turn})
  }
  port.postMessage("idle")
}
`

/** The part of the interface of Node and web workers that is used here. */
interface Worker {
  readonly postMessage: (task: Task, transfer: []) => void
}

const idle: Array<Worker> = []

interface NodeWorker extends Worker {
  readonly on: (event: "message" | "error", listener: () => void) => void
  readonly unref: () => void
}

type NodeThreads = { readonly Worker: new (source: string, options: { readonly eval: true }) => NodeWorker }

/** `node:worker_threads`, without an import that a bundler would follow. */
const nodeThreads = (): NodeThreads | undefined => {
  const { process } = globalThis as {
    readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
  }
  // The module is Node's own, so it has the class `Worker`.
  return process?.getBuiltinModule?.("node:worker_threads") as NodeThreads | undefined
}

/** Whether memory can be shared with workers. In a browser this requires a cross-origin isolated page. */
export const canShare = (): boolean =>
  typeof SharedArrayBuffer === "function" &&
  (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated !== false &&
  (nodeThreads() !== undefined || typeof globalThis.Worker === "function")

/** The number of workers that were started and have not failed. */
let started = 0

const start = (): Worker => {
  started++
  const threads = nodeThreads()
  if (threads !== undefined) {
    const worker = new threads.Worker(source, { eval: true })
    worker.on("message", () => idle.push(worker))
    // A worker that fails is not used again. The first thread computes all tiles that the others do not.
    worker.on("error", () => started--)
    worker.unref()
    return worker
  }
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }))
  const worker = new globalThis.Worker(url)
  const help: Worker = { postMessage: (task) => worker.postMessage(task, []) }
  worker.addEventListener("message", () => idle.push(help))
  worker.addEventListener("error", (event) => {
    event.preventDefault()
    started--
  })
  return help
}

/**
 * Assigns tasks to workers, which begin asynchronously. There are never more workers than the tasks of one run. The
 * first thread computes the tiles that the workers do not take.
 */
export const help = (tasks: ReadonlyArray<Task>): void => {
  for (const task of tasks) {
    const worker = idle.pop() ?? (started < tasks.length ? start() : undefined)
    worker?.postMessage(task, [])
  }
}
