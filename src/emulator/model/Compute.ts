import { Context, Effect } from "effect"
import { type AnswerOf, perform, type Task } from "./Task.ts"

/** Runs work that may take long. */
export interface Computer {
  /** Runs a task. `onAnswer` is called with the answer before the memory of the task is released. */
  readonly run: <T extends Task>(
    task: T,
    onAnswer?: (answer: AnswerOf<T>) => void,
  ) => Effect.Effect<AnswerOf<T>>
  /** Counts memory toward the limit without waiting until it is free. Returns a function that releases it. */
  readonly hold: (bytes: number) => () => void
}

/** Runs tasks in this thread. Other fibers run during a simulation, and memory has no limit. */
const here: Computer = {
  run: <T extends Task>(task: T, onAnswer: (answer: AnswerOf<T>) => void = () => {}) =>
    Effect.map(perform(task), (found) => {
      // `perform` returns the answer of the task's own kind, so the cast holds.
      const answer = found as AnswerOf<T>
      onAnswer(answer)
      return answer
    }),
  hold: () => () => {},
}

/** Runs tasks: in this thread, unless a server has threads and processes for them. */
export const Compute = Context.Reference<Computer>("effect-ionq/emulator/Compute", {
  defaultValue: () => here,
})
