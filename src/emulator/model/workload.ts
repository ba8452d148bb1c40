import { Result } from "effect"
import { native, qis } from "../../gateTable/wireGates.ts"
import type { WireRow } from "../../gateTable/row.ts"
import type { WireGate } from "../../schema/Gate.ts"
import type { WireJobRequest } from "../../schema/JobRequest.ts"
import { widthOf } from "../../simulator/Simulator.ts"
import { compile } from "./qasm.ts"

/** The size of a job, computed once. */
export interface Workload {
  /** The number of qubits of a job with a single circuit. */
  readonly qubits?: number | undefined
  readonly gateset?: "qis" | "native" | undefined
  /** Whether the job is a program that continues after a measurement. */
  readonly dynamic?: boolean | undefined
  readonly circuits: number
  readonly oneQubit: number
  readonly twoQubit: number
}

const rows: ReadonlyArray<readonly [string, WireRow]> = [...Object.entries(qis), ...Object.entries(native)]

const pairs: ReadonlySet<string> = new Set(
  rows.flatMap(([gate, { targets, action }]) =>
    targets === "two" || action.does === "pauliexp" ? [gate] : [],
  ),
)

/** A single-qubit gate counts once for each of its targets. A gate with controls counts as one two-qubit gate. */
const countGates = (circuit: ReadonlyArray<WireGate>): { oneQubit: number; twoQubit: number } => {
  let [oneQubit, twoQubit] = [0, 0]
  for (const { gate, control, controls = [], targets } of circuit) {
    if (control !== undefined || controls.length > 0 || pairs.has(gate)) twoQubit++
    else oneQubit += targets?.length ?? 1
  }
  return { oneQubit, twoQubit }
}

export const workloadOf = (request: WireJobRequest): Workload => {
  switch (request.type) {
    case "ionq.circuit.v1": {
      const { gateset, circuit } = request.input
      return { qubits: widthOf(request.input), gateset, circuits: 1, ...countGates(circuit) }
    }
    case "ionq.qasm3.v1": {
      const compiled = Result.getOrUndefined(compile(request.input.data))
      // A program that does not compile fails its checks and has no size.
      if (compiled === undefined) return { circuits: 1, oneQubit: 0, twoQubit: 0 }
      const { gateset, circuit } = compiled.circuit
      const dynamic = compiled.dynamic === undefined ? {} : { dynamic: true }
      return { qubits: widthOf(compiled.circuit), gateset, ...dynamic, circuits: 1, ...countGates(circuit) }
    }
    case "ionq.multi-circuit.v1": {
      const counts = request.input.circuits.map(({ circuit }) => countGates(circuit))
      return {
        circuits: counts.length,
        oneQubit: counts.reduce((sum, { oneQubit }) => sum + oneQubit, 0),
        twoQubit: counts.reduce((sum, { twoQubit }) => sum + twoQubit, 0),
      }
    }
    default:
      return { circuits: 1, oneQubit: 0, twoQubit: 0 }
  }
}
