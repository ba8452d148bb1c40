import { Effect, Result, Stream } from "effect"
import type { Task, TaskOutcome } from "./machine.ts"
import { makePacker, type Pack, type Room, type Size } from "./pack.ts"
import type { PrimitiveError } from "./PrimitiveError.ts"

/** A circuit as a machine takes it. */
export interface Prepared<A> {
  readonly item: A
  readonly size: Size
  /** The shots of its job; the same number for all circuits where a job may have several. */
  readonly shots: number
}

/** A task that failed while it was prepared, or a job to be sent. */
export type Step<A> = { readonly failed: TaskOutcome } | { readonly pack: Pack<A> }

/** The number of circuits that are prepared before other fibers run. */
const atOnce = 32

function* packing<A>(
  tasks: Iterable<Task>,
  room: Room,
  prepare: (task: Task, index: number) => Result.Result<Prepared<A>, PrimitiveError>,
): Generator<Step<A> | "pause"> {
  const packer = makePacker<A>(room)
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
  room: Room,
  prepare: (task: Task, index: number) => Result.Result<Prepared<A>, PrimitiveError>,
): Stream.Stream<Step<A>> =>
  Stream.suspend(() => {
    const steps = packing(tasks, room, prepare)
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
