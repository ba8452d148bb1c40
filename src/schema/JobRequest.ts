/**
 * Requests that submit a job.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { anyJson, openWord } from "./wire.ts"
import { BackendName } from "./Backend.ts"
import { limits } from "./limits.ts"
import { Circuit, MultiCircuit, WireCircuit, WireMultiCircuit } from "./Circuit.ts"
import { QaoaInput, QctrlSettings, QuantumFunctionInput } from "./QuantumFunction.ts"

export { limits } from "./limits.ts"

/**
 * The noise of the simulator. `ideal` gives exact probabilities and ignores `shots`. Every other model runs shot by
 * shot. `seed` is a 32-bit integer.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Noise = Schema.Struct({
  model: openWord(
    "ideal",
    "harmony",
    "harmony-1",
    "harmony-2",
    "aria-1",
    "aria-2",
    "forte-1",
    "forte-enterprise-1",
  ),
  seed: Schema.optionalKey(Schema.Int),
}).annotate({ identifier: "Noise" })

/** @category models @since 0.1.0 */
export interface Noise extends Schema.Struct.Type<typeof Noise.fields> {}

/** A struct of known fields and any others, which are sent unchanged. */
const open = <const Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.StructWithRest(Schema.Struct(fields), [Schema.Record(Schema.String, anyJson)])

/**
 * Error mitigation and compilation. Debiasing needs at least 500 shots. With that many, it is on by default for QIS
 * circuits on a QPU.
 *
 * **Gotchas**
 *
 * IonQ's specification leaves settings open and adds new ones from time to time. Unknown settings are sent unchanged,
 * so only IonQ can detect a misspelled setting. In all other parts of a request, unknown fields are rejected.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobRequestSettings = open({
  error_mitigation: Schema.optionalKey(
    open({
      debiasing: Schema.optionalKey(Schema.Boolean),
      symmetry_verification: Schema.optionalKey(Schema.Boolean),
    }),
  ),
  compilation: Schema.optionalKey(
    open({
      opt: Schema.optionalKey(Schema.Finite),
      precision: Schema.optionalKey(Schema.String),
      gate_basis: Schema.optionalKey(Schema.String),
      service_version: Schema.optionalKey(Schema.String),
    }),
  ),
}).annotate({ identifier: "JobRequestSettings" })

/** @category models @since 0.1.0 */
export type JobRequestSettings = typeof JobRequestSettings.Type

const common = {
  backend: BackendName,
  name: Schema.optionalKey(Schema.String),
  metadata: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  shots: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: limits.shots }))),
  session_id: Schema.optionalKey(Schema.String),
  settings: Schema.optionalKey(JobRequestSettings),
  dry_run: Schema.optionalKey(Schema.Boolean),
  noise: Schema.optionalKey(Noise),
}

const request = <const Type extends string, Input extends Schema.Top>(type: Type, input: Input) =>
  Schema.Struct({ type: Schema.Literal(type), input, ...common })

/**
 * A job of one circuit. `shots` is 1 to 1,000,000. IonQ's default is 100. The ideal simulator ignores it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const CircuitJobRequest = request("ionq.circuit.v1", Circuit)

/** @category models @since 0.1.0 */
export interface CircuitJobRequest extends Schema.Struct.Type<typeof CircuitJobRequest.fields> {}

/**
 * A job of many circuits, which become child jobs: at most 5,000 circuits and 150,000 gates in total.
 *
 * @category schemas
 * @since 0.1.0
 */
export const MultiCircuitJobRequest = request("ionq.multi-circuit.v1", MultiCircuit)

/** @category models @since 0.1.0 */
export interface MultiCircuitJobRequest extends Schema.Struct.Type<typeof MultiCircuitJobRequest.fields> {}

/**
 * A job of one OpenQASM 3 program, with its source in `input.data`. Since September 2026.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Qasm3JobRequest = request("ionq.qasm3.v1", Schema.Struct({ data: Schema.String })).annotate({
  identifier: "Qasm3JobCreationPayload",
})

/** @category models @since 0.1.0 */
export interface Qasm3JobRequest extends Schema.Struct.Type<typeof Qasm3JobRequest.fields> {}

/**
 * A quantum function, such as the energy of a Hamiltonian.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QuantumFunctionJobRequest = request("quantum-function", QuantumFunctionInput).annotate({
  identifier: "QuantumFunctionJobCreationPayload",
})

/** @category models @since 0.1.0 */
export interface QuantumFunctionJobRequest extends Schema.Struct.Type<
  typeof QuantumFunctionJobRequest.fields
> {}

/**
 * A MaxCut problem for Q-CTRL's QAOA solver, with a Q-CTRL account.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QaoaJobRequest = Schema.Struct({
  ...request("qctrl.qaoa.v1", QaoaInput).fields,
  external_settings: QctrlSettings,
}).annotate({ identifier: "QctrlQaoaJobCreationPayload" })

/** @category models @since 0.1.0 */
export interface QaoaJobRequest extends Schema.Struct.Type<typeof QaoaJobRequest.fields> {}

/**
 * The requests that `Jobs.submit` accepts, discriminated by `type`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobRequest = Schema.Union([
  CircuitJobRequest,
  MultiCircuitJobRequest,
  Qasm3JobRequest,
  QuantumFunctionJobRequest,
  QaoaJobRequest,
])

/** @category models @since 0.1.0 */
export type JobRequest =
  | CircuitJobRequest
  | MultiCircuitJobRequest
  | Qasm3JobRequest
  | QuantumFunctionJobRequest
  | QaoaJobRequest

/**
 * A job request in the HTTP contract. It accepts any gates, because IonQ accepts unknown gates and fails the job
 * later.
 *
 * @category schemas
 * @since 0.1.0
 */
export const WireJobRequest = Schema.Union([
  request("ionq.circuit.v1", WireCircuit).annotate({ identifier: "CircuitJobCreationPayload" }),
  request("ionq.multi-circuit.v1", WireMultiCircuit).annotate({
    identifier: "MultiCircuitJobCreationPayload",
  }),
  Qasm3JobRequest,
  QuantumFunctionJobRequest,
  QaoaJobRequest,
]).annotate({ identifier: "JobCreationPayload" })

/** @category models @since 0.1.0 */
export type WireJobRequest = typeof WireJobRequest.Type

/**
 * The fields that a clone or a move changes; all others are kept. Since September 2026.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobChanges = Schema.Struct({
  parent: Schema.optionalKey(Schema.String),
  ...common,
  backend: Schema.optionalKey(BackendName),
}).annotate({ identifier: "JobChanges" })

/** @category models @since 0.1.0 */
export interface JobChanges extends Schema.Struct.Type<typeof JobChanges.fields> {}
