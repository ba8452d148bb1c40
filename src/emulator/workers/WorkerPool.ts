import { Effect, Layer } from "effect"
import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { Caller } from "../model/Caller.ts"
import { Compute, type Computer } from "../model/Compute.ts"
import type { AnswerOf, Task } from "../model/Task.ts"
import { messageOf } from "../../errors/messageOf.ts"
import {
  type Reply,
  type RunningWorker,
  type Start,
  startProcess,
  startThread,
  type WorkerOptions,
} from "./start.ts"
import { FairQueue } from "./FairQueue.ts"
import { isTrivial, type Lane, laneOf, memoryOf } from "./lanes.ts"

interface Member {
  handle: RunningWorker | undefined
  current: Waiting | undefined
}

interface Waiting {
  readonly task: Task
  readonly memory: number
  /** How many more times the task is retried when its worker fails. */
  retries: number
  readonly done: (answer: unknown) => void
}

/** How to start the workers of a pool. */
export interface PoolOptions extends WorkerOptions {
  readonly starts: Readonly<Record<Lane, Start>>
}

const usual: PoolOptions = {
  file: new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url),
  // In MiB. Reading a program of 10 MB takes 0.9 GB of heap.
  heap: 1024,
  starts: { check: startProcess, short: startThread, long: startProcess },
}

/** The workers of one lane. They start when they are needed, and are kept. */
class LaneOfWorkers {
  private readonly idle: Array<Member> = []
  private readonly all = new Set<Member>()
  private readonly queue = new FairQueue<Waiting>()
  private closed = false
  private readonly most: number
  private readonly memory: Memory
  private readonly options: WorkerOptions

  private readonly startWorker: Start

  constructor(most: number, memory: Memory, options: WorkerOptions, startWorker: Start) {
    this.startWorker = startWorker
    this.most = most
    this.memory = memory
    this.options = options
  }

  /** Queues a task. Returns a function that cancels it: the task leaves the queue, or the worker that runs it is stopped. */
  add(caller: string, waiting: Waiting): () => void {
    const remove = this.queue.add(caller, waiting)
    this.next()
    return () => {
      remove()
      waiting.retries = 0
      for (const member of this.all) if (member.current === waiting) this.lose(member, "nobody wants it")
      // The next task in the queue may be able to start now.
      this.next()
    }
  }

  /** Assigns queued tasks to workers while a worker and enough memory are free. */
  next(): void {
    while (!this.closed && (this.idle.length > 0 || this.all.size < this.most)) {
      const waiting = this.queue.take(({ memory }) => this.memory.has(memory))
      if (waiting === undefined) return
      this.memory.use(waiting.memory)
      this.give(waiting)
    }
  }

  private start(): Member {
    const member: Member = { handle: undefined, current: undefined }
    member.handle = this.startWorker(this.options, {
      onReply: (reply) => this.end(member, reply),
      onEnd: (why, isMemory) => this.lose(member, why, isMemory),
    })
    this.all.add(member)
    return member
  }

  private give(waiting: Waiting): void {
    try {
      const member = this.idle.pop() ?? this.start()
      member.current = waiting
      member.handle?.send(waiting.task)
    } catch (error) {
      // The system cannot start another thread or process.
      this.finish(waiting, failed(waiting.task, messageOf(error), false))
    }
  }

  /** Completes a task with its answer, and releases the memory that was reserved for it. */
  private finish({ done, memory }: Waiting, answer: unknown): void {
    done(answer)
    this.memory.use(-memory)
    this.memory.changed()
  }

  private end(member: Member, reply: Reply): void {
    const { current } = member
    if (current === undefined) return
    member.current = undefined
    if (this.all.has(member)) this.idle.push(member)
    this.finish(current, "answer" in reply ? reply.answer : failed(current.task, reply.error, false))
  }

  /** Removes a worker that failed. Its task is retried once in another worker, unless it ran out of memory. */
  private lose(member: Member, why: string, isMemory = false): void {
    if (this.closed || !this.all.delete(member)) return
    const place = this.idle.indexOf(member)
    if (place !== -1) this.idle.splice(place, 1)
    member.handle?.stop()
    const { current } = member
    if (current === undefined) return
    member.current = undefined
    if (!isMemory && current.retries > 0) {
      current.retries--
      return this.give(current)
    }
    this.finish(current, failed(current.task, why, isMemory))
  }

  close(): void {
    this.closed = true
    for (const { handle } of this.all) handle?.stop()
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

/** The answer to a task whose worker failed. Only a lack of memory is the caller's error. */
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
            ? "The simulation takes more memory than a worker of the emulator has"
            : `The emulator could not simulate it: ${why}`,
        },
      }
    case "compile":
      return undefined
  }
}

const make = (maxMemory: number, options: PoolOptions) => {
  const next = () => {
    for (const lane of Object.values(lanes)) lane.next()
  }
  const memory = new Memory(maxMemory, next)
  const lanes: Readonly<Record<Lane, LaneOfWorkers>> = {
    check: new LaneOfWorkers(1, memory, options, options.starts.check),
    short: new LaneOfWorkers(1, memory, options, options.starts.short),
    long: new LaneOfWorkers(Math.max(1, availableParallelism() - 1), memory, options, options.starts.long),
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
 * Runs tasks in other threads and processes, so that the server can answer meanwhile. Checks, short and long simulations
 * have their own workers, callers take turns, and the memory of all tasks together is limited. Trivial tasks run in this
 * thread; all tasks do if the module of the workers is missing, as after bundling.
 */
export const layerWorkers = (maxMemory: number, options: PoolOptions = usual): Layer.Layer<never> =>
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
                // The answer of a worker has the kind of its task, so the cast holds.
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
