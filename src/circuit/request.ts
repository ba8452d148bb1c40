import { Function, Result } from "effect"
import { CircuitError } from "../CircuitError.ts"
import type { GateOf } from "../gates/Symbolic.ts"
import type * as Schema from "../schema/Circuit.ts"
import type { NativeGate, QisGate } from "../schema/Gate.ts"
import type { CircuitJobRequest, MultiCircuitJobRequest } from "../schema/JobRequest.ts"
import { toMetadata } from "./measurementMap.ts"
import { type Circuit, isCircuit, native, qis, register, named, widthOf } from "./model.ts"
import { validateBound } from "./validate.ts"

/**
 * A circuit of one gateset as it is sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface InputOf {
  readonly qis: Schema.QisCircuit
  readonly native: Schema.NativeCircuit
}

/** The gates of a validated circuit, in which no number is a parameter. */
interface BoundGates {
  readonly qis: ReadonlyArray<QisGate>
  readonly native: ReadonlyArray<NativeGate>
}

/** The gates of a circuit, if it is valid and has no unbound parameters. */
export const boundGates = <G extends Schema.Gateset>(
  self: Circuit<G>,
): Result.Result<BoundGates[G], CircuitError> =>
  Result.map(
    validateBound(self),
    // The circuit was just checked to have no parameters.
    ({ gates }) => gates as unknown as BoundGates[G],
  )

const written = <G extends Schema.Gateset>(self: Circuit<G>): Result.Result<BoundGates[G], CircuitError> =>
  Result.filterOrFail(
    boundGates(self),
    (gates) => gates.length > 0,
    () => new CircuitError({ code: "EmptyCircuit", message: "The circuit has no gates" }),
  )

/**
 * Validates a circuit and converts it to a job's `input`. The input has no name and no registers:
 * {@link toRequest} sends the name, and for several circuits also their registers.
 *
 * **Details**
 *
 * Fails with the first {@link CircuitError}, including `UnboundParameter` and `EmptyCircuit`.
 *
 * **Example** (The input of a job)
 *
 * ```ts
 * Circuit.toInput(Circuit.bell())
 * // { gateset: "qis", qubits: 2, circuit: [{ gate: "h", target: 0 }, { gate: "cnot", control: 0, target: 1 }] }
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const toInput = <G extends Schema.Gateset>(
  self: Circuit<G>,
): Result.Result<InputOf[G], CircuitError> =>
  Result.map(
    written(self),
    // The gateset and the gates come from the same circuit.
    (circuit) => ({ gateset: self.gateset, qubits: self.qubits, circuit }) as unknown as InputOf[G],
  )

const toMember = (self: Circuit): Result.Result<Schema.CircuitMember, CircuitError> =>
  Result.map(written(self), (circuit) => {
    const { gateset, name, qubits, registers } = self
    return {
      gateset,
      qubits,
      circuit,
      ...(name === undefined ? {} : { name }),
      ...(Object.keys(registers).length === 0 ? {} : { registers }),
      // The gateset and the gates come from the same circuit.
    } as unknown as Schema.CircuitMember
  })

/** Converts one of several circuits. The message of an error starts with its index. */
const toMemberAt = (self: Circuit, index: number) =>
  Result.mapError(
    toMember(self),
    (error) => new CircuitError({ ...error, message: `Circuit ${index}: ${error.message}` }),
  )

/**
 * The fields of a request apart from its circuits.
 *
 * @category options
 * @since 0.1.0
 */
export interface RequestOptions extends Omit<CircuitJobRequest, "type" | "input"> {}

/** The metadata of a request, including the measurement maps of its circuits. */
const metadataOf = (circuits: ReadonlyArray<Circuit>, { metadata }: RequestOptions) => {
  const all = { ...toMetadata(circuits), ...metadata }
  return Object.keys(all).length === 0 ? {} : { metadata: all }
}

