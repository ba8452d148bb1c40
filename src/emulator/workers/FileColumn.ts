import { close, closeSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import type { Column, StateTable } from "../model/StateTable.ts"

/** The smallest size of a column that is sent in a file, in bytes. */
const leastBytes = 2 ** 20
/** The size of the part of a file that is in memory, in bytes. */
const windowBytes = 2 ** 18
/** The largest number of bytes to write at once. */
const writtenBytes = 2 ** 24

/** Closes a file without waiting, because freeing a large file takes the system tens of milliseconds. */
const release = (fd: number): void => close(fd, () => {})

/** Closes the files of columns that are garbage-collected without a call of `close`. */
const forgotten = new FinalizationRegistry(release)

/**
 * A column of numbers in a file, of which a small part is in memory. The constructor opens the file and deletes its
 * name, so the system frees the file when the column is closed or the process ends.
 */
export class FileColumn implements Column {
  readonly length: number
  private fd: number | undefined
  private readonly window: Float64Array
  /** The first place of the window, and the first one after it. */
  private start = 0
  private end = 0

  constructor(path: string, length: number) {
    this.length = length
    this.fd = openSync(path, "r")
    rmSync(path)
    forgotten.register(this, this.fd, this)
    this.window = new Float64Array(Math.min(length, windowBytes / 8))
  }

  get byteLength(): number {
    return this.length * 8
  }

  at(place: number): number | undefined {
    if (place < 0 || place >= this.length) return undefined
    this.reach(place)
    return this.window[place - this.start]
  }

  slice(from: number, to: number): Float64Array {
    const end = Math.min(to, this.length)
    const copy = new Float64Array(Math.max(0, end - from))
    for (let place = from; place < end;) {
      this.reach(place)
      const part = this.window.subarray(place - this.start, Math.min(end, this.end) - this.start)
      copy.set(part, place - from)
      place += part.length
    }
    return copy
  }

  private reach(place: number): void {
    if (place < this.start || place >= this.end) this.move(place)
  }

  /** Reads the part of the file that starts at a place into the window. */
  private move(place: number): void {
    if (this.fd === undefined) throw new Error("The file of this column is closed")
    const bytes = new Uint8Array(this.window.buffer)
    let read = 0
    while (read < bytes.length) {
      const more = readSync(this.fd, bytes, read, bytes.length - read, place * 8 + read)
      if (more === 0) break
      read += more
    }
    this.start = place
    this.end = place + Math.floor(read / 8)
    if (this.end === this.start) throw new Error("The file of this column is too short")
  }

  close(): void {
    if (this.fd === undefined) return
    forgotten.unregister(this)
    release(this.fd)
    this.fd = undefined
  }
}

/** A column in a message: the path of its file, which the receiver deletes, and the number of values. */
interface Sent {
  readonly path: string
  readonly length: number
}

/** The part of an answer that this module reads. Only the answer of a simulation has a table. */
type Answer =
  | { readonly measured?: { readonly table?: { values: StateTable["values"] | Sent } } }
  | string
  | undefined

/** The table of an answer, if it has one. */
export const tableOf = (answer: unknown) => {
  // A worker sends nothing but answers, so the cast holds.
  const known = answer as Answer
  return typeof known === "object" ? known.measured?.table : undefined
}

/** Removes a file, if it exists and the system allows it. */
export const removeFile = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // It is in the system's folder for temporary files.
  }
}

const write = (values: Float64Array, path: string): Sent => {
  const fd = openSync(path, "wx", 0o600)
  try {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    let written = 0
    while (written < bytes.length) {
      written += writeSync(fd, bytes, written, Math.min(writtenBytes, bytes.length - written))
    }
  } catch (error) {
    removeFile(path)
    throw error
  } finally {
    closeSync(fd)
  }
  return { path, length: values.length }
}

/** Puts a large column of an answer into a file, which must not exist. */
export const filed = (answer: unknown, path: string): unknown => {
  const table = tableOf(answer)
  if (table?.values instanceof Float64Array && table.values.byteLength >= leastBytes) {
    table.values = write(table.values, path)
  }
  return answer
}

/** The inverse of {@link filed}, in the process that gets the answer. */
export const opened = (answer: unknown): unknown => {
  const table = tableOf(answer)
  if (table !== undefined && "path" in table.values) {
    table.values = new FileColumn(table.values.path, table.values.length)
  }
  return answer
}
