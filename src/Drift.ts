/**
 * What the server said and this version does not know.
 *
 * @since 0.1.0
 */

/**
 * A field or a word that is new, or a value that cannot be read where nothing depends on it. New ones are kept, unreadable ones
 * left out; neither is an error, unless the client is strict.
 *
 * @category models
 * @since 0.1.0
 */
export interface Drift {
  readonly kind: "unknown field" | "unknown word" | "unreadable value"
  /** The endpoint, e.g. `jobs.get`. */
  readonly endpoint: string
  /** Where it stood, e.g. `jobs.[].failure.code`. */
  readonly path: string
  /** The word, the name of the field, or what was there in place of the value. */
  readonly value: string
}
