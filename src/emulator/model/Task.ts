import { Effect, Result } from "effect"
import type { JobFailure } from "../../schema/Job.ts"
import { widthOf } from "../../simulator/Simulator.ts"
import { compiledOf } from "./circuitOf.ts"
import { nativeOf } from "./nativeCircuit.ts"
import type { EmulatedJob, JobHead } from "./EmulatedJob.ts"
import type { Workload } from "./workload.ts"
import type { Measured } from "./Outcome.ts"
import type { Rules } from "./Options.ts"
import { toQasm3 } from "./qasm.ts"
import { inputOf, read, type Reading } from "./decodeSubmission.ts"
import { simulate } from "./simulate.ts"

/**
 * Work that may take long, as plain data, so that a thread or a process can do it. Inputs are texts, so that code that only passes
 * them on does not parse them.
 */
export type Task =
  | { readonly kind: "read"; readonly body: string; readonly rules: Rules }
  | {
      readonly kind: "simulate"
      readonly id: string
      readonly head: JobHead
      readonly workload: Workload
      readonly input: string
      readonly rules: Rules
    }
  | {
      readonly kind: "compile"
      readonly to: "native" | "qasm3"
      readonly job: EmulatedJob
      readonly input: string
    }

/** The results of the tasks: a submission, an outcome, and a file, if it can be created. */
export interface Answers {
  readonly read: Reading
  readonly simulate: { readonly measured: Measured } | { readonly failure: JobFailure }
  readonly compile: string | undefined
}

export type AnswerOf<T extends Task> = Answers[T["kind"]]

/** Runs a task in this thread. */
export const perform = (task: Task): Effect.Effect<AnswerOf<Task>> => {
  switch (task.kind) {
    case "read":
      return Effect.sync(() => read(task.body, task.rules))
    case "simulate":
      return Effect.map(
        simulate({ id: task.id, request: task.head }, inputOf(task.input), task.rules.maxQubits),
        Result.match({
          onSuccess: (measured) => ({ measured }),
          onFailure: (failure) => ({ failure }),
        }),
      )
    case "compile":
      return Effect.sync(() => {
        const input = inputOf(task.input)
        const found = compiledOf(input)
        if (found === undefined) return undefined
        const qubits = widthOf(found.circuit)
        if (task.to === "native") {
          const native = nativeOf(task.job, found.circuit, qubits)
          return native === undefined ? undefined : JSON.stringify(native)
        }
        // A program that continues after measurements cannot be written as gates. It is its own compiled form.
        if (found.dynamic !== undefined)
          return "data" in input && typeof input.data === "string" ? input.data : undefined
        return toQasm3({ ...found.circuit, qubits }, found.registers)
      })
  }
}
