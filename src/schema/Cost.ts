/**
 * What jobs cost.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { maybe, openWord, queryFlag } from "./wire.ts"
import { BackendName } from "./Backend.ts"

const Amount = Schema.Struct({ value: Schema.Finite, unit: Schema.String })

/**
 * The cost of a job: an estimate at first, and the actual cost after it ran.
 *
 * @category schemas
 * @since 0.1.0
 */
export const JobCost = Schema.Struct({
  dry_run: maybe(Schema.Boolean),
  estimated_cost: maybe(Amount),
  cost: maybe(Amount),
}).annotate({ identifier: "GetJobCostResponse" })

/** @category models @since 0.1.0 */
export interface JobCost extends Schema.Struct.Type<typeof JobCost.fields> {}

/**
 * The job to estimate. The server's defaults are 25 qubits, 1,000 shots and no gates.
 *
 * @category schemas
 * @since 0.1.0
 */
export const EstimateQuery = Schema.Struct({
  backend: BackendName,
  type: Schema.optionalKey(Schema.String),
  qubits: Schema.optionalKey(Schema.Int),
  shots: Schema.optionalKey(Schema.Int),
  "1q_gates": Schema.optionalKey(Schema.Int),
  "2q_gates": Schema.optionalKey(Schema.Int),
  error_mitigation: Schema.optionalKey(queryFlag),
  session: Schema.optionalKey(queryFlag),
})

/** @category models @since 0.1.0 */
export interface EstimateQuery extends Schema.Struct.Type<typeof EstimateQuery.fields> {}

const rates = {
  job_cost_minimum: maybe(Schema.Finite),
  cost_1q_gate: maybe(Schema.Finite),
  cost_2q_gate: maybe(Schema.Finite),
}

/**
 * An estimate in one of two forms: `estimated_cost`, `cost_unit` and `rate_information` before September 2026, and
 * `estimated_total_cost`, `estimated_unit` and `rate_card` since then. Times are in milliseconds, `..._us` in
 * microseconds.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Estimate = Schema.Struct({
  estimated_at: maybe(Schema.String),
  estimated_execution_time: maybe(Schema.Finite),
  estimated_quantum_compute_time_us: maybe(Schema.Finite),
  current_predicted_queue_time: maybe(Schema.Finite),
  input_values: maybe(Schema.Record(Schema.String, Schema.Unknown)),
  estimated_cost: maybe(Schema.Finite),
  cost_unit: maybe(Schema.String),
  rate_information: maybe(
    Schema.Struct({
      ...rates,
      organization: maybe(Schema.String),
      qct_cost_cents: maybe(Schema.Finite),
      rate_type: maybe(openWord("qct", "2qge")),
    }),
  ),
  estimate_context: maybe(Schema.Record(Schema.String, Schema.Unknown)),
  estimated_total_cost: maybe(Schema.Finite),
  estimated_unit: maybe(Schema.String),
  rate_card: maybe(
    Schema.Struct({
      id: maybe(Schema.String),
      rates: maybe(
        Schema.Array(
          Schema.Struct({
            ...rates,
            sku: maybe(Schema.String),
            unit: maybe(openWord("compute_second", "gates")),
            unit_cost: maybe(Schema.Finite),
          }),
        ),
      ),
    }),
  ),
}).annotate({ identifier: "GetJobEstimateResponse" })

/** @category models @since 0.1.0 */
export interface Estimate extends Schema.Struct.Type<typeof Estimate.fields> {}
