import type { Result } from "effect"
import type { MeasurementMap } from "../../Qasm.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { QaoaResult, QuantumFunctionResult } from "../../schema/QuantumFunction.ts"
import type { Method } from "../../simulator/Simulator.ts"
import type { StateTable } from "./StateTable.ts"

/** The outcome of a job. A multi-circuit job has none of its own: its children have. */
export type Measured =
  | {
      readonly kind: "circuit"
      /** Whether the table has counts of shots; otherwise it has probabilities. */
      readonly counted: boolean
      readonly table: StateTable
      /** How it was simulated. */
      readonly method: Method
      /** The outcomes of a program's classical registers. */
      readonly registers?: MeasurementMap | undefined
      /** Of a program that goes on after a measurement: which of its classical bits each register is. */
      readonly bits?: Readonly<Record<string, ReadonlyArray<number>>> | undefined
    }
  | { readonly kind: "function"; readonly value: QuantumFunctionResult }
  | { readonly kind: "qaoa"; readonly value: QaoaResult }
  | { readonly kind: "parent" }

export type Outcome = Result.Result<Measured, JobFailure>
