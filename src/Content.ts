/**
 * An answer that is what its content type says: JSON, text or bytes, as a stream.
 *
 * @since 0.1.0
 */
import { Effect, Stream } from "effect"
import { type ConnectionError, DecodeError, type RequestTimeoutError } from "./IonQError.ts"

/**
 * How the reading of a body can break off.
 *
 * @category models
 * @since 0.1.0
 */
export type BrokenError = ConnectionError | RequestTimeoutError

/**
 * A body that has not been read yet. It holds its connection until the stream is run to its end or interrupted.
 *
 * @category models
 * @since 0.1.0
 */
export interface Content {
  /** In lower case and without parameters, e.g. `application/json`. */
  readonly mediaType: string
  readonly url: string
  readonly status: number
  readonly stream: Stream.Stream<Uint8Array, BrokenError>
}

/**
 * The whole body as text.
 *
 * @category reading
 * @since 0.1.0
 */
export const text = (content: Content): Effect.Effect<string, BrokenError> =>
  Stream.mkString(Stream.decodeText(content.stream))

/**
 * The whole body as JSON.
 *
 * @category reading
 * @since 0.1.0
 */
export const json = (content: Content): Effect.Effect<unknown, BrokenError | DecodeError> =>
  Effect.flatMap(text(content), (body) =>
    Effect.try({
      try: (): unknown => JSON.parse(body),
      catch: () => decodeError(content, "The body is not JSON, or cut", body),
    }),
  )

/**
 * A `DecodeError` about a body.
 *
 * @category constructors
 * @since 0.1.0
 */
export const decodeError = (
  { url, status }: Pick<Content, "url" | "status">,
  message: string,
  body?: string,
): DecodeError =>
  new DecodeError({
    method: "GET",
    url,
    status,
    message,
    ...(body === undefined ? {} : { body: body.slice(0, 65_536) }),
  })
