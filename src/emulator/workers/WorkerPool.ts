import { Effect, Layer, Predicate } from "effect"
import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { Caller } from "../model/Caller.ts"
import { Compute, type Computer } from "../model/Compute.ts"
import type { AnswerOf, Task } from "../model/Task.ts"
import { FairQueue } from "./FairQueue.ts"
import { isTrivial, type Lane, laneOf, memoryOf } from "./weights.ts"

/** The message of a thread: the answer to its task, or an error. */
export type Reply = { readonly answer: unknown } | { readonly error: string }

interface Thread {
  readonly worker: Worker
  current: Waiting | undefined
}

interface Waiting {
  readonly task: Task
  readonly memory: number
  /** How many more times the task is retried when its thread fails. */
  retries: number
  readonly done: (answer: unknown) => void
}

/** How to start a thread. */
export interface ThreadOptions {
  /** The module of a thread. It is next to this one in the source, in the package and in the bundle of the command. */
  readonly file: URL
  /** The heap limit of a thread in MiB, without states. A thread that exceeds it ends, but the process continues. */
  readonly heap: number
}

const usual: ThreadOptions = {
  file: new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url),
  // A program of 10 MB takes 0.9 GB to read.
  heap: 1024,
}

/** The threads of one lane. They start when they are needed, and are kept. */
class LaneOfWorkers {
  private readonly idle: Array<Thread> = []
  private readonly all = new Set<Thread>()
  private readonly queue = new FairQueue<Waiting>()
  private closed = false
  private readonly most: number
  private readonly memory: Memory
  private readonly options: ThreadOptions

  constructor(most: number, memory: Memory, options: ThreadOptions) {
    this.most = most
    this.memory = memory
    this.options = options
  }

  /** Queues a task. Returns a function that cancels it: the task leaves the queue, or the thread that runs it is stopped. */
  add(caller: string, waiting: Waiting): () => void {
    const remove = this.queue.add(caller, waiting)
    this.next()
    return () => {
      remove()
      waiting.retries = 0
      for (const thread of this.all) if (thread.current === waiting) this.lose(thread, "nobody wants it")
      // The next task in the queue may fit now.
      this.next()
    }
  }

  /** Assigns queued tasks to threads while a thread and enough memory are free. */
  next(): void {
    while (!this.closed && (this.idle.length > 0 || this.all.size < this.most)) {
      const waiting = this.queue.take(({ memory }) => this.memory.has(memory))
      if (waiting === undefined) return
      this.memory.use(waiting.memory)
      this.give(waiting)
    }
  }

  private start(): Thread {
    const thread: Thread = {
      worker: new Worker(this.options.file, {
        resourceLimits: { maxOldGenerationSizeMb: this.options.heap },
      }),
      current: undefined,
    }
    const { worker } = thread
    worker.unref()
    this.all.add(thread)
    worker.on("message", (reply: Reply) => this.end(thread, reply))
    worker.on("error", (error) => this.lose(thread, messageOf(error), isOutOfMemory(error)))
    worker.on("exit", () => this.lose(thread, "its thread ended"))
    return thread
  }

  private give(waiting: Waiting): void {
    try {
      const thread = this.idle.pop() ?? this.start()
      thread.current = waiting
      thread.worker.postMessage(waiting.task, [])
    } catch (error) {
      // The system has no more threads.
      this.finish(waiting, failed(waiting.task, messageOf(error), false))
    }
  }

  /** Answers a task that has its memory, and gives it back. */
  private finish({ done, memory }: Waiting, answer: unknown): void {
    done(answer)
    this.memory.use(-memory)
    this.memory.changed()
  }

  private end(thread: Thread, reply: Reply): void {
    const { current } = thread
    if (current === undefined) return
    thread.current = undefined
    if (this.all.has(thread)) this.idle.push(thread)
    this.finish(current, "answer" in reply ? reply.answer : failed(current.task, reply.error, false))
  }

