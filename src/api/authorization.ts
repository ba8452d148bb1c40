import { Effect, Schema } from "effect"
import type { Credentials } from "../client/platform.ts"
import { request } from "../errors/fields.ts"

/**
 * The client has no API key, and this endpoint needs one. Nothing was sent. Without a key, only backends and lists of
 * their characterizations can be read.
 *
 * @category errors
 * @since 0.2.0
 */
export class MissingApiKeyError extends Schema.TaggedError<MissingApiKeyError>(
  "effect-ionq/MissingApiKeyError",
)("MissingApiKeyError", request) {
  readonly isRetryable = false
}

/**
 * Sends `Authorization: apiKey <key>`. An empty key counts as no key.
 */
export const apiKey = (key: string): Credentials<MissingApiKeyError> => {
  const headers = Effect.succeed(key === "" ? {} : { authorization: `apiKey ${key}` })
  return {
    secrets: [key],
    headers: () => headers,
    missing:
      key === ""
        ? ({ isPublic }, request) =>
            isPublic
              ? undefined
              : new MissingApiKeyError({
                  ...request,
                  message:
                    "No IonQ API key: set IONQ_API_KEY, or pass apiKey. Keys are made at https://cloud.ionq.com",
                })
        : undefined,
  }
}
