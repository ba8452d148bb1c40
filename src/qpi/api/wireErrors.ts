import { Schema, SchemaTransformation } from "effect"
import { HttpApiSchema } from "effect/http-api"
import {
  InsufficientQpuSecondsError,
  QpiForbiddenError,
  QpiNotFoundError,
  QpiRateLimitError,
  QpiTooLargeError,
  QpiUnauthorizedError,
  QpiValidationError,
} from "../errors/statusErrors.ts"
import { ErrorBody, type FieldErrors } from "../schema/Server.ts"

export interface Fields {
  readonly status: number
  readonly message: string
  readonly method: string
  readonly url: string
  readonly data: FieldErrors
}

/**
 * The schema of an error class in the contract: the server's error body, with an HTTP status. The body does not contain
 * `method` and `url`, so both are empty after decoding.
 */
const wire = <Self extends Fields>(
  schema: Schema.Schema<Self> & (new (fields: Fields) => Self),
  status: number,
) =>
  Schema.toType(schema).pipe(
    Schema.encodeTo(
      ErrorBody,
      SchemaTransformation.transform<Self, typeof ErrorBody.Type>({
        decode: ({ message, data }) => new schema({ status, message, data, method: "", url: "" }),
        encode: ({ message, data }) => ({ status, message, data }),
      }),
    ),
    HttpApiSchema.status(status),
  )

export const Validation = wire(QpiValidationError, 400)
export const Unauthorized = wire(QpiUnauthorizedError, 401)
export const Forbidden = wire(QpiForbiddenError, 403)
export const InsufficientQpuSeconds = wire(InsufficientQpuSecondsError, 403)
export const NotFound = wire(QpiNotFoundError, 404)
export const TooLarge = wire(QpiTooLargeError, 413)
export const RateLimit = wire(QpiRateLimitError, 429)
