import { Chunk, Function, Inspectable, Pipeable, Predicate } from "effect"
import type { CircuitError } from "../CircuitError.ts"
import type { GateOf } from "../gates/Symbolic.ts"
import { qubitsOf } from "../gates/qubits.ts"
import type { Gateset } from "../schema/Circuit.ts"

const TypeId = "~effect-ionq/Circuit"

/**
 * The limits of circuits, far above what any machine accepts. A mistake is then an error and does not exhaust the
 * memory. IonQ's own limits are in `schema/JobRequest`.
 *
 * @category constants
 * @since 0.1.0
 */
export const limits = { qubits: 65_536, gates: 10_000_000 } as const

/**
 * Lists of qubits by name, in the order of the register's bits.
 *
 * @category models
 * @since 0.1.0
 */
export type Registers = Readonly<Record<string, ReadonlyArray<number>>>

/**
 * An immutable circuit of one gateset: gates in order, on qubits numbered from 0. All qubits are measured at its end.
 *
 * **Details**
 *
 * Building never fails. An invalid qubit or an unbound parameter is kept, and `validate`, `toInput`, `toRequest` and
 * the compiler report it. Circuits share the gates of what they are built from, so adding a gate takes constant time.
 *
 * @category models
 * @since 0.1.0
 */
export interface Circuit<G extends Gateset = Gateset> extends Pipeable.Pipeable, Inspectable.Inspectable {
  readonly [TypeId]: typeof TypeId
  readonly gateset: G
  /** The number of qubits. */
  readonly qubits: number
  readonly name: string | undefined
  readonly registers: Registers
  /**
   * Where each qubit is measured, if a compilation moved qubits: the result of the original qubit i is read from
   * qubit `measurementMap[i]`. Registers are already moved. `undefined` if no qubit was moved. `Distribution.remap`
   * applies it.
   *
   * @since 0.2.0
   */
  readonly measurementMap: ReadonlyArray<number> | undefined
  /** The gates in order. The flat array is built at the first access and then kept. */
  readonly gates: ReadonlyArray<GateOf[G]>
  /** The gates as a `Chunk`, to which gates are appended in constant time. */
  readonly chunk: Chunk.Chunk<GateOf[G]>
  /** The error of a transformation that was impossible, such as a fractional power. `validate` reports it. */
  readonly fault: CircuitError | undefined
}

const Proto = {
  ...Pipeable.Prototype,
  ...Inspectable.BaseProto,
  [TypeId]: TypeId,
  get gates(): ReadonlyArray<GateOf[Gateset]> {
    // The getter is on the prototype of circuits, so `this` is a circuit.
    return Chunk.toReadonlyArray((this as unknown as Circuit).chunk)
  },
  toJSON(this: Circuit) {
    const { gateset, name, qubits, registers, measurementMap, gates } = this
    return {
      _id: "Circuit",
      gateset,
      ...(name === undefined ? {} : { name }),
      qubits,
      registers,
      ...(measurementMap === undefined ? {} : { measurementMap }),
      gates,
    }
  },
}

/** Builds a circuit from its parts. */
export const circuitOf = <G extends Gateset>(
  parts: Pick<Circuit<G>, "gateset" | "qubits" | "name" | "registers" | "measurementMap" | "chunk" | "fault">,
): Circuit<G> =>
  // Avoids the copies and getters of a spread, because this runs once for every gate that is added.
  Object.assign(Object.create(Proto), {
    gateset: parts.gateset,
    qubits: parts.qubits,
    name: parts.name,
    registers: parts.registers,
    measurementMap: parts.measurementMap,
    chunk: parts.chunk,
    fault: parts.fault,
  })

/** The circuit with its gates replaced. */
export const withGates = <G extends Gateset>(
  { gateset, qubits, name, registers, measurementMap, fault }: Circuit<G>,
  gates: ReadonlyArray<GateOf[G]>,
): Circuit<G> =>
  circuitOf<G>({
    gateset,
    qubits,
    name,
    registers,
    measurementMap,
    fault,
    chunk: Chunk.fromArrayUnsafe(gates),
  })

/** The circuit with a fault. An earlier fault is kept, so that the first one is reported. */
export const withFault = <G extends Gateset>(self: Circuit<G>, fault: CircuitError): Circuit<G> =>
  self.fault === undefined ? circuitOf<G>({ ...self, fault }) : self

/**
 * Whether a value is a circuit.
 *
 * @category guards
 * @since 0.1.0
 */
export const isCircuit = (value: unknown): value is Circuit => Predicate.hasProperty(value, TypeId)

