import { Result } from "effect"
import * as Circuit from "../Circuit.ts"
import * as Compiler from "../Compiler.ts"
import type { QisGate, WireGate } from "../schema/Gate.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { type Part, partsOf } from "./operations.ts"
import type { SimulatedCircuit } from "./SimulatedCircuit.ts"
import { SimulationError } from "./SimulationError.ts"

type Parts = Result.Result<ReadonlyArray<Part>, SimulationError>

/** So many gates are compiled at a time: some milliseconds. */
const batch = 16

/**
 * What the gates of a circuit come to where noise is counted by gates: a gate on more than two qubits is compiled to native
 * gates, as a machine would do, and is not one gate of little noise. It may borrow the other qubits of the circuit.
 */
export function* noisyParts(
  { gateset, circuit }: SimulatedCircuit,
  qubits: number,
  { target = "ms" }: NoiseModel,
): Generator<void, Parts, void> {
  const all: Array<Part> = []
  // Algorithms repeat their gates.
  const known = new Map<string, ReadonlyArray<Part>>()
  for (const [index, gate] of circuit.entries()) {
    const whole = partsOf(gate, index, qubits, gateset)
    if (Result.isFailure(whole)) return whole
    let parts = whole.success
    if (parts.some((part) => part.qubits.length > 2)) {
      const key = JSON.stringify(gate)
      const found = known.get(key)
      const compiled =
        found === undefined ? compiledParts(gate, index, qubits, target) : Result.succeed(found)
      if (Result.isFailure(compiled)) return compiled
      known.set(key, compiled.success)
      parts = compiled.success
      if (found === undefined && known.size % batch === 0) yield
    }
    for (const part of parts) all.push(part)
  }
  return Result.succeed(all)
}

const compiledParts = (gate: WireGate, index: number, qubits: number, target: Compiler.Target): Parts => {
  // Its parts were made, so that it is whole; native gates have two qubits at most.
  const circuit = Circuit.qis(qubits, [gate as QisGate])
  const compiled = Compiler.compile(circuit, { target, end: "exact" })
  if (Result.isFailure(compiled)) {
    const message = `Gate ${index} (${gate.gate}) cannot be compiled: ${compiled.failure.message}`
    return Result.fail(new SimulationError({ code: "InvalidInput", message }))
  }
  const parts: Array<Part> = []
  for (const native of compiled.success.gates) {
    // Bound gates are compiled to bound ones.
    const found = partsOf(native as WireGate, index, qubits, "native")
    if (Result.isFailure(found)) return found
    parts.push(...found.success)
  }
  return Result.succeed(parts)
}
