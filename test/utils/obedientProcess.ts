/** A process that does what a test tells it, instead of tasks. */
import { existsSync, writeFileSync } from "node:fs"
import { filed } from "../../src/emulator/workers/FileColumn.ts"

/** What it does; nothing at all, if it is told nothing. */
export interface Order {
  /** The answer. */
  readonly answer?: unknown
  /** Answers with its number and its priority. */
  readonly who?: boolean
  /** Ends, unless this file exists, and creates it. */
  readonly diesWithout?: string
  /** Takes more memory than it has. */
  readonly grows?: boolean
  /** Answers with a simulation that has so many values: 0, 0.5, 1, ... */
  readonly values?: number
  /** Sends this before its answer. */
  readonly foreign?: object
  /** Creates the file for large results, and answers with nothing. */
  readonly creates?: boolean
}

/** The file for large results. */
const path = process.argv[2] ?? ""

process.on("message", ({ order }: { readonly order: Order }) => {
  const { diesWithout, values } = order
  if (diesWithout !== undefined && !existsSync(diesWithout)) {
    writeFileSync(diesWithout, "")
    process.exit(3)
  }
  if (order.grows === true) grow()
  if (order.creates === true) writeFileSync(path, "")
  if (order.foreign !== undefined) process.send?.(order.foreign)
  if (order.who === true) process.send?.({ answer: process.pid })
  if (order.answer !== undefined) process.send?.({ answer: order.answer })
  if (values !== undefined) {
    const table = { values: Float64Array.from({ length: values }, (_, place) => place / 2) }
    process.send?.({ answer: filed({ measured: { table } }, path) })
  }
})
process.on("disconnect", () => process.exit())

const grow = (): never => {
  const kept: Array<ReadonlyArray<unknown>> = []
  for (;;) kept.push(Array.from({ length: 1e6 }).fill(0.5))
}