const empty = <G extends Gateset>(
  gateset: G,
  qubits: number,
  gates: ReadonlyArray<GateOf[G]> = [],
): Circuit<G> =>
  circuitOf<G>({
    gateset,
    qubits,
    name: undefined,
    registers: {},
    measurementMap: undefined,
    // A copy, because the caller may change the array later.
    chunk: Chunk.fromArrayUnsafe([...gates]),
    fault: undefined,
  })

/**
 * A circuit of QIS gates, on `qubits` qubits.
 *
 * **Example** (A Bell pair)
 *
 * ```ts
 * const circuit = Circuit.qis(2, [Gates.h(0), Gates.cnot(0, 1)])
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const qis = (qubits: number, gates?: ReadonlyArray<GateOf["qis"]>): Circuit<"qis"> =>
  empty("qis", qubits, gates)

/**
 * A circuit of native gates, on `qubits` qubits. IonQ does not compile it.
 *
 * **Example** (Half a turn)
 *
 * ```ts
 * const circuit = Circuit.native(1, [Gates.gpi(0, 0)])
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const native = (qubits: number, gates?: ReadonlyArray<GateOf["native"]>): Circuit<"native"> =>
  empty("native", qubits, gates)

/**
 * What can be appended to a circuit: a gate, several gates, or another circuit of the same gateset. The gates of a
 * circuit keep their qubits.
 *
 * @category models
 * @since 0.1.0
 */
export type Appended<G extends Gateset> = GateOf[G] | ReadonlyArray<GateOf[G]> | Circuit<G>

/**
 * Appends gates to a circuit: `Circuit.qis(2).pipe(Circuit.append(Gates.h(0)))`. The number of qubits stays the same.
 *
 * **Example** (Gates, one or several)
 *
 * ```ts
 * const circuit = Circuit.qis(2).pipe(Circuit.append(Gates.h(0)), Circuit.append([Gates.cnot(0, 1), Gates.z(1)]))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const append: {
  (that: Appended<"qis">): (self: Circuit<"qis">) => Circuit<"qis">
  (that: Appended<"native">): (self: Circuit<"native">) => Circuit<"native">
  <G extends Gateset>(self: Circuit<G>, that: Appended<NoInfer<G>>): Circuit<G>
} = Function.dual(2, <G extends Gateset>(self: Circuit<G>, that: Appended<G>): Circuit<G> => {
  const { gateset, qubits, name, registers, measurementMap, chunk } = self
  const fault = self.fault ?? (isCircuit(that) ? that.fault : undefined)
  const more: Chunk.Chunk<GateOf[G]> = isCircuit(that)
    ? that.chunk
    : "gate" in that
      ? Chunk.of(that)
      : Chunk.fromArrayUnsafe([...that])
  return circuitOf<G>({
    gateset,
    qubits,
    name,
    registers,
    measurementMap,
    fault,
    chunk: Chunk.appendAll(chunk, more),
  })
})

/**
 * Gives a circuit a name. In a job of several circuits, the child job of the circuit also has this name.
 *
 * **Example** (A name for the job's child)
 *
 * ```ts
 * const circuit = Circuit.ghz(3).pipe(Circuit.named("three qubits"))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const named: {
  (name: string): <G extends Gateset>(self: Circuit<G>) => Circuit<G>
  <G extends Gateset>(self: Circuit<G>, name: string): Circuit<G>
} = Function.dual(2, <G extends Gateset>(self: Circuit<G>, name: string) => circuitOf<G>({ ...self, name }))

/**
 * Adds a register to a circuit: a name for a list of qubits, in the order of its bits.
 *
 * **Example** (Two registers)
 *
 * ```ts
 * const circuit = Circuit.qis(3).pipe(Circuit.register("data", [0, 1]), Circuit.register("ancilla", [2]))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const register: {
  (name: string, qubits: ReadonlyArray<number>): <G extends Gateset>(self: Circuit<G>) => Circuit<G>
  <G extends Gateset>(self: Circuit<G>, name: string, qubits: ReadonlyArray<number>): Circuit<G>
} = Function.dual(3, <G extends Gateset>(self: Circuit<G>, name: string, qubits: ReadonlyArray<number>) =>
  circuitOf<G>({ ...self, registers: { ...self.registers, [name]: [...qubits] } }),
)

/**
 * The smallest number of qubits that a circuit of some gates needs: the highest qubit in use, plus one.
 *
 * @category getters
 * @since 0.1.0
 */
export const widthOf = (gates: ReadonlyArray<GateOf[Gateset]>): number =>
  gates.reduce((width, gate) => qubitsOf(gate).reduce((most, qubit) => Math.max(most, qubit + 1), width), 0)
