import { Effect, Result, Stream } from "effect"
import type { Task, TaskOutcome } from "./machine.ts"
import type { PrimitiveError } from "./PrimitiveError.ts"

/** The largest numbers of circuits, gates and bytes of a job. */
export interface Capacity {
  readonly circuits: number
  readonly gates: number
  readonly bytes: number
}

/** The gates and bytes of one circuit. */
export interface Size {
  readonly gates: number
  readonly bytes: number
}

/** Whether a circuit of the size `next` does not fit into a job that already has `taken`. */
export const isFull = (capacity: Capacity, taken: Capacity, next: Size): boolean =>
  taken.circuits >= capacity.circuits ||
  taken.gates + next.gates > capacity.gates ||
  taken.bytes + next.bytes > capacity.bytes

/** The circuits of one job, which all have the same shots. */
export interface Pack<A> {
  /** The number of the job, from 0, in the order in which the jobs are closed. */
  readonly number: number
  readonly shots: number
  readonly items: ReadonlyArray<A>
  readonly gates: number
}

interface Open<A> {
  readonly items: Array<A>
  gates: number
  bytes: number
}

/**
 * Packs circuits into jobs in the order in which they come, with one open job for each number of shots. A job is
 * closed when the next circuit would exceed a limit, so the same circuits always give the same jobs.
 */
export const makePacker = <A>(capacity: Capacity) => {
  const open = new Map<number, Open<A>>()
  let packs = 0
  const close = (shots: number, { items, gates }: Open<A>): Pack<A> => {
    open.delete(shots)
    return { number: packs++, shots, items, gates }
  }
  return {
    /** Adds a circuit to the open job. Returns that job, closed, if it had no room for the circuit. */
    add: (shots: number, item: A, size: Size): Pack<A> | undefined => {
      const before = open.get(shots)
      const full =
        before !== undefined && isFull(capacity, { ...before, circuits: before.items.length }, size)
          ? close(shots, before)
          : undefined
      const current = open.get(shots) ?? { items: [], gates: 0, bytes: 0 }
      open.set(shots, current)
      current.items.push(item)
      current.gates += size.gates
      current.bytes += size.bytes
      return full
    },
    /** Closes the jobs that are not full, in the order in which they were opened. */
    rest: (): ReadonlyArray<Pack<A>> => [...open].map(([shots, pack]) => close(shots, pack)),
  }
}

/** A circuit, prepared for a machine. */
export interface Prepared<A> {
  readonly item: A
  readonly size: Size
  /** The shots of its job. Circuits with the same number can share a job. */
  readonly shots: number
}

/** A task that failed while it was prepared, or a job to be sent. */
export type Step<A> = { readonly failed: TaskOutcome } | { readonly pack: Pack<A> }

/** The number of circuits that are prepared before other fibers run. */
const atOnce = 32

function* packing<A>(
  tasks: Iterable<Task>,
  capacity: Capacity,
  prepare: (task: Task, index: number) => Result.Result<Prepared<A>, PrimitiveError>,
): Generator<Step<A> | "pause"> {
  const packer = makePacker<A>(capacity)
  let index = -1
  for (const task of tasks) {
    index++
    if (index % atOnce === atOnce - 1) yield "pause"
    const made = prepare(task, index)
    if (Result.isFailure(made)) {
      yield { failed: { task: index, result: Result.fail(made.failure) } }
      continue
    }
    const { item, size, shots } = made.success
    const pack = packer.add(shots, item, size)
    if (pack !== undefined) yield { pack }
  }
  for (const pack of packer.rest()) yield { pack }
}

/** Prepares tasks and packs them into jobs, as the stream is read. Other fibers run in between. */
export const packed = <A>(
  tasks: Iterable<Task>,
  capacity: Capacity,
  prepare: (task: Task, index: number) => Result.Result<Prepared<A>, PrimitiveError>,
): Stream.Stream<Step<A>> =>
  Stream.suspend(() => {
    const steps = packing(tasks, capacity, prepare)
    return Stream.unfold(
      undefined,
      Effect.fnUntraced(function* () {
        for (;;) {
          const { done, value } = steps.next()
          if (done === true) return undefined
          if (value !== "pause") return [value, undefined] as const
          yield* Effect.yieldNow
        }
      }),
    )
  })
