import { Function } from "effect"
import { CircuitError } from "../CircuitError.ts"
import type { Gateset } from "../schema/Circuit.ts"
import { append, type Appended, type Circuit, circuitOf, isCircuit, widthOf, withFault } from "./model.ts"
import { mapQubits } from "./transform.ts"

/**
 * Appends to a circuit like `append`, and adds qubits if the appended gates need them. The new qubits start in |0⟩.
 *
 * **Example** (A third qubit)
 *
 * ```ts
 * const wide = Circuit.bell().pipe(Circuit.extend(Gates.cnot(1, 2))) // on three qubits
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const extend: {
  (that: Appended<"qis">): (self: Circuit<"qis">) => Circuit<"qis">
  (that: Appended<"native">): (self: Circuit<"native">) => Circuit<"native">
  <G extends Gateset>(self: Circuit<G>, that: Appended<NoInfer<G>>): Circuit<G>
} = Function.dual(2, <G extends Gateset>(self: Circuit<G>, that: Appended<G>): Circuit<G> => {
  const width = isCircuit(that) ? that.qubits : widthOf("gate" in that ? [that] : that)
  const measurementMap =
    self.measurementMap !== undefined && width > self.qubits
      ? [...self.measurementMap, ...placesFrom(self.qubits, width)]
      : self.measurementMap
  return append(circuitOf<G>({ ...self, qubits: Math.max(self.qubits, width), measurementMap }), that)
})

const placesFrom = (first: number, end: number): ReadonlyArray<number> =>
  Array.from({ length: Math.max(0, end - first) || 0 }, (_, i) => first + i)

/**
 * Two circuits side by side: the qubits of the second one come after those of the first. Registers of both are kept.
 * If two have the same name, `RepeatedRegister` is reported when the circuit is validated.
 *
 * **Example** (Two Bell pairs)
 *
 * ```ts
 * const pairs = Circuit.bell().pipe(Circuit.tensor(Circuit.bell())) // on qubits 0 and 1, and 2 and 3
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const tensor: {
  (that: Circuit<"qis">): (self: Circuit<"qis">) => Circuit<"qis">
  (that: Circuit<"native">): (self: Circuit<"native">) => Circuit<"native">
  <G extends Gateset>(self: Circuit<G>, that: Circuit<NoInfer<G>>): Circuit<G>
} = Function.dual(2, <G extends Gateset>(self: Circuit<G>, that: Circuit<G>): Circuit<G> => {
  const qubits = self.qubits + that.qubits
  const moved = mapQubits(that, placesFrom(self.qubits, qubits), qubits)
  const moves = self.measurementMap !== undefined || that.measurementMap !== undefined
  const wide = circuitOf<G>({
    ...self,
    qubits,
    registers: { ...self.registers, ...moved.registers },
    measurementMap: moves
      ? [
          ...(self.measurementMap ?? placesFrom(0, self.qubits)),
          ...(moved.measurementMap ?? placesFrom(self.qubits, qubits)),
        ]
      : undefined,
  })
  const twice = Object.keys(that.registers).find((name) => Object.hasOwn(self.registers, name))
  const whole = append(wide, moved as Appended<NoInfer<G>>)
  if (twice === undefined) return whole
  const message = `Both circuits have a register ${JSON.stringify(twice)}`
  return withFault(whole, new CircuitError({ code: "RepeatedRegister", field: twice, message }))
})
