import { Option, Result, Schema } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Compiler from "../../Compiler.ts"
import { Circuit as CircuitInput, type NativeProgram, type WireCircuit } from "../../schema/Circuit.ts"
import { backendNamed } from "./backendCatalogue.ts"
import type { EmulatedJob } from "./EmulatedJob.ts"

/** Whether a job has a file of native gates: its circuit is native, or it runs on a QPU, which compiles it. */
export const isNative = ({ request, workload }: EmulatedJob): boolean =>
  workload.gateset === "native" || request.backend !== "simulator"

const circuitOf = Schema.decodeUnknownOption(CircuitInput)

/**
 * The circuit in the machine's native gates, in which each qubit keeps its place. A native circuit stays unchanged.
 * Undefined if the circuit cannot be compiled.
 */
export const nativeOf = (
  { request }: EmulatedJob,
  input: WireCircuit,
  qubits: number,
): NativeProgram | undefined => {
  if (input.gateset === "native") return { qubits, circuit: input.circuit }
  const circuit = Option.getOrUndefined(circuitOf({ ...input, qubits }))
  const machine = backendNamed(request.backend)
  if (circuit === undefined || machine === undefined) return undefined
  return Compiler.targetOf(machine).pipe(
    Result.flatMap((target) => Compiler.compile(Circuit.fromInput(circuit), { target })),
    Result.flatMap(Circuit.toInput),
    Result.map((native): NativeProgram => ({ qubits, circuit: native.circuit })),
    Result.getOrUndefined,
  )
}
