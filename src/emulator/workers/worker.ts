/** A thread that does one task after the other. */
import { Effect } from "effect"
import { parentPort } from "node:worker_threads"
import { perform, type Task } from "../model/Task.ts"
import type { Reply } from "./WorkerPool.ts"

/** The buffers of an answer, which are transferred instead of copied. */
const buffersOf = (answer: unknown): Array<ArrayBuffer> => {
  const found: Array<ArrayBuffer> = []
  const table = (answer as { readonly measured?: { readonly table?: object } } | undefined)?.measured?.table
  for (const column of Object.values(table ?? {})) {
    if (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer) found.push(column.buffer)
  }
  return found
}

parentPort?.on("message", (task: Task) => {
  const reply = (message: Reply, memory: Array<ArrayBuffer> = []) => parentPort?.postMessage(message, memory)
  Effect.runPromise(perform(task)).then(
    (answer) => reply({ answer }, buffersOf(answer)),
    (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
  )
})
