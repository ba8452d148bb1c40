import { Result } from "effect"
import { CircuitError } from "../CircuitError.ts"
import { flawOf, flawOfQubits, strayField } from "../gateTable/checkGate.ts"
import { rowIn } from "../GateTable.ts"
import { type Gate, numbersOf } from "../gates/Symbolic.ts"
import * as Param from "../Param.ts"
import type { Gateset } from "../schema/Circuit.ts"
import { type Circuit, limits } from "./model.ts"

type Problem = Pick<CircuitError, "code" | "message"> & { readonly field?: string; readonly limit?: number }

const badGate = (gate: Gate, { gateset, qubits }: Circuit): Problem | undefined => {
  const row = rowIn(gateset, gate.gate)
  const invalid = (message: string, field: string): Problem => ({ code: "InvalidGate", message, field })
  if (row === undefined) return invalid(`is not a gate of the gateset ${gateset}`, "gate")
  const stray = strayField(gate, row)
  return stray === undefined
    ? flawOf(gate, row, qubits)
    : invalid(`has the field ${stray}, which this gate cannot have`, stray)
}

const badCircuit = ({ qubits, registers }: Circuit): Problem | undefined => {
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > limits.qubits) {
    const message = `The circuit has ${qubits} qubits, not a whole number from 1 to ${limits.qubits}`
    return { code: "InvalidWidth", message, field: "qubits", limit: limits.qubits }
  }
  for (const [name, list] of Object.entries(registers)) {
    const problem = flawOfQubits(list, qubits, `registers.${name}`)
    if (problem !== undefined) {
      return { ...problem, message: `Register ${JSON.stringify(name)} ${problem.message}` }
    }
  }
  return undefined
}

const at = (gate: Gate, position: number, { message, ...rest }: Problem): CircuitError =>
  new CircuitError({
    ...rest,
    position,
    gate: gate.gate,
    message: `Gate ${position} (${gate.gate}) ${message}`,
  })

/**
 * Returns the circuit if it is valid, or fails with its first {@link CircuitError}, with the position and name of the
 * gate. Parameters may be unbound.
 *
 * **Example** (A qubit out of range)
 *
 * ```ts
 * Circuit.validate(Circuit.qis(1, [Gates.h(1)])) // fails with QubitOutOfRange: Gate 0 (h) names qubit 1, outside 0 to 0
 * ```
 *
 * @category validation
 * @since 0.1.0
 */
export const validate = <G extends Gateset>(self: Circuit<G>): Result.Result<Circuit<G>, CircuitError> => {
  const whole = badCircuit(self)
  if (whole !== undefined) return Result.fail(new CircuitError(whole))
  for (const [position, gate] of self.gates.entries()) {
    const problem = badGate(gate, self)
    if (problem !== undefined) return Result.fail(at(gate, position, problem))
  }
  return self.fault === undefined ? Result.succeed(self) : Result.fail(self.fault)
}

/**
 * Like {@link validate}, and also fails for unbound parameters.
 *
 * @category validation
 * @since 0.1.0
 */
export const validateBound = <G extends Gateset>(
  self: Circuit<G>,
): Result.Result<Circuit<G>, CircuitError> => {
  const checked = validate(self)
  if (Result.isFailure(checked)) return checked
  for (const [position, gate] of self.gates.entries()) {
    for (const [field, value] of numbersOf(gate)) {
      if (!Param.isParam(value)) continue
      const message = `needs a value for ${Param.names(value).join(" and ")} in ${field}`
      return Result.fail(at(gate, position, { code: "UnboundParameter", message, field }))
    }
  }
  return checked
}
