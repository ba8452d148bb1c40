import { Chunk, Function } from "effect"
import { CircuitError } from "../CircuitError.ts"
import { inverse as inverseOf } from "../gates/inverse.ts"
import { type GateOf, mapNumbers, numbersOf } from "../gates/Symbolic.ts"
import { controlled as controlledGate } from "../Gates.ts"
import * as Param from "../Param.ts"
import type { Gateset } from "../schema/Circuit.ts"
import { type Circuit, circuitOf, limits, withFault, withGates } from "./model.ts"

/**
 * The inverse of a circuit: the inverse of each gate, in reverse order.
 *
 * **Example** (A circuit and its inverse)
 *
 * ```ts
 * const nothing = Circuit.qft(3).pipe(Circuit.append(Circuit.inverse(Circuit.qft(3))))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const inverse = <G extends Gateset>(self: Circuit<G>): Circuit<G> =>
  withGates(
    self,
    self.gates.toReversed().map((gate) => inverseOf(gate)),
  )

/**
 * Repeats a circuit. A negative exponent repeats the inverse, and 0 gives a circuit without gates. An exponent that
 * is not an integer, or one that gives more than ten million gates, is reported as `InvalidExponent` when the circuit
 * is validated.
 *
 * **Example** (Grover steps)
 *
 * ```ts
 * const steps = Circuit.power(circuit, 3)
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const power: {
  (exponent: number): <G extends Gateset>(self: Circuit<G>) => Circuit<G>
  <G extends Gateset>(self: Circuit<G>, exponent: number): Circuit<G>
} = Function.dual(2, <G extends Gateset>(self: Circuit<G>, exponent: number): Circuit<G> => {
  if (!Number.isSafeInteger(exponent)) {
    const message = `The exponent of a circuit must be a whole number, not ${exponent}`
    return withFault(self, new CircuitError({ code: "InvalidExponent", field: "exponent", message }))
  }
  if (Math.abs(exponent) * self.chunk.length > limits.gates) {
    const message = `The circuit repeated ${exponent} times has more than ${limits.gates} gates`
    const limit = limits.gates
    return withFault(self, new CircuitError({ code: "InvalidExponent", field: "exponent", message, limit }))
  }
  let chunk = Chunk.empty<GateOf[G]>()
  let square = (exponent < 0 ? inverse(self) : self).chunk
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) chunk = Chunk.appendAll(chunk, square)
    square = Chunk.appendAll(square, square)
  }
  return circuitOf<G>({ ...self, chunk })
})

/**
 * Adds controls to a circuit: it acts where all of them are 1. The controls are qubits of the same circuit that its
 * gates do not use.
 *
 * **Example** (A Fourier transform under a control)
 *
 * ```ts
 * const circuit = Circuit.qft(3).pipe(Circuit.mapQubits([1, 2, 3], 4), Circuit.controlled(0))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const controlled: {
  (...controls: ReadonlyArray<number>): (self: Circuit<"qis">) => Circuit<"qis">
  (self: Circuit<"qis">, ...controls: ReadonlyArray<number>): Circuit<"qis">
} = Function.dual(
  (args) => typeof args[0] === "object",
  (self: Circuit<"qis">, ...controls: ReadonlyArray<number>): Circuit<"qis"> =>
    controls.length === 0
      ? self
      : withGates(
          self,
          self.gates.map((gate) => controlledGate(gate, ...controls)),
        ),
)

/**
 * The names of the unbound parameters, in order of appearance.
 *
 * @category getters
 * @since 0.1.0
 */
export const parameters = (self: Circuit): ReadonlySet<string> =>
  new Set(
    self.gates.flatMap((gate) =>
      numbersOf(gate).flatMap(([, value]) => (Param.isParam(value) ? Param.names(value) : [])),
    ),
  )

/**
 * Sets values for some or all parameters of a circuit. A value for a parameter that the circuit does not have is
 * reported as `UnknownParameter` when it is validated.
 *
 * **Example** (One circuit, many angles)
 *
 * ```ts
 * const circuit = Circuit.qis(1, [Gates.rx(0, Circuit.param("theta"))])
 * const sweep = [0, 0.1, 0.2].map((theta) => Circuit.bind(circuit, { theta }))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const bind: {
  (values: Readonly<Record<string, number>>): <G extends Gateset>(self: Circuit<G>) => Circuit<G>
  <G extends Gateset>(self: Circuit<G>, values: Readonly<Record<string, number>>): Circuit<G>
} = Function.dual(
  2,
  <G extends Gateset>(self: Circuit<G>, values: Readonly<Record<string, number>>): Circuit<G> => {
    const known = parameters(self)
    const stray = Object.keys(values).find((name) => !known.has(name))
    if (stray !== undefined) {
      const message = `The circuit has no parameter ${JSON.stringify(stray)}`
      return withFault(self, new CircuitError({ code: "UnknownParameter", field: stray, message }))
    }
    const set = (value: number | Param.Param) => (Param.isParam(value) ? Param.bind(value, values) : value)
    const bound = self.gates.map((gate) =>
      numbersOf(gate).some(([, value]) => Param.isParam(value)) ? mapNumbers(gate, set) : gate,
    )
    return withGates(self, bound)
  },
)

/**
 * Moves a circuit to other qubits: qubit i becomes `onto[i]`. The new circuit has `qubits` qubits (default: as many
 * as before). Registers move with their qubits. A qubit without an entry is reported as out of range when the circuit
 * is validated.
 *
 * **Example** (A Bell pair on qubits 4 and 2 of five)
 *
 * ```ts
 * const circuit = Circuit.bell().pipe(Circuit.mapQubits([4, 2], 5))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const mapQubits: {
  (onto: ReadonlyArray<number>, qubits?: number): <G extends Gateset>(self: Circuit<G>) => Circuit<G>
  <G extends Gateset>(self: Circuit<G>, onto: ReadonlyArray<number>, qubits?: number): Circuit<G>
} = Function.dual(
  (args) => !Array.isArray(args[0]),
  <G extends Gateset>(
    self: Circuit<G>,
    onto: ReadonlyArray<number>,
    qubits: number = self.qubits,
  ): Circuit<G> => {
    const place = (qubit: number): number => onto[qubit] ?? -1
    const moved = (gate: GateOf[G]): GateOf[G] => {
      const { target, targets, control, controls }: Partial<Record<string, unknown>> = { ...gate }
      const one = (value: unknown) => (typeof value === "number" ? place(value) : value)
      const all = (value: unknown) => (Array.isArray(value) ? value.map(one) : value)
      return {
        ...gate,
        ...(target === undefined ? {} : { target: one(target) }),
        ...(targets === undefined ? {} : { targets: all(targets) }),
        ...(control === undefined ? {} : { control: one(control) }),
        ...(controls === undefined ? {} : { controls: all(controls) }),
      }
    }
    const registers = Object.fromEntries(
      Object.entries(self.registers).map(([name, of]) => [name, of.map(place)]),
    )
    return circuitOf<G>({
      ...withGates(self, self.gates.map(moved)),
      qubits,
      registers,
      measurementMap: self.measurementMap?.map(place),
    })
  },
)
