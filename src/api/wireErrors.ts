import { Schema, SchemaTransformation } from "effect"
import { HttpApiSchema } from "effect/http-api"
import {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  NotFoundError,
  PayloadTooLargeError,
  PermissionDeniedError,
  RateLimitError,
} from "./statusErrors.ts"
import { ErrorBody } from "../schema/ErrorBody.ts"

/** IonQ's name for a status, as in its error bodies. */
const words: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized Error",
  403: "Forbidden Error",
  404: "Not Found Error",
  409: "Conflict Error",
  413: "Payload Too Large",
  429: "Too Many Requests",
}

export interface ErrorFields {
  readonly status: number
  readonly message: string
  readonly method: string
  readonly url: string
}

const fromBody = (status: number, body: ErrorBody): ErrorFields => ({
  status,
  message: body.message ?? words[status] ?? `HTTP ${status}`,
  method: "",
  url: "",
})

const toBody = (error: ErrorFields): ErrorBody => ({
  error: words[error.status] ?? "Error",
  message: error.message,
  statusCode: error.status,
})

/** Encodes an error class as IonQ's error body with a status. */
const wire = <Self extends ErrorFields>(
  schema: Schema.Schema<Self> & (new (fields: ErrorFields) => Self),
  status: number,
) =>
  Schema.toType(schema).pipe(
    Schema.encodeTo(
      ErrorBody,
      SchemaTransformation.transform<Self, ErrorBody>({
        decode: (body) => new schema(fromBody(status, body)),
        encode: toBody,
      }),
    ),
    HttpApiSchema.status(status),
  )

export const Unauthorized = wire(AuthenticationError, 401)
export const PermissionDenied = wire(PermissionDeniedError, 403)
export const NotFound = wire(NotFoundError, 404)
export const Conflict = wire(ConflictError, 409)
export const PayloadTooLarge = wire(PayloadTooLargeError, 413)

export const BadRequest = Schema.toType(BadRequestError).pipe(
  Schema.encodeTo(
    ErrorBody,
    SchemaTransformation.transform<BadRequestError, ErrorBody>({
      decode: (body) =>
        new BadRequestError({
          ...fromBody(400, body),
          ...(body.validation == null ? {} : { validation: body.validation }),
        }),
      encode: (error) => ({
        ...toBody(error),
        ...(error.validation === undefined ? {} : { validation: error.validation }),
      }),
    }),
  ),
  HttpApiSchema.status(400),
)

export const RateLimit = Schema.toType(RateLimitError).pipe(
  HttpApiSchema.encodeToWithHeaders(
    {
      body: ErrorBody.pipe(HttpApiSchema.status(429)),
      headers: { "retry-after": Schema.optionalKey(Schema.Finite) },
    },
    {
      decode: ({ body, headers }) =>
        new RateLimitError({
          ...fromBody(429, body),
          ...(headers["retry-after"] === undefined ? {} : { retryAfter: headers["retry-after"] }),
        }),
      encode: (error) => ({
        body: toBody(error),
        headers: error.retryAfter === undefined ? {} : { "retry-after": error.retryAfter },
      }),
    },
  ),
)
