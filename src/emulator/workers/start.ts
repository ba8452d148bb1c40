import { Predicate } from "effect"
import { fork } from "node:child_process"
import { Socket } from "node:net"
import { constants, getPriority, setPriority, tmpdir } from "node:os"
import { join } from "node:path"
import type { Readable } from "node:stream"
import { Worker } from "node:worker_threads"
import { messageOf } from "../../errors/messageOf.ts"
import type { Task } from "../model/Task.ts"
import { opened, removeFile } from "./FileColumn.ts"

/** The message of a worker: the answer to its task, or an error. */
export type Reply = { readonly answer: unknown } | { readonly error: string }

/** How to start a worker. */
export interface WorkerOptions {
  /**
   * The module of a worker. It is in the folder of this module in the source, in the package and in the bundle of the
   * command.
   */
  readonly file: URL
  /** The heap limit of a worker in MiB, without states. A worker that exceeds it ends, but the server continues. */
  readonly heap: number
}

/** The callbacks of a worker. */
export interface Listener {
  readonly onReply: (reply: Reply) => void
  /** Called when the worker has failed or ended, possibly more than once. */
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

/** Starts a worker. If Node's permissions forbid it, the error names the option that allows it. */
const allowed = <A>(option: string, start: () => A): A => {
  try {
    return start()
  } catch (error) {
    if (!Predicate.hasProperty(error, "code") || error.code !== "ERR_ACCESS_DENIED") throw error
    throw new Error(`Node's --permission forbids it without ${option}`, { cause: error })
  }
}

/** Starts a thread, which starts faster than a process and takes less memory. */
export const startThread: Start = ({ file, heap }, { onReply, onEnd }) => {
  const worker = allowed(
    "--allow-worker",
    () => new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: heap } }),
  )
  worker.unref()
  worker.on("message", onReply)
  worker.on("error", (error) => onEnd(messageOf(error), isOutOfMemory(error)))
  worker.on("exit", () => onEnd("its thread ended", false))
  return {
    send: (task) => worker.postMessage(task, []),
    stop: () => void worker.terminate(),
  }
}

/** Options of Node that say what a process runs, or that only one process can have: a port, the restart after changes. */
const isOwn = (option: string): boolean =>
  /^(-e|-p|-pe|-i)$|^--(eval|print|interactive|input-type|inspect|watch|test)\b/.test(option)

/** The options of a process that its workers need too, such as those that load modules. */
export const inheritedOptions = (options: ReadonlyArray<string>): ReadonlyArray<string> =>
  options.filter((option, place) => {
    // What does not start with a dash is the value of the option before it.
    const named = option.startsWith("-") ? option : (options[place - 1] ?? "")
    return !isOwn(named)
  })

/**
 * The exit code of a process that V8 aborted because its heap was full. On systems with signals, the signal is SIGABRT.
 */
const abortCode = 134

/** A message of a worker. Node sends messages of its own if it watches files. */
const isReply = (message: unknown): message is Reply =>
  Predicate.hasProperty(message, "answer") || Predicate.hasProperty(message, "error")

/** The reply with its result opened, or the error of opening it. */
const withResult = (reply: Reply): Reply => {
  if ("error" in reply) return reply
  try {
    return { answer: opened(reply.answer) }
  } catch (error) {
    return { error: messageOf(error) }
  }
}

/** The number of characters from the end of a process's stderr that its error contains. */
const mostStderr = 2000

/** Reads a stream. Returns a function that returns the end of what came so far. */
const endOf = (stream: Readable | null): (() => string) => {
  let text = ""
  stream?.setEncoding("utf8").on("data", (piece: string) => {
    text = (text + piece).slice(-mostStderr)
  })
  return () => text.trim()
}

/**
 * Starts a process with a lower priority, for tasks that take much memory or time. Threads would delay the server: their
 * garbage collections use the same helper threads as its own, and all threads of a process wait while the system frees
 * much memory of one. A large result comes in a file, one at a time.
 */
export const startProcess: Start = ({ file, heap }, { onReply, onEnd }) => {
  const path = join(tmpdir(), `effect-ionq-${crypto.randomUUID()}`)
  const child = allowed("--allow-child-process", () =>
    fork(file, [path], {
      execArgv: [...inheritedOptions(process.execArgv), `--max-old-space-size=${heap}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    }),
  )
  child.on("error", (error) => onEnd(messageOf(error), false))
  // The event "error" comes too, but then nobody waits for it.
  if (child.pid === undefined) throw new Error("The system cannot start another process")
  child.unref()
  // The channel of Bun has no such method.
  if (Predicate.hasProperty(child.channel, "unref")) child.channel.unref()
  child.on("message", (message) => {
    if (isReply(message)) onReply(withResult(message))
  })
  const stderr = endOf(child.stderr)
  if (child.stderr instanceof Socket) child.stderr.unref()
  // The event "exit" may come before the end of stderr.
  child.on("close", (code, signal) => {
    const how = signal === null ? `with the exit code ${code}` : `by ${signal}`
    const said = stderr()
    onEnd(
      `its process ended ${how}${said === "" ? "" : `: ${said}`}`,
      signal === "SIGABRT" || code === abortCode,
    )
  })
  lower(child.pid)
  return {
    // A failure is reported by the event "close".
    send: (task) => void child.send(task, () => {}),
    stop: () => {
      child.kill("SIGKILL")
      removeFile(path)
    },
  }
}

const lower = (pid: number): void => {
  try {
    const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority
    setPriority(pid, Math.min(getPriority() + PRIORITY_BELOW_NORMAL, PRIORITY_LOW))
  } catch {
    // Some systems do not allow a process to change its priority.
  }
}
