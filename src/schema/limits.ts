/**
 * The limits of a request, from IonQ's specification of September 2026 and, for metadata, from its page on core
 * concepts. A body is counted in bytes, names and values in characters. Below `debiasingShots` debiasing is off.
 *
 * @category constants
 * @since 0.1.0
 */
export const limits = {
  shots: 1_000_000,
  circuits: 5_000,
  gates: 150_000,
  bodyBytes: 10_000_000,
  metadataKeys: 10,
  metadataName: 40,
  metadataValue: 40_000,
  debiasingShots: 500,
} as const
