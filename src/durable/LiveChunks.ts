import { Effect, Queue } from "effect"
import type { Ran } from "../Jobs.ts"
import type { Counts, Store } from "./Store.ts"

/** A chunk that this process carries out. */
export interface LiveChunk<E> {
  readonly runId: string
  readonly place: number
  readonly outcomes: Array<Ran<E>>
  /** The number of circuits whose job is known. */
  submitted: number
  /** The ids of the known jobs whose request has no final outcome yet. */
  readonly jobs: Set<string>
  /** The known job of each submission. `written` counts those that this process has stored. */
  readonly known: Map<string, string>
  written: number
  /** Why a request of the chunk waits for its next attempt; undefined if none is known to wait. */
  problem: string | undefined
  /** Whether the run was canceled. Nothing more is sent then. */
  canceled: boolean
  /** Whether the row of the chunk is out of date. */
  isDirty: boolean
}

/** The chunks that this process carries out, and a signal that starts its periodic tasks early. */
export interface LiveChunks<E> {
  readonly all: () => ReadonlyArray<LiveChunk<E>>
  readonly of: (runId: string, place: number) => LiveChunk<E> | undefined
  readonly add: (chunk: LiveChunk<E>) => void
  readonly remove: (chunk: LiveChunk<E>) => void
  /** Starts the periodic tasks of this process early. `rung` waits for this signal. */
  readonly ring: Effect.Effect<void>
  readonly rung: Effect.Effect<void>
}

export const makeLiveChunks = <E>(): Effect.Effect<LiveChunks<E>> =>
  Effect.map(Queue.sliding<void>(1), (bell) => {
    const chunks = new Map<string, LiveChunk<E>>()
    const keyOf = (runId: string, place: number) => `${runId}/${place}`
    return {
      all: () => [...chunks.values()],
      of: (runId, place) => chunks.get(keyOf(runId, place)),
      add: (chunk) => void chunks.set(keyOf(chunk.runId, chunk.place), chunk),
      remove: (chunk) => {
        const key = keyOf(chunk.runId, chunk.place)
        if (chunks.get(key) === chunk) chunks.delete(key)
      },
      ring: Effect.asVoid(Queue.offer(bell, undefined)),
      rung: Queue.take(bell),
    }
  })

/** The progress of a chunk of this process, which may be ahead of its row. */
export const countsOf = ({ outcomes, submitted }: LiveChunk<unknown>): Counts => ({
  submitted,
  done: outcomes.length,
  failed: outcomes.filter(({ result }) => result._tag === "Failure").length,
})

/** Stores the progress of a chunk, and the known jobs if there are new ones. */
export const writeDown = (store: Store, chunk: LiveChunk<unknown>) =>
  Effect.suspend(() => {
    const { known, place, problem, runId } = chunk
    const count = known.size
    const jobs = count === chunk.written ? undefined : JSON.stringify(Object.fromEntries(known))
    chunk.isDirty = false
    return store.note(runId, place, countsOf(chunk), problem, jobs).pipe(
      Effect.tap(() => Effect.sync(() => (chunk.written = count))),
      Effect.tapError(() => Effect.sync(() => (chunk.isDirty = true))),
    )
  })
