import { Effect, Queue } from "effect"
import type { Ran } from "../Jobs.ts"
import type { Counts, Store } from "./Store.ts"

/** A chunk that this process carries out. */
export interface LiveChunk<E> {
  readonly runId: string
  readonly place: number
  readonly outcomes: Array<Ran<E>>
  /** The circuits whose jobs are known. */
  submitted: number
  /** The jobs that are known, and not all of them have ended. */
  readonly jobs: Set<string>
  /** The job of each submission that is known, and how many of them are written down. */
  readonly known: Map<string, string>
  written: number
  /** Why it does not go on, where it does not. */
  problem: string | undefined
  /** Whether the run was canceled: nothing more is sent. */
  canceled: boolean
  /** Whether something is not written down yet. */
  isDirty: boolean
}

/** The chunks that this process carries out, and the bell of the fiber that looks after them. */
export interface Live<E> {
  readonly all: () => ReadonlyArray<LiveChunk<E>>
  readonly of: (runId: string, place: number) => LiveChunk<E> | undefined
  readonly add: (chunk: LiveChunk<E>) => void
  readonly remove: (chunk: LiveChunk<E>) => void
  /** Lets the runner of this process look at once. */
  readonly ring: Effect.Effect<void>
  readonly rung: Effect.Effect<void>
}

export const makeLive = <E>(): Effect.Effect<Live<E>> =>
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

/** How far a chunk is by what this process has seen. */
export const countsOf = ({ outcomes, submitted }: LiveChunk<unknown>): Counts => ({
  submitted,
  done: outcomes.length,
  failed: outcomes.filter(({ result }) => result._tag === "Failure").length,
})

/** Writes down how far a chunk is. */
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
