import type { Result } from "effect"
import type { MeasurementMap } from "../../Qasm.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { QaoaResult, QuantumFunctionResult } from "../../schema/QuantumFunction.ts"
import type { Histogram, Probabilities } from "../../schema/Result.ts"

/** What a job came to. A multi-circuit job has nothing of its own: its children do. */
export type Measured =
  | {
      readonly kind: "circuit"
      readonly qubits: number
      readonly probabilities: Probabilities
      /** What the classical registers of a program read. */
      readonly registers?: MeasurementMap | undefined
      /** How often each state was measured, where it was measured in shots; with `bits`, each state and what they were. */
      readonly counts?: Histogram | undefined
      /** Of a program that goes on after a measurement: which of its classical bits each register is. */
      readonly bits?: Readonly<Record<string, ReadonlyArray<number>>> | undefined
    }
  | { readonly kind: "function"; readonly value: QuantumFunctionResult }
  | { readonly kind: "qaoa"; readonly value: QaoaResult }
  | { readonly kind: "parent" }

export type Outcome = Result.Result<Measured, JobFailure>
