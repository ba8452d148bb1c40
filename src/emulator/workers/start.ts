import { Predicate } from "effect"
import { fork } from "node:child_process"
import { constants, setPriority } from "node:os"
import { Worker } from "node:worker_threads"
import { messageOf } from "../../errors/messageOf.ts"
import type { Task } from "../model/Task.ts"
import { opened } from "./FileColumn.ts"

/** The message of a worker: the answer to its task, or an error. */
export type Reply = { readonly answer: unknown } | { readonly error: string }

/** How to start a worker. */
export interface WorkerOptions {
  /** The module of a worker. It is next to this one in the source, in the package and in the bundle of the command. */
  readonly file: URL
  /** The heap limit of a worker in MiB, without states. A worker that exceeds it ends, but the server continues. */
  readonly heap: number
}

/** What a worker calls. */
export interface Listener {
  readonly onReply: (reply: Reply) => void
  /** The worker has failed or ended. It can be called more than once. */
  readonly onEnd: (why: string, isMemory: boolean) => void
}

/** A thread or a process that does one task after the other. */
export interface RunningWorker {
  readonly send: (task: Task) => void
  readonly stop: () => void
}

export type Start = (options: WorkerOptions, listener: Listener) => RunningWorker

const isOutOfMemory = (error: unknown): boolean =>
  Predicate.hasProperty(error, "code") && error.code === "ERR_WORKER_OUT_OF_MEMORY"

/** Starts a thread, which starts faster than a process and takes less memory. */
export const startThread: Start = ({ file, heap }, { onReply, onEnd }) => {
  const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: heap } })
  worker.unref()
  worker.on("message", onReply)
  worker.on("error", (error) => onEnd(messageOf(error), isOutOfMemory(error)))
  worker.on("exit", () => onEnd("its thread ended", false))
  return {
    send: (task) => worker.postMessage(task, []),
    stop: () => void worker.terminate(),
  }
}

/** The options of this process, without those for a debugger, whose port only one process can have. */
const inherited = (): ReadonlyArray<string> =>
  process.execArgv.filter((flag) => !flag.startsWith("--inspect"))

/** The exit code of a process that V8 aborted because its heap was full. Its signal says so where there are signals. */
const abortCode = 134

/**
 * Starts a process with a lower priority, for tasks that take much memory or time. Threads would delay the server: their
 * garbage collections use the same helper threads as its own, and all threads of a process wait while the system frees
 * much memory of one. A large result comes in a file.
 */
export const startProcess: Start = ({ file, heap }, { onReply, onEnd }) => {
  const child = fork(file, [], {
    execArgv: [...inherited(), `--max-old-space-size=${heap}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  })
  child.unref()
  child.channel?.unref()
  child.on("message", (message) => {
    // It sends nothing else.
    const reply = message as Reply
    onReply("answer" in reply ? { answer: opened(reply.answer) } : reply)
  })
  child.on("error", (error) => onEnd(messageOf(error), false))
  child.on("exit", (code, signal) => onEnd("its process ended", signal === "SIGABRT" || code === abortCode))
  lower(child.pid)
  return {
    // A failure is reported by the event "exit".
    send: (task) => void child.send(task, () => {}),
    stop: () => void child.kill("SIGKILL"),
  }
}

const lower = (pid: number | undefined): void => {
  if (pid === undefined) return
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Some systems do not allow it.
  }
}
