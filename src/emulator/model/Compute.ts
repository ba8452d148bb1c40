import { Context, type Effect } from "effect"
import { type AnswerOf, perform, type Task } from "./Task.ts"

/** Who does the work that may take long. */
export interface Computer {
  readonly run: <T extends Task>(task: T) => Effect.Effect<AnswerOf<T>>
}

/** Here, and other fibers run in between. */
const here: Computer = {
  // The answer of a kind of task is of its kind.
  run: <T extends Task>(task: T) => perform(task) as Effect.Effect<AnswerOf<T>>,
}

/** Does tasks: here, unless a server has threads for them. */
export const Compute = Context.Reference<Computer>("effect-ionq/emulator/Compute", {
  defaultValue: () => here,
})
