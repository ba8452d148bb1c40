/** A thread that does one task after the other. */
import { Effect } from "effect"
import { setPriority } from "node:os"
import { parentPort } from "node:worker_threads"
import { perform, type Task } from "../model/Task.ts"
import type { Reply } from "./WorkerPool.ts"

/** A thread of this priority (nice) gets about a tenth of a core that it shares with one of priority 0. */
const lowPriority = 10

/** The buffers of an answer, which are transferred instead of copied. */
const buffersOf = (answer: unknown): Array<ArrayBuffer> => {
  const found: Array<ArrayBuffer> = []
  const table = (answer as { readonly measured?: { readonly table?: object } } | undefined)?.measured?.table
  for (const column of Object.values(table ?? {})) {
    if (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer) found.push(column.buffer)
  }
  return found
}

// The thread that answers comes first where there are fewer cores than threads. On other systems this would be the whole process's.
if (process.platform === "linux") setPriority(lowPriority)

parentPort?.on("message", (task: Task) => {
  const reply = (message: Reply, memory: Array<ArrayBuffer> = []) => parentPort?.postMessage(message, memory)
  Effect.runPromise(perform(task)).then(
    (answer) => reply({ answer }, buffersOf(answer)),
    (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
  )
})