const single = (self: Circuit, options: RequestOptions): Result.Result<CircuitJobRequest, CircuitError> =>
  Result.map(toInput(self), (input) => ({
    type: "ionq.circuit.v1",
    input,
    ...(self.name === undefined ? {} : { name: self.name }),
    ...options,
    ...metadataOf([self], options),
  }))

const several = (
  circuits: ReadonlyArray<Circuit>,
  options: RequestOptions,
): Result.Result<MultiCircuitJobRequest, CircuitError> =>
  Result.map(Result.all(circuits.map(toMemberAt)), (members) => ({
    type: "ionq.multi-circuit.v1",
    input: { gateset: circuits[0]?.gateset ?? "qis", circuits: members },
    ...options,
    ...metadataOf(circuits, options),
  }))

/**
 * The job request of one circuit, or of several in one job, for `Jobs.submit` and `Jobs.run`. A single circuit's name
 * becomes the job's name, unless the options have one. Several circuits give their names and registers to the job's
 * children. The measurement maps of compiled circuits are written to the job's metadata, for {@link measurementMaps}.
 *
 * **Details**
 *
 * Fails with the first {@link CircuitError}, as {@link toInput} does.
 *
 * **Example** (One circuit, and two in one job)
 *
 * ```ts
 * const one = Circuit.toRequest(Circuit.bell(), { backend: "simulator" })
 * const two = Circuit.toRequest([Circuit.bell(), Circuit.ghz(3)], { backend: "qpu.forte-1", shots: 500 })
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const toRequest: {
  (options: RequestOptions): (self: Circuit) => Result.Result<CircuitJobRequest, CircuitError>
  (self: Circuit, options: RequestOptions): Result.Result<CircuitJobRequest, CircuitError>
  (self: ReadonlyArray<Circuit>, options: RequestOptions): Result.Result<MultiCircuitJobRequest, CircuitError>
} = Function.dual(
  2,
  (
    self: Circuit | ReadonlyArray<Circuit>,
    options: RequestOptions,
  ): Result.Result<CircuitJobRequest | MultiCircuitJobRequest, CircuitError> =>
    isCircuit(self) ? single(self, options) : several(self, options),
)

const onWidth = <G extends Schema.Gateset>(
  make: (qubits: number, gates: ReadonlyArray<GateOf[G]>) => Circuit<G>,
  { qubits, circuit }: { readonly qubits?: number; readonly circuit: ReadonlyArray<GateOf[G]> },
): Circuit<G> => make(qubits ?? Math.max(1, widthOf(circuit)), circuit)

/**
 * Converts a job's `input`, or one circuit of several with its name and registers, to a circuit. Without `qubits` it
 * has as many qubits as its gates require. Decode untrusted JSON with the schemas of `schema/Circuit` first.
 *
 * **Gotchas**
 *
 * Unset bits of a register (null on the wire) are dropped.
 *
 * **Example** (A circuit in JSON)
 *
 * ```ts
 * const circuit = Circuit.fromInput({ gateset: "qis", circuit: [{ gate: "h", target: 0 }] })
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromInput = ((input: AnyInput): Circuit => {
  const circuit: Circuit = input.gateset === "qis" ? onWidth(qis, input) : onWidth(native, input)
  const withName = input.name === undefined ? circuit : named(circuit, input.name)
  return Object.entries(input.registers ?? {}).reduce(
    (self, [name, bits]) =>
      register(
        self,
        name,
        (bits ?? []).filter((bit) => bit !== null),
      ),
    withName,
  )
  // The circuit has the gateset of the input.
}) as {
  (input: Schema.QisCircuit & Named): Circuit<"qis">
  (input: Schema.NativeCircuit & Named): Circuit<"native">
  (input: AnyInput): Circuit
}

/**
 * The name and the registers of one circuit of several on the wire.
 *
 * @category models
 * @since 0.1.0
 */
export interface Named {
  readonly name?: string
  readonly registers?: Readonly<Record<string, ReadonlyArray<number | null> | null>>
}

type AnyInput = (Schema.QisCircuit | Schema.NativeCircuit) & Named
