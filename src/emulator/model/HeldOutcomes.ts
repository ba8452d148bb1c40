import type { Measured } from "./Measured.ts"
import { bytesOf } from "./StateTable.ts"

/** The memory limit of the outcomes that nobody uses, in bytes. */
const maxIdleBytes = 50e6

/** The memory of smaller outcomes is not counted, in bytes. */
const leastCounted = 100_000

interface Held {
  readonly measured: Measured
  readonly size: number
  /** The memory of a wide one is counted while somebody uses it. */
  release: (() => void) | undefined
}

/** The approximate size of an outcome. */
const sizeOf = (measured: Measured): number =>
  1_000 + (measured.kind === "circuit" ? bytesOf(measured.table) : 0)

/**
 * The outcomes in memory. The memory of wide ones is counted while they are used, and those used last are cached. An outcome that is
 * larger than the cache stays until the next simulation.
 */
export class HeldOutcomes {
  /** By the job's id, least recently used first. */
  private readonly held = new Map<string, Held>()
  /** The number of users by the job's id. A user may be there before the outcome. */
  private readonly users = new Map<string, number>()
  /** The size of the cached outcomes without users. */
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

  /** Makes it the one used last, and counts its memory if somebody uses it. */
  private settle(id: string, found: Held): void {
    this.held.delete(id)
    this.held.set(id, found)
    found.release?.()
    found.release = this.users.has(id) && found.size >= leastCounted ? this.count(found.size) : undefined
  }

  /** Drops what was used longest ago until the rest fits. */
  trim(): void {
    for (const [id, { size }] of this.held) {
      if (this.idleBytes <= maxIdleBytes) return
      if (this.users.has(id)) continue
      if (size === this.idleBytes && !this.isSimulating()) return
      this.idleBytes -= size
      this.held.delete(id)
    }
  }
}
