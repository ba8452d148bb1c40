import type { Result } from "effect"
import type { MeasurementMap } from "../../Qasm.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { QaoaResult, QuantumFunctionResult } from "../../schema/QuantumFunction.ts"
import type { Method } from "../../simulator/Simulator.ts"
import type { StateTable } from "./StateTable.ts"

/** The outcome of a job. A multi-circuit job has no outcome, but its children have. */
export type Measured =
  | {
      readonly kind: "circuit"
      /** Whether the table has counts of shots instead of probabilities. */
      readonly counted: boolean
      readonly table: StateTable
      /** The method of the simulation. */
      readonly method: Method
      /** For each classical register of a program: the qubit that is measured into each bit, or null. */
      readonly registers?: MeasurementMap | undefined
      /** For a program that continues after a measurement: the classical bits of each register. */
      readonly bits?: Readonly<Record<string, ReadonlyArray<number>>> | undefined
    }
  | { readonly kind: "function"; readonly value: QuantumFunctionResult }
  | { readonly kind: "qaoa"; readonly value: QaoaResult }
  | { readonly kind: "parent" }

export type Outcome = Result.Result<Measured, JobFailure>
