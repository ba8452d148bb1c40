import { Option, Schema } from "effect"
import type { Circuit } from "./model.ts"

/** The key of a job's metadata that has the measurement maps of its circuits. */
const key = "effect-ionq.measurement-map"

/** One map, or null where every qubit is in its place, for each circuit of a job. */
const Maps = Schema.fromJsonString(Schema.Array(Schema.NullOr(Schema.Array(Schema.Int))))

const decode = Schema.decodeUnknownOption(Maps)

/** The metadata that carries the maps of a job's circuits; none where every qubit is in its place. */
export const toMetadata = (circuits: ReadonlyArray<Circuit>): Readonly<Record<string, string>> => {
  const maps = circuits.map(({ measurementMap }) => measurementMap ?? null)
  return maps.every((map) => map === null) ? {} : { [key]: JSON.stringify(maps) }
}

/**
 * The measurement maps that a job's metadata carries, one for each of its circuits, in order: `undefined` where every qubit is
 * measured in its place. No maps where the metadata has none, or none that can be read. {@link toRequest} writes them, and
 * `Distribution.remap` applies one.
 *
 * **Example** (The probabilities of the circuit that was compiled)
 *
 * ```ts
 * const [map] = Circuit.measurementMaps(job.metadata)
 * const restored = map === undefined ? Result.succeed(probabilities) : Distribution.remap(probabilities, map)
 * ```
 *
 * @category conversions
 * @since 0.2.0
 */
export const measurementMaps = (
  metadata: Readonly<Record<string, string>> | null | undefined,
): ReadonlyArray<ReadonlyArray<number> | undefined> =>
  Option.match(decode(metadata?.[key]), {
    onNone: () => [],
    onSome: (maps) => maps.map((map) => map ?? undefined),
  })
