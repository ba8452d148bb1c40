import { Effect, Result, Stream } from "effect"
import type { Machine, Measurement, Plan, SubmissionOptions, Task } from "./machine.ts"
import type { PrimitiveError } from "./PrimitiveError.ts"

/** The outcome of one item. */
interface Ended {
  readonly result: Result.Result<unknown, PrimitiveError>
}

/** A task with a note about its purpose, or an outcome that is known without a measurement. */
export type Step<N, A extends Ended> = { readonly task: Task; readonly note: N } | { readonly known: A }

/**
 * Measures the tasks among the steps, which are read on demand. `endsOf` converts a measurement to outcomes. Known
 * outcomes are emitted with the next measured ones.
 */
export const measureSteps = <N, A extends Ended>(
  machine: Machine,
  steps: Iterable<Step<N, A>>,
  options: SubmissionOptions,
  endsOf: (note: N, result: Result.Result<Measurement, PrimitiveError>) => ReadonlyArray<A>,
): Stream.Stream<A> =>
  Stream.suspend(() => {
    const notes = new Map<number, { readonly of: N }>()
    let known: Array<A> = []
    function* tasks(): Generator<Task> {
      let number = 0
      for (const step of steps) {
        if ("known" in step) {
          known.push(step.known)
          continue
        }
        notes.set(number++, { of: step.note })
        yield step.task
      }
    }
    const takeKnown = () => {
      const taken = known
      known = []
      return taken
    }
    return machine.sample(tasks(), options).pipe(
      Stream.map(({ task, result }) => {
        const note = notes.get(task)
        notes.delete(task)
        return [...takeKnown(), ...(note === undefined ? [] : endsOf(note.of, result))]
      }),
      Stream.flattenIterable,
      Stream.concat(Stream.suspend(() => Stream.fromArray(takeKnown()))),
    )
  })

/** The plan for measuring the tasks among the steps. Fails with the first known failure. */
export const planSteps = (
  machine: Machine,
  steps: Iterable<Step<unknown, Ended>>,
): Effect.Effect<Plan, PrimitiveError> =>
  Effect.suspend(() => {
    let failure: PrimitiveError | undefined
    function* tasks(): Generator<Task> {
      for (const step of steps) {
        if ("task" in step) yield step.task
        else if (Result.isFailure(step.known.result)) {
          failure = step.known.result.failure
          return
        }
      }
    }
    return Effect.flatMap(machine.plan(tasks()), (plan) =>
      failure === undefined ? Effect.succeed(plan) : Effect.fail(failure),
    )
  })
