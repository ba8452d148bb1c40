/**
 * Circuits in job requests and jobs.
 *
 * QIS and native circuits have different types: a native gate in a QIS circuit does not compile.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { NativeGate, QisGate, WireGate } from "./Gate.ts"

/**
 * The set of gates in which a circuit is written.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Gateset = Schema.Literals(["qis", "native"])

/** @category models @since 0.1.0 */
export type Gateset = typeof Gateset.Type

/** The number of qubits of a circuit: at least 1. */
const Qubits = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/**
 * A circuit of abstract gates, which IonQ compiles. Rotations are in radians. Without `qubits`, the highest qubit of
 * a gate determines the width, but IonQ's simulator has rejected such circuits. All qubits are measured at the end.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QisCircuit = Schema.Struct({
  gateset: Schema.Literal("qis"),
  qubits: Schema.optionalKey(Qubits),
  circuit: Schema.Array(QisGate),
}).annotate({ identifier: "QisCircuitInput" })

/** @category models @since 0.1.0 */
export interface QisCircuit extends Schema.Struct.Type<typeof QisCircuit.fields> {}

/**
 * A circuit of native gates, which IonQ does not compile. Phases and angles are in turns.
 *
 * @category schemas
 * @since 0.1.0
 */
export const NativeCircuit = Schema.Struct({
  gateset: Schema.Literal("native"),
  qubits: Schema.optionalKey(Qubits),
  circuit: Schema.Array(NativeGate),
}).annotate({ identifier: "NativeCircuitInput" })

/** @category models @since 0.1.0 */
export interface NativeCircuit extends Schema.Struct.Type<typeof NativeCircuit.fields> {}

/**
 * Either kind of circuit, distinguished by `gateset`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Circuit = Schema.Union([QisCircuit, NativeCircuit])

/** @category models @since 0.1.0 */
export type Circuit = QisCircuit | NativeCircuit

/**
 * A circuit in the HTTP contract. It accepts any gates, because IonQ accepts unknown gates and fails the job later.
 *
 * @category schemas
 * @since 0.1.0
 */
export const WireCircuit = Schema.Struct({
  gateset: Gateset,
  qubits: Schema.optionalKey(Qubits),
  circuit: Schema.Array(WireGate),
}).annotate({ identifier: "JsonCircuitInput" })

/** @category models @since 0.1.0 */
export interface WireCircuit extends Schema.Struct.Type<typeof WireCircuit.fields> {}

const member = {
  name: Schema.optionalKey(Schema.String),
  qubits: Schema.optionalKey(Qubits),
  registers: Schema.optionalKey(
    Schema.Record(Schema.String, Schema.NullOr(Schema.Array(Schema.NullOr(Schema.Int)))),
  ),
}

const qis = { ...member, circuit: Schema.Array(QisGate) }
const native = { ...member, circuit: Schema.Array(NativeGate) }

const QisMember = Schema.Struct({ ...qis, gateset: Schema.Literal("qis") })
const NativeMember = Schema.Struct({ ...native, gateset: Schema.Literal("native") })

/**
 * The input of a multi-circuit job: circuits that share shots and settings, and become child jobs. A circuit without
 * a `gateset` inherits that of the job. `registers` are lists of qubits by name.
 *
 * @category schemas
 * @since 0.1.0
 */
export const MultiCircuit = Schema.Union([
  Schema.Struct({
    gateset: Schema.Literal("qis"),
    qubits: Schema.optionalKey(Qubits),
    circuits: Schema.Array(
      Schema.Union([
        NativeMember,
        Schema.Struct({ ...qis, gateset: Schema.optionalKey(Schema.Literal("qis")) }),
      ]),
    ),
  }),
  Schema.Struct({
    gateset: Schema.Literal("native"),
    qubits: Schema.optionalKey(Qubits),
    circuits: Schema.Array(
      Schema.Union([
        QisMember,
        Schema.Struct({ ...native, gateset: Schema.optionalKey(Schema.Literal("native")) }),
      ]),
    ),
  }),
])

/** @category models @since 0.1.0 */
export type MultiCircuit = typeof MultiCircuit.Type

/**
 * One circuit of a multi-circuit job.
 *
 * @category models
 * @since 0.1.0
 */
export type CircuitMember = MultiCircuit["circuits"][number]

/**
 * A multi-circuit input in the HTTP contract, with any gates and an optional `gateset` for each circuit.
 *
 * @category schemas
 * @since 0.1.0
 */
export const WireMultiCircuit = Schema.Struct({
  gateset: Gateset,
  qubits: Schema.optionalKey(Qubits),
  circuits: Schema.Array(
    Schema.Struct({ ...member, gateset: Schema.optionalKey(Gateset), circuit: Schema.Array(WireGate) }),
  ),
}).annotate({ identifier: "JsonMultiCircuitInput" })

/** @category models @since 0.1.0 */
export interface WireMultiCircuit extends Schema.Struct.Type<typeof WireMultiCircuit.fields> {}

/**
 * A compiled circuit in native gates. Phases and angles are in turns.
 *
 * @category schemas
 * @since 0.1.0
 */
export const NativeProgram = Schema.Struct({
  qubits: Schema.optionalKey(Schema.Int),
  circuit: Schema.Array(WireGate),
}).annotate({ identifier: "NativeProgram" })

/** @category models @since 0.1.0 */
export interface NativeProgram extends Schema.Struct.Type<typeof NativeProgram.fields> {}
