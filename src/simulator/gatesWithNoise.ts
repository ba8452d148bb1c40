import { Result } from "effect"
import * as Circuit from "../Circuit.ts"
import * as Compiler from "../Compiler.ts"
import type { WireRow } from "../GateTable.ts"
import type { QisGate, WireGate } from "../schema/Gate.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { type Part, partsOf, wholeRow } from "./gateOperations.ts"
import type { SimulatedCircuit } from "./SimulatedCircuit.ts"
import { SimulationError } from "./SimulationError.ts"

/** The number of gates that are compiled between pauses: some milliseconds. */
const batch = 16

/** A gate to which noise is applied, in the gateset in which it is written. */
export interface CountedGate {
  readonly gate: WireGate
  readonly gateset: "qis" | "native"
  /** The index of the original gate in the circuit. */
  readonly index: number
}

/** Whether a gate acts on more than two qubits at once. */
const isWide = (gate: WireGate, row: WireRow): boolean => {
  const { control, controls = [], terms = [] } = gate
  const by = controls.length + (control === undefined ? 0 : 1)
  switch (row.action.does) {
    case "nothing":
      return false
    case "pauliexp":
      return terms.some((term) => by + term.replaceAll("I", "").length > 2)
    default:
      return by + (row.targets === "two" ? 2 : 1) > 2
  }
}

/**
 * The gates to which noise is applied. A gate on more than two qubits is compiled to native gates, as on a machine,
 * because as one gate it would have too little noise. The compiled gates may use the other qubits of the circuit as
 * work qubits.
 */
export function* noisyGates(
  { gateset, circuit }: SimulatedCircuit,
  qubits: number,
  { target = "ms" }: NoiseModel,
): Generator<void, Result.Result<ReadonlyArray<CountedGate>, SimulationError>, void> {
  const all: Array<CountedGate> = []
  // A cache of compiled gates, because algorithms repeat their gates.
  const known = new Map<string, ReadonlyArray<WireGate>>()
  for (const [index, gate] of circuit.entries()) {
    const row = wholeRow(gate, index, qubits, gateset)
    if (Result.isFailure(row)) return Result.fail(row.failure)
    if (!isWide(gate, row.success)) {
      all.push({ gate, gateset, index })
      continue
    }
    const key = JSON.stringify(gate)
    const found = known.get(key)
    const compiled = found === undefined ? compiledGates(gate, index, qubits, target) : Result.succeed(found)
    if (Result.isFailure(compiled)) return Result.fail(compiled.failure)
    known.set(key, compiled.success)
    for (const native of compiled.success) all.push({ gate: native, gateset: "native", index })
    if (found === undefined && known.size % batch === 0) yield
  }
  return Result.succeed(all)
}

/** The operations of the gates of {@link noisyGates}. */
export function* noisyParts(
  circuit: SimulatedCircuit,
  qubits: number,
  model: NoiseModel,
): Generator<void, Result.Result<ReadonlyArray<Part>, SimulationError>, void> {
  const gates = yield* noisyGates(circuit, qubits, model)
  if (Result.isFailure(gates)) return Result.fail(gates.failure)
  const all: Array<Part> = []
  for (const { gate, gateset, index } of gates.success) {
    const parts = partsOf(gate, index, qubits, gateset)
    if (Result.isFailure(parts)) return Result.fail(parts.failure)
    for (const part of parts.success) all.push(part)
  }
  return Result.succeed(all)
}

const compiledGates = (
  gate: WireGate,
  index: number,
  qubits: number,
  target: Compiler.Target,
): Result.Result<ReadonlyArray<WireGate>, SimulationError> => {
  // The gate was checked against its row, so it is complete. Native gates have at most two qubits, so this is a QIS
  // gate.
  const circuit = Circuit.qis(qubits, [gate as QisGate])
  const compiled = Compiler.compile(circuit, { target, end: "exact" })
  if (Result.isFailure(compiled)) {
    const message = `Gate ${index} (${gate.gate}) cannot be compiled: ${compiled.failure.message}`
    return Result.fail(new SimulationError({ code: "InvalidInput", message }))
  }
  // Gates without parameters are compiled to gates without parameters.
  return Result.succeed(compiled.success.gates as ReadonlyArray<WireGate>)
}
