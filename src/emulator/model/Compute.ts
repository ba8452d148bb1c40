import { Context, type Effect } from "effect"
import { type AnswerOf, perform, type Task } from "./Task.ts"

/** Runs work that may take long. */
export interface Computer {
  readonly run: <T extends Task>(task: T) => Effect.Effect<AnswerOf<T>>
}

/** Runs tasks in this thread, with other fibers in between. */
const here: Computer = {
  // The answer has the kind of its task.
  run: <T extends Task>(task: T) => perform(task) as Effect.Effect<AnswerOf<T>>,
}

/** Runs tasks: in this thread, unless a server has worker threads. */
export const Compute = Context.Reference<Computer>("effect-ionq/emulator/Compute", {
  defaultValue: () => here,
})
