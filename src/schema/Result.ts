/**
 * Results as the server sends them.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { finiteRecord } from "./wire.ts"

/**
 * Decimal state -> probability. In a decimal state, qubit 0 is the least significant bit: the outcome in which
 * only qubit 0 is 1 has the key `"1"`, whatever the number of qubits.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Probabilities = finiteRecord.annotate({ identifier: "GetResultsResponse" })

/** @category models @since 0.1.0 */
export type Probabilities = typeof Probabilities.Type

/**
 * Decimal state -> count.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Histogram = finiteRecord.annotate({ identifier: "GetVariantResultsResponse" })

/** @category models @since 0.1.0 */
export type Histogram = typeof Histogram.Type

/**
 * One decimal state for each shot, in the order of the shots.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ShotsV1 = Schema.Array(Schema.String).annotate({ identifier: "Shots" })

/**
 * The shots of a debiasing variant: one decimal state for each shot, or the count of each state, as in IonQ's
 * documents of April and May 2026.
 *
 * @category schemas
 * @since 0.2.0
 */
export const VariantShots = Schema.Union([ShotsV1, finiteRecord])

/** @category models @since 0.2.0 */
export type VariantShots = typeof VariantShots.Type

const registers = Schema.Struct({ registers: Schema.Record(Schema.String, finiteRecord) })

/**
 * Register -> bitstring -> probability. In a bitstring q[0] is leftmost: X on qubit 0 of three gives `"100"`. The
 * register of all qubits is `output_all`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ProbabilitiesV2 = Schema.Struct({ probabilities: registers })

/**
 * Register -> bitstring -> count.
 *
 * @category schemas
 * @since 0.1.0
 */
export const HistogramV2 = Schema.Struct({ histogram: registers })

/**
 * One shot of the second format: register -> bits, where element i of the array is classical bit i.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ShotV2 = Schema.Struct({
  registers: Schema.Record(Schema.String, Schema.Array(Schema.Literals([0, 1]))),
})

/**
 * Child job id -> decimal state -> probability, of a multi-circuit job.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ProbabilitiesByChild = Schema.Record(Schema.String, finiteRecord)

/**
 * IonQ's ids of result formats.
 *
 * @category constants
 * @since 0.1.0
 */
export const formats = {
  probabilitiesV1: "ionq.result.probabilities.json.v1",
  probabilitiesV2: "ionq.result.probabilities.json.v2",
  histogramV1: "ionq.result.histogram.json.v1",
  histogramV2: "ionq.result.histogram.json.v2",
  shotsV1: "ionq.result.shots.json.v1",
  shotsV2: "ionq.result.shots.json.v2",
  probabilitiesByChild: "ionq.result.probabilities-aggregate.json.v1",
  native: "ionq.native.v1",
  qasm3: "ionq.qasm3.v1",
} as const
