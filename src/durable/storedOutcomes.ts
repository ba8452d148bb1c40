import { Effect, Result, Schema } from "effect"
import { type Distribution, type Kind, make } from "../distribution/model.ts"
import { type State, statesOf } from "../distribution/bitstrings.ts"
import type { Ran } from "../Jobs.ts"
import type { Platform } from "./Platform.ts"

/** The largest number of states of a distribution that is stored. A larger one is read from the platform again. */
const mostStates = 256

/** The longest body of a response in a stored failure, in characters. A longer body is left out. */
const longestBody = 1000

/** The outcome of one circuit, as the row of its chunk stores it. */
const OutcomeRow = Schema.Struct({
  /** The position of the circuit's request in the run. */
  index: Schema.Int,
  circuit: Schema.Int,
  name: Schema.optionalKey(Schema.String),
  jobId: Schema.optionalKey(Schema.String),
  width: Schema.optionalKey(Schema.Int),
  kind: Schema.optionalKey(Schema.Literals(["probabilities", "counts"])),
  /** The states in ascending order, bigints as strings. Absent if there are more than `mostStates`. */
  states: Schema.optionalKey(Schema.Array(Schema.Union([Schema.Finite, Schema.String]))),
  values: Schema.optionalKey(Schema.Array(Schema.Finite)),
  failure: Schema.optionalKey(Schema.Unknown),
})

interface OutcomeRow extends Schema.Struct.Type<typeof OutcomeRow.fields> {}

const decodeRows = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Array(OutcomeRow)))

/**
 * Encodes the outcomes of a chunk as the text of a row. Distributions of more than `mostStates` states and long
 * response bodies are left out.
 */
export const encodeOutcomes = <Request, E>(
  { failure }: Platform<Request, E>,
  outcomes: ReadonlyArray<Ran<E>>,
): string => {
  const encodeFailure = Schema.encodeSync(failure)
  return JSON.stringify(
    outcomes.map(({ index, circuit, name, result }): OutcomeRow => {
      const place = { index, circuit, ...(name === undefined ? {} : { name }) }
      if (Result.isFailure(result)) return { ...place, failure: shortened(encodeFailure(result.failure)) }
      const { jobId, probabilities } = result.success
      const { width, kind, states, values } = probabilities
      if (values.length > mostStates) return { ...place, jobId, width, kind }
      return {
        ...place,
        jobId,
        width,
        kind,
        states: Array.from<State, number | string>(states, (state) =>
          typeof state === "bigint" ? String(state) : state,
        ),
        values: [...values],
      }
    }),
  )
}

const shortened = (failure: unknown): unknown => {
  if (typeof failure !== "object" || failure === null || !("body" in failure)) return failure
  const { body, ...rest } = failure
  return typeof body === "string" && body.length > longestBody ? rest : failure
}

/** A stored outcome, and the effect that reads it: from the row, or from the platform if the outcome was too large. */
export interface KeptOutcome<E> {
  readonly index: number
  readonly circuit: number
  readonly read: Effect.Effect<Ran<E>>
}

/** Decodes the outcomes in the text of a row. Fails if the text does not match the schema. */
export const decodeOutcomes = <Request, E>(
  platform: Platform<Request, E>,
  text: string,
): Effect.Effect<ReadonlyArray<KeptOutcome<E>>, Schema.SchemaError> => {
  const decodeFailure = Schema.decodeUnknownEffect(platform.failure)
  return Effect.flatMap(decodeRows(text), (rows) =>
    Effect.forEach(rows, ({ index, circuit, name, jobId = "", width = 1, kind, states, values, failure }) => {
      const kept = (result: Ran<E>["result"]): KeptOutcome<E> => ({
        index,
        circuit,
        read: Effect.succeed({ index, circuit, name, result }),
      })
      if (failure !== undefined)
        return Effect.map(decodeFailure(failure), (error) => kept(Result.fail(error)))
      if (states !== undefined && values !== undefined) {
        const probabilities = distributionOf(width, kind ?? "probabilities", states, values)
        return Effect.succeed(kept(Result.succeed({ jobId, probabilities })))
      }
      const read = platform.read(jobId, width, circuit).pipe(
        Effect.map((probabilities) => ({ jobId, probabilities })),
        Effect.result,
        Effect.map((result): Ran<E> => ({ index, circuit, name, result })),
      )
      return Effect.succeed({ index, circuit, read })
    }),
  )
}

const distributionOf = (
  width: number,
  kind: Kind,
  states: ReadonlyArray<number | string>,
  values: ReadonlyArray<number>,
): Distribution =>
  make(width, kind, {
    states: statesOf(
      states.map((state) => (typeof state === "string" ? BigInt(state) : state)),
      states.length,
      width,
    ),
    values: Float64Array.from(values),
  })
