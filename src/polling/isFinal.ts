import type { IonQError } from "../IonQError.ts"

const tags: ReadonlySet<IonQError["_tag"]> = new Set([
  "AuthenticationError",
  "PermissionDeniedError",
  "NotFoundError",
  "BadRequestError",
  "InvalidRequestError",
  "MissingApiKeyError",
])

/**
 * Whether the same call would fail in the same way again. All other failures may be temporary: overload, and lost,
 * truncated or garbled responses.
 */
export const isFinal = ({ _tag }: IonQError): boolean => tags.has(_tag)
