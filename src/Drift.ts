/**
 * What the server said and this version does not know.
 *
 * @since 0.1.0
 */

/**
 * A field or a word that is new. It is kept or passed over, never an error, unless the client is strict.
 *
 * @category models
 * @since 0.1.0
 */
export interface Drift {
  readonly kind: "unknown field" | "unknown word"
  /** The endpoint, e.g. `jobs.get`. */
  readonly endpoint: string
  /** Where it stood, e.g. `jobs.[].failure.code`. */
  readonly path: string
  /** The word, or the name of the field. */
  readonly value: string
}
