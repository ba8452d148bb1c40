/** The program of a worker. */
import { Effect } from "effect"
import { parentPort } from "node:worker_threads"
import { messageOf } from "../../errors/messageOf.ts"
import { perform, type Task } from "../model/Task.ts"
import { filed, removeFile, tableOf } from "./FileColumn.ts"
import type { Reply } from "./start.ts"

/** The buffers of an answer, which are transferred instead of copied. */
const buffersOf = (answer: unknown): Array<ArrayBuffer> => {
  const found: Array<ArrayBuffer> = []
  for (const column of Object.values(tableOf(answer) ?? {})) {
    if (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer) found.push(column.buffer)
  }
  return found
}

const carryOut = (task: Task, send: (answer: unknown) => void, fail: (reply: Reply) => void): void => {
  Effect.runPromise(perform(task))
    .then(send)
    .catch((error: unknown) => fail({ error: messageOf(error) }))
}

const runThread = (port: NonNullable<typeof parentPort>): void => {
  const send = (reply: Reply, memory: Array<ArrayBuffer> = []) => port.postMessage(reply, memory)
  port.on("message", (task: Task) => carryOut(task, (answer) => send({ answer }, buffersOf(answer)), send))
}

/** `path` is the file for large results. The server deletes it when it opens it. */
const runProcess = (path: string): void => {
  const send = (reply: Reply) => process.send?.(reply)
  process.on("message", (message) => {
    // The server sends nothing but tasks.
    const task = message as Task
    carryOut(task, (answer) => send({ answer: filed(answer, path) }), send)
  })
  // Its server has ended, in whatever way, and may not have opened the last result.
  process.on("disconnect", () => {
    removeFile(path)
    process.exit()
  })
  // The terminal sends the signal to this process, too. The server decides when it ends.
  process.on("SIGINT", () => {})
}

if (parentPort === null) runProcess(process.argv[2] ?? "")
else runThread(parentPort)
