import type { Measured } from "./Outcome.ts"
import { bytesOf } from "./StateTable.ts"

/** The largest total size of outcomes without users, in bytes. */
const maxIdleBytes = 50e6

/** The size from which an outcome counts toward the memory limit, in bytes. */
const leastCounted = 100_000

interface Held {
  readonly measured: Measured
  readonly size: number
  /** Releases the counted memory; undefined if the outcome is small or has no users. */
  release: (() => void) | undefined
}

/** The approximate size of an outcome, in bytes. */
const sizeOf = (measured: Measured): number =>
  1_000 + (measured.kind === "circuit" ? bytesOf(measured.table) : 0)

/**
 * The outcomes in memory. Large ones count toward the memory limit while they have users. Afterwards, the last used ones
 * stay cached; a single outcome that is larger than the cache stays until the next simulation.
 */
export class OutcomeCache {
  /** The outcomes by the job's id, least recently used first. */
  private readonly held = new Map<string, Held>()
  /** The number of users by the job's id, counted even before the outcome exists. */
  private readonly users = new Map<string, number>()
  /** The size of the cached outcomes without users, in bytes. */
  private idleBytes = 0
  private readonly count: (bytes: number) => () => void
  private readonly isSimulating: () => boolean

  constructor(count: (bytes: number) => () => void, isSimulating: () => boolean) {
    this.count = count
    this.isSimulating = isSimulating
  }

  get(id: string): Measured | undefined {
    return this.held.get(id)?.measured
  }

  /** Adds a user, and returns a function that removes it. */
  use(id: string): () => void {
    const users = this.users.get(id) ?? 0
    this.users.set(id, users + 1)
    const found = this.held.get(id)
    if (found !== undefined && users === 0) {
      this.idleBytes -= found.size
      this.settle(id, found)
    }
    return () => this.leave(id)
  }

  private leave(id: string): void {
    const users = (this.users.get(id) ?? 1) - 1
    if (users > 0) return void this.users.set(id, users)
    this.users.delete(id)
    const found = this.held.get(id)
    if (found === undefined) return
    this.idleBytes += found.size
    this.settle(id, found)
    this.trim()
  }

  put(id: string, measured: Measured): void {
    if (this.held.has(id)) return
    const found: Held = { measured, size: sizeOf(measured), release: undefined }
    if (!this.users.has(id)) this.idleBytes += found.size
    this.settle(id, found)
    this.trim()
  }

  /** Marks an outcome as the last used one, and counts its memory if it is large and has users. */
  private settle(id: string, found: Held): void {
    this.held.delete(id)
    this.held.set(id, found)
    found.release?.()
    found.release = this.users.has(id) && found.size >= leastCounted ? this.count(found.size) : undefined
  }

  /** Drops the least recently used outcomes without users until the rest fits into the cache. */
  trim(): void {
    for (const [id, { size, measured }] of this.held) {
      if (this.idleBytes <= maxIdleBytes) return
      if (this.users.has(id)) continue
      if (size === this.idleBytes && !this.isSimulating()) return
      this.idleBytes -= size
      this.held.delete(id)
      if (measured.kind === "circuit") measured.table.values.close?.()
    }
  }
}
