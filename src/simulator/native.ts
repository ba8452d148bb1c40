import { Result } from "effect"
import * as Circuit from "../Circuit.ts"
import * as Compiler from "../Compiler.ts"
import type { WireRow } from "../GateTable.ts"
import type { QisGate, WireGate } from "../schema/Gate.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { type Part, partsOf, wholeRow } from "./operations.ts"
import type { SimulatedCircuit } from "./SimulatedCircuit.ts"
import { SimulationError } from "./SimulationError.ts"

/** So many gates are compiled at a time: some milliseconds. */
const batch = 16

/** One gate of a circuit as noise counts it, in the gateset that it is written in. */
export interface CountedGate {
  readonly gate: WireGate
  readonly gateset: "qis" | "native"
  /** The index of the gate in the circuit that it was made of. */
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
 * The gates of a circuit where noise is counted by gates: a gate on more than two qubits is compiled to native gates, as a machine
 * would do, and is not one gate of little noise. It may borrow the other qubits of the circuit.
 */
export function* noisyGates(
  { gateset, circuit }: SimulatedCircuit,
  qubits: number,
  { target = "ms" }: NoiseModel,
): Generator<void, Result.Result<ReadonlyArray<CountedGate>, SimulationError>, void> {
  const all: Array<CountedGate> = []
  // Algorithms repeat their gates.
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

/** What the gates of {@link noisyGates} come to. */
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
  // Its row was found and it fits it, so that it is whole; native gates have two qubits at most.
  const circuit = Circuit.qis(qubits, [gate as QisGate])
  const compiled = Compiler.compile(circuit, { target, end: "exact" })
  if (Result.isFailure(compiled)) {
    const message = `Gate ${index} (${gate.gate}) cannot be compiled: ${compiled.failure.message}`
    return Result.fail(new SimulationError({ code: "InvalidInput", message }))
  }
  // Bound gates are compiled to bound ones.
  return Result.succeed(compiled.success.gates as ReadonlyArray<WireGate>)
}
