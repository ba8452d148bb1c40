import { Context, Effect } from "effect"
import { type AnswerOf, perform, type Task } from "./Task.ts"

/** Runs work that may take long. */
export interface Computer {
  /** Runs a task. `onAnswer` is called with its answer before the task's memory is given back. */
  readonly run: <T extends Task>(
    task: T,
    onAnswer?: (answer: AnswerOf<T>) => void,
  ) => Effect.Effect<AnswerOf<T>>
  /** Counts memory like that of a task, without waiting for it. Returns a function that gives it back. */
  readonly hold: (bytes: number) => () => void
}

/** Runs tasks in this thread, with other fibers in between. Memory has no limit. */
const here: Computer = {
  run: <T extends Task>(task: T, onAnswer: (answer: AnswerOf<T>) => void = () => {}) =>
    Effect.map(perform(task), (found) => {
      // The answer has the kind of its task.
      const answer = found as AnswerOf<T>
      onAnswer(answer)
      return answer
    }),
  hold: () => () => {},
}

/** Runs tasks: in this thread, unless a server has worker threads. */
export const Compute = Context.Reference<Computer>("effect-ionq/emulator/Compute", {
  defaultValue: () => here,
})