  /** Removes a thread that failed. Its task is retried once in another thread, unless it ran out of memory. */
  private lose(thread: Thread, why: string, isMemory = false): void {
    if (this.closed || !this.all.delete(thread)) return
    const place = this.idle.indexOf(thread)
    if (place !== -1) this.idle.splice(place, 1)
    void thread.worker.terminate()
    const { current } = thread
    if (current === undefined) return
    thread.current = undefined
    if (!isMemory && current.retries > 0) {
      current.retries--
      return this.give(current)
    }
    this.finish(current, failed(current.task, why, isMemory))
  }

  close(): void {
    this.closed = true
    for (const { worker } of this.all) void worker.terminate()
  }
}

/** The memory that all tasks may take together. */
class Memory {
  private left: number
  readonly most: number
  readonly changed: () => void

  constructor(most: number, changed: () => void) {
    this.most = most
    this.left = most
    this.changed = changed
  }

  /** Whether a task may start. One that exceeds the whole limit runs alone, and one that takes no memory never waits. */
  has(bytes: number): boolean {
    return bytes === 0 || bytes <= this.left || this.left === this.most
  }

  use(bytes: number): void {
    this.left -= bytes
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const isOutOfMemory = (error: unknown): boolean =>
  Predicate.hasProperty(error, "code") && error.code === "ERR_WORKER_OUT_OF_MEMORY"

/** The answer to a task whose thread failed. Only a lack of memory is the caller's error. */
const failed = (task: Task, why: string, isMemory: boolean): AnswerOf<Task> => {
  switch (task.kind) {
    case "read":
      return {
        refusal: isMemory
          ? {
              status: 400,
              message: '"input" was invalid: it takes too much memory to read.',
              keys: ["input"],
            }
          : { status: 500, message: `The emulator could not read the body: ${why}`, keys: [] },
      }
    case "simulate":
      return {
        failure: {
          code: isMemory ? "SimulationError" : "InternalError",
          message: isMemory
            ? "The simulation takes more memory than a thread of the emulator has"
            : `The emulator could not simulate it: ${why}`,
        },
      }
    case "compile":
      return undefined
  }
}

const make = (maxMemory: number, options: ThreadOptions) => {
  const next = () => {
    for (const lane of Object.values(lanes)) lane.next()
  }
  const memory = new Memory(maxMemory, next)
  const lanes: Readonly<Record<Lane, LaneOfWorkers>> = {
    check: new LaneOfWorkers(1, memory, options),
    short: new LaneOfWorkers(1, memory, options),
    long: new LaneOfWorkers(Math.max(1, availableParallelism() - 1), memory, options),
  }
  const hold = (bytes: number) => {
    memory.use(bytes)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      memory.use(-bytes)
      next()
    }
  }
  return { lanes, hold }
}

/**
 * Runs tasks in threads, so that the server can answer meanwhile. Checks, short and long simulations have their own
 * threads, callers take turns, and the memory of all tasks together is limited. Trivial tasks run in this thread; all
 * tasks do if the module of the threads is missing, as after bundling.
 */
export const layerWorkers = (maxMemory: number, options: ThreadOptions = usual): Layer.Layer<never> =>
  Layer.effect(
    Compute,
    Effect.gen(function* () {
      const here = yield* Compute
      if (!existsSync(options.file)) return here
      const { lanes, hold } = yield* Effect.acquireRelease(
        Effect.sync(() => make(maxMemory, options)),
        ({ lanes }) => Effect.sync(() => Object.values(lanes).forEach((lane) => lane.close())),
      )
      const run: Computer["run"] = <T extends Task>(
        task: T,
        onAnswer: (answer: AnswerOf<T>) => void = () => {},
      ) => {
        if (isTrivial(task)) return here.run(task, onAnswer)
        return Effect.flatMap(Caller, (caller) =>
          Effect.callback<AnswerOf<T>>((resume) => {
            const remove = lanes[laneOf(task)].add(caller, {
              task,
              memory: memoryOf(task),
              retries: 1,
              done: (found) => {
                // The answer of a thread has the kind of its task.
                const answer = found as AnswerOf<T>
                onAnswer(answer)
                resume(Effect.succeed(answer))
              },
            })
            return Effect.sync(remove)
          }),
        )
      }
      return { run, hold }
    }),
  )
