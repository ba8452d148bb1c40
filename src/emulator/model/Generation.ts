/** Every generation, oldest first. */
export const generations = ["2026-04", "2026-05", "2026-09", "2026-10"] as const

/**
 * The generations of IonQ's specification of v0.4, which changed in these months under the same URL.
 *
 * @category models
 * @since 0.1.0
 */
export type Generation = (typeof generations)[number]

export const newestGeneration: Generation = "2026-10"

/** Whether a generation is a given one or a later one. Their names sort by time. */
export const isFrom = (first: Generation, generation: Generation): boolean => generation >= first
