/** A thread that does what a test tells it, instead of tasks. */
import { parentPort } from "node:worker_threads"

/** What it does: answers when `gate` is open, breaks off so many times, or takes more memory than it has. */
export interface Order {
  readonly answer?: unknown
  /** Waits until its first number is not 0. */
  readonly gate?: Int32Array
  /** How many threads still break off; shared by all of them. */
  readonly deaths?: Int32Array
  readonly grows?: boolean
}

parentPort?.on("message", ({ order }: { readonly order: Order }) => {
  const { answer, gate, deaths, grows = false } = order
  if (gate !== undefined) Atomics.wait(gate, 0, 0)
  if (deaths !== undefined && Atomics.sub(deaths, 0, 1) > 0) throw new Error("It broke off")
  if (grows) grow()
  const reply = { answer }
  parentPort?.postMessage(reply, [])
})

const grow = (): never => {
  const kept: Array<ReadonlyArray<unknown>> = []
  for (;;) kept.push(Array.from({ length: 1e6 }).fill(0.5))
}
