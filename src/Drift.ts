/**
 * Parts of responses that this version does not know.
 *
 * @since 0.1.0
 */

/**
 * A part of a response that this version does not know: a new field, a new word in the place of a known one, or an
 * unreadable value that nothing depends on. New fields and words are kept, and unreadable values are dropped. Drift is
 * not an error, unless the client is strict.
 *
 * Each drift is also logged once, at level Info. Effect's default logger writes to standard output; to keep that for a
 * program's own output, provide `Layer.succeed(Logger.LogToStderr, true)`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Drift {
  readonly kind: "unknown field" | "unknown word" | "unreadable value"
  /** The endpoint, e.g. `jobs.get`. */
  readonly endpoint: string
  /** The path of the value, e.g. `jobs.[].failure.code`. */
  readonly path: string
  /** The new word, the name of the new field, or the unreadable value. */
  readonly value: string
}
