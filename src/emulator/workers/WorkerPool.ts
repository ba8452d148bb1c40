import { Effect, Layer } from "effect"
import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { Caller } from "../model/Caller.ts"
import { Compute, type Computer } from "../model/Compute.ts"
import type { AnswerOf, Task } from "../model/Task.ts"
import { FairQueue } from "./FairQueue.ts"
import { isTrivial, type Lane, laneOf, memoryOf } from "./weights.ts"

/** What a thread says: the answer to the task that it was sent. */
export type Reply = { readonly answer: unknown } | { readonly error: string }

interface Thread {
  readonly worker: Worker
  current: Waiting | undefined
}

interface Waiting {
  readonly task: Task
  readonly memory: number
  readonly done: (answer: unknown) => void
}

/** The heap of a thread, in MiB; states are not in it. One that needs more ends, and the process does not. */
const heap = 2048

/** The file of the thread: beside this one, in the source, in the package and in the bundle of the command. */
const file = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url)

/** Threads for tasks of one kind of length. They are started when they are needed, and kept. */
class LaneOfWorkers {
  private readonly idle: Array<Thread> = []
  private readonly all = new Set<Thread>()
  private readonly queue = new FairQueue<Waiting>()
  private closed = false
  private readonly most: number
  private readonly memory: Memory

  constructor(most: number, memory: Memory) {
    this.most = most
    this.memory = memory
  }

  /** Does a task in its turn; gives a function that gives it up, and its thread with it. */
  add(caller: string, waiting: Waiting): () => void {
    const remove = this.queue.add(caller, waiting)
    this.next()
    return () => {
      remove()
      for (const thread of this.all) if (thread.current === waiting) this.lose(thread, "nobody wants it")
    }
  }

  /** Gives tasks to threads while there are both, and memory. */
  next(): void {
    while (!this.closed && (this.idle.length > 0 || this.all.size < this.most)) {
      const waiting = this.queue.take(({ memory }) => this.memory.has(memory))
      if (waiting === undefined) return
      this.memory.use(waiting.memory)
      this.give(this.idle.pop() ?? this.start(), waiting)
    }
  }

  private start(): Thread {
    const thread: Thread = {
      worker: new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: heap } }),
      current: undefined,
    }
    const { worker } = thread
    worker.unref()
    this.all.add(thread)
    worker.on("message", (reply: Reply) => this.end(thread, reply))
    worker.on("error", (error) => this.lose(thread, error instanceof Error ? error.message : String(error)))
    worker.on("exit", () => this.lose(thread, "its thread ended"))
    return thread
  }

  private give(thread: Thread, waiting: Waiting): void {
    thread.current = waiting
    thread.worker.postMessage(waiting.task, [])
  }

  private end(thread: Thread, reply: Reply): void {
    const { current } = thread
    if (current === undefined) return
    thread.current = undefined
    if (this.all.has(thread)) this.idle.push(thread)
    current.done("answer" in reply ? reply.answer : failed(current.task, reply.error))
    this.memory.use(-current.memory)
    this.memory.changed()
  }

  /** A thread that broke off does no more. */
  private lose(thread: Thread, why: string): void {
    if (this.closed || !this.all.delete(thread)) return
    const place = this.idle.indexOf(thread)
    if (place !== -1) this.idle.splice(place, 1)
    void thread.worker.terminate()
    this.end(thread, { error: why })
  }

  close(): void {
    this.closed = true
    for (const { worker } of this.all) void worker.terminate()
  }
}

/** What tasks may take together. */
class Memory {
  private left: number
  readonly most: number
  readonly changed: () => void

  constructor(most: number, changed: () => void) {
    this.most = most
    this.left = most
    this.changed = changed
  }

  /** One that is larger than all has it for itself: its checks let it in. */
  has(bytes: number): boolean {
    return bytes <= this.left || this.left === this.most
  }

  use(bytes: number): void {
    this.left -= bytes
  }
}

/** The answer to a task whose thread broke off. */
const failed = (task: Task, why: string): AnswerOf<Task> => {
  const failure = { code: "SimulationError", message: `The emulator could not do it: ${why}` }
  switch (task.kind) {
    case "read":
      return { refusal: { status: 400, message: failure.message, keys: ["input"] } }
    case "simulate":
      return { failure }
    case "compile":
      return undefined
  }
}

const make = (maxMemory: number) => {
  const next = () => {
    for (const lane of Object.values(lanes)) lane.next()
  }
  const memory = new Memory(maxMemory, next)
  const lanes: Readonly<Record<Lane, LaneOfWorkers>> = {
    check: new LaneOfWorkers(1, memory),
    short: new LaneOfWorkers(1, memory),
    long: new LaneOfWorkers(Math.max(1, availableParallelism() - 1), memory),
  }
  return { lanes, memory }
}

/**
 * Does tasks in threads, so that requests are answered meanwhile: checks, short simulations and long ones in threads of their own, each
 * caller in turn. The memory of all tasks together has a limit. Tasks that take less than a message are done here; all are where a
 * bundler has left the file of the threads behind.
 */
export const layerWorkers = (maxMemory: number): Layer.Layer<never> =>
  Layer.effect(
    Compute,
    Effect.gen(function* () {
      const here = yield* Compute
      if (!existsSync(file)) return here
      const { lanes } = yield* Effect.acquireRelease(
        Effect.sync(() => make(maxMemory)),
        ({ lanes }) => Effect.sync(() => Object.values(lanes).forEach((lane) => lane.close())),
      )
      const run: Computer["run"] = <T extends Task>(task: T) => {
        if (isTrivial(task)) return here.run(task)
        return Effect.flatMap(Caller, (caller) =>
          Effect.callback<AnswerOf<T>>((resume) => {
            const remove = lanes[laneOf(task)].add(caller, {
              task,
              memory: memoryOf(task),
              // The thread answers with what such a task comes to.
              done: (answer) => resume(Effect.succeed(answer as AnswerOf<T>)),
            })
            return Effect.sync(remove)
          }),
        )
      }
      return { run }
    }),
  )
