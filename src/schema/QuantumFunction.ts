/**
 * Quantum functions and Q-CTRL's QAOA solver: jobs that are not circuits.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { anyJson, openWord } from "./wire.ts"

const Numbers = Schema.Array(Schema.Finite)

/**
 * The energy of a Hamiltonian in the state of an ansatz. `hamiltonian` is a sum of Pauli strings with coefficients.
 * Constraints are A x <= b and x^T P x + r^T x <= c.
 *
 * @category schemas
 * @since 0.1.0
 */
export const HamiltonianEnergy = Schema.Struct({
  hamiltonian: Schema.Array(Schema.Struct({ pauli_string: Schema.String, coefficient: Schema.Finite })),
  ansatz: Schema.Struct({ data: Schema.String }),
  linear_constraints: Schema.optionalKey(
    Schema.Array(Schema.Struct({ coeffs: Numbers, rhs: Schema.Finite })),
  ),
  quadratic_constraints: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({ quadratic_coeff: Schema.Array(Numbers), linear_coeff: Numbers, rhs: Schema.Finite }),
    ),
  ),
  penalty: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
  cvar_alpha: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
}).annotate({ identifier: "HamiltonianEnergyData" })

/** @category models @since 0.1.0 */
export interface HamiltonianEnergy extends Schema.Struct.Type<typeof HamiltonianEnergy.fields> {}

/**
 * The input of a quantum function: a Hamiltonian's energy, or any other function by its `type`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QuantumFunctionInput = Schema.Union([
  Schema.Struct({
    data: Schema.Struct({ type: Schema.Literal("hamiltonian-energy"), data: HamiltonianEnergy }),
    params: Schema.optionalKey(Numbers),
  }).annotate({ identifier: "HamiltonianEnergyInput" }),
  Schema.Struct({
    type: Schema.String,
    data: Schema.Record(Schema.String, anyJson),
    params: Schema.optionalKey(Numbers),
  }).annotate({ identifier: "GenericQuantumFunctionInput" }),
])

/** @category models @since 0.1.0 */
export type QuantumFunctionInput = typeof QuantumFunctionInput.Type

/**
 * A problem for the QAOA solver; `problem` is a NetworkX adjacency_graph object.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QaoaInput = Schema.Struct({
  problem_type: openWord("maxcut"),
  problem: Schema.Record(Schema.String, anyJson),
}).annotate({ identifier: "QctrlQaoaJobInput" })

/** @category models @since 0.1.0 */
export interface QaoaInput extends Schema.Struct.Type<typeof QaoaInput.fields> {}

/**
 * The Q-CTRL account that runs the solver. `api_credentials` is the account's key, redacted until it is sent.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QctrlSettings = Schema.Struct({
  api_credentials: Schema.RedactedFromValue(Schema.String),
  external_organization: Schema.optionalKey(Schema.String),
}).annotate({ identifier: "QctrlExternalSettings" })

/** @category models @since 0.1.0 */
export interface QctrlSettings extends Schema.Struct.Type<typeof QctrlSettings.fields> {}

/**
 * The result of a quantum function: its value and, optionally, the variance.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QuantumFunctionResult = Schema.Struct({
  value: Schema.Finite,
  variance: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
}).annotate({ identifier: "QuantumFunctionResult" })

/** @category models @since 0.1.0 */
export interface QuantumFunctionResult extends Schema.Struct.Type<typeof QuantumFunctionResult.fields> {}

/**
 * The result of the QAOA solver: the optimal cost, and the bitstring that has it.
 *
 * @category schemas
 * @since 0.1.0
 */
export const QaoaResult = Schema.Struct({
  optimal_cost: Schema.Finite,
  optimal_bitstring: Schema.String,
  processing_status: openWord("running", "complete", "max_iteration"),
}).annotate({ identifier: "QaoaResult" })

/** @category models @since 0.1.0 */
export interface QaoaResult extends Schema.Struct.Type<typeof QaoaResult.fields> {}
