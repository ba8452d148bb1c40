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
 * Whether the same call would fail in the same way again. Everything else may pass: a refusal by load, a lost, cut or garbled
 * response.
 */
export const isFinal = ({ _tag }: IonQError): boolean => tags.has(_tag)
