import { Result } from "effect"
import type { WireCircuit } from "../../schema/Circuit.ts"
import type { JobInput } from "./EmulatedJob.ts"
import { type Compiled, compile } from "./qasm.ts"

/** The circuit of a job; a program is compiled. Undefined if the job has no circuit or its program does not compile. */
export const circuitOf = (input: JobInput): WireCircuit | undefined => compiledOf(input)?.circuit

/** The circuit of a job. A program also has its registers, and its steps if it continues after a measurement. */
export const compiledOf = (input: JobInput): (Pick<Compiled, "circuit"> & Partial<Compiled>) | undefined => {
  if ("circuit" in input) return { circuit: input }
  return "data" in input && typeof input.data === "string"
    ? Result.getOrUndefined(compile(input.data))
    : undefined
}
