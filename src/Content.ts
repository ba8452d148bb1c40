/**
 * A response body whose form depends on its content type: JSON, text or bytes, as a stream.
 *
 * @since 0.1.0
 */
import { Effect, identity, Stream } from "effect"
import { type ConnectionError, DecodeError, type RequestTimeoutError } from "./errors/call.ts"

/**
 * The errors of reading a body: the connection breaks, or the time limit is exceeded.
 *
 * @category models
 * @since 0.1.0
 */
export type BrokenError = ConnectionError | RequestTimeoutError

/**
 * A body that has not been read yet. Its connection stays open until the stream ends or is interrupted.
 *
 * @category models
 * @since 0.1.0
 */
export interface Content {
  /** In lower case and without parameters, e.g. `application/json`. */
  readonly mediaType: string
  readonly url: string
  readonly status: number
  /**
   * Removes the secrets of the request from a text of this body. Use it before you put a part of the body into an
   * error or a log.
   */
  readonly redact: (text: string) => string
  readonly stream: Stream.Stream<Uint8Array, BrokenError>
}

/**
 * The whole body as text, without the secrets of the request. Fails with a {@link BrokenError} when the body breaks
 * off.
 *
 * **Example** (Following a link of the server)
 *
 * ```ts
 * const text = Effect.flatMap(client.follow("/v0.4/jobs/j/artifacts/a"), Content.text)
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const text = (content: Content): Effect.Effect<string, BrokenError> =>
  Effect.map(Stream.mkString(Stream.decodeText(content.stream)), content.redact)

/**
 * The whole body as JSON, without the secrets of the request. Fails with a {@link BrokenError} when the body breaks
 * off, and with a `DecodeError` when it is not JSON.
 *
 * **Example** (Following a link of the server)
 *
 * ```ts
 * const value = Effect.flatMap(client.follow("/v0.4/jobs/j/artifacts/a"), Content.json)
 * ```
 *
 * @category reading
 * @since 0.1.0
 */
export const json = (content: Content): Effect.Effect<unknown, BrokenError | DecodeError> =>
  Effect.flatMap(text(content), (body) =>
    Effect.try({
      try: (): unknown => JSON.parse(body),
      catch: () => decodeError(content, "The body is not JSON, or is cut off", body),
    }),
  )

/**
 * The origin of a body, for errors.
 *
 * @category models
 * @since 0.2.0
 */
export interface Source {
  readonly url: string
  readonly status: number
  readonly redact?: (text: string) => string
}

/**
 * A `DecodeError` about a body, with its URL and status. The secrets of the request are removed from the texts.
 *
 * **Example** (A body of another form)
 *
 * ```ts
 * const error = Content.decodeError(content, "The histogram has no counts")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const decodeError = (
  { url, status, redact = identity }: Source,
  message: string,
  body?: string,
): DecodeError =>
  new DecodeError({
    method: "GET",
    url,
    status,
    message: redact(message),
    ...(body === undefined ? {} : { body: redact(body).slice(0, 65_536) }),
  })
