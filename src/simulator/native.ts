import { Result } from "effect"
import * as Circuit from "../Circuit.ts"
import * as Compiler from "../Compiler.ts"
import type { QisGate, WireGate } from "../schema/Gate.ts"
import type { NoiseModel } from "./NoiseModel.ts"
import { type Part, partsOf } from "./operations.ts"
import type { SimulatedCircuit } from "./SimulatedCircuit.ts"
import { SimulationError } from "./SimulationError.ts"

type Parts = Result.Result<ReadonlyArray<Part>, SimulationError>

/** The number of gates compiled at a time: some milliseconds. */
const batch = 16

/**
 * The operations of a circuit for a noise model that counts gates. A gate on more than two qubits is compiled to
 * native gates, as on a machine, because it is not a single gate with little noise. It may borrow the other qubits of
 * the circuit.
 */
export function* noisyParts(
  { gateset, circuit }: SimulatedCircuit,
  qubits: number,
  { target = "ms" }: NoiseModel,
): Generator<void, Parts, void> {
  const all: Array<Part> = []
  // Algorithms repeat gates, so compiled gates are cached.
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
  // Its operations were built, so the gate is valid. Native gates have two qubits at most.
  const circuit = Circuit.qis(qubits, [gate as QisGate])
  const compiled = Compiler.compile(circuit, { target, end: "exact" })
  if (Result.isFailure(compiled)) {
    const message = `Gate ${index} (${gate.gate}) cannot be compiled: ${compiled.failure.message}`
    return Result.fail(new SimulationError({ code: "InvalidInput", message }))
  }
  const parts: Array<Part> = []
  for (const native of compiled.success.gates) {
    // Gates without parameters are compiled to gates without parameters.
    const found = partsOf(native as WireGate, index, qubits, "native")
    if (Result.isFailure(found)) return found
    parts.push(...found.success)
  }
  return Result.succeed(parts)
}
