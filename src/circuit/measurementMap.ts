import type { Circuit } from "./model.ts"

/** The metadata key that holds the measurement maps of a job's circuits. */
const key = "effect-ionq.measurement-map"

/**
 * A map of qubits, or null if no qubit was moved. It is read without a schema, because the schema would be larger
 * than the rest of the circuit module.
 */
const isMap = (value: unknown): value is ReadonlyArray<number> | null =>
  value === null || (Array.isArray(value) && value.every(Number.isSafeInteger))

/** Decodes the value of the metadata key: one map for each circuit of a job. Empty if it is missing or malformed. */
const decode = (text: string | undefined): ReadonlyArray<ReadonlyArray<number> | null> => {
  try {
    const maps: unknown = JSON.parse(text ?? "")
    return Array.isArray(maps) && maps.every(isMap) ? maps : []
  } catch {
    return []
  }
}

/** The metadata with the maps of a job's circuits; empty if no qubit was moved. */
export const toMetadata = (circuits: ReadonlyArray<Circuit>): Readonly<Record<string, string>> => {
  const maps = circuits.map(({ measurementMap }) => measurementMap ?? null)
  return maps.every((map) => map === null) ? {} : { [key]: JSON.stringify(maps) }
}

/**
 * The measurement maps in a job's metadata, one for each of its circuits, in order; `undefined` for a circuit in
 * which no qubit was moved. The list is empty if the metadata has no maps, or if they cannot be read.
 * {@link toRequest} writes them, and `Distribution.remap` applies one.
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
): ReadonlyArray<ReadonlyArray<number> | undefined> => decode(metadata?.[key]).map((map) => map ?? undefined)
