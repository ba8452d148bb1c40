import { Result, Schema } from "effect"
import { HttpBody, HttpClientRequest, type UrlParams } from "effect/http"
import type { InvalidRequestError } from "../errors/call.ts"
import type { EndpointFacts } from "./contract.ts"
import { invalidRequest } from "./invalidRequest.ts"

/** The parts of a request, as the typed methods accept them. */
export interface Parts {
  readonly params?: unknown
  readonly query?: unknown
  readonly payload?: unknown
}

/** Builds the request from its parts, under a base URL. */
export type Encode = (parts: Parts) => Result.Result<HttpClientRequest.HttpClientRequest, InvalidRequestError>

/** The encoder of an endpoint, from the schemas of the contract. Its bodies are JSON. */
export const encoder = (endpoint: EndpointFacts, baseUrl: string): Encode => {
  const make = HttpClientRequest.make(endpoint.method)
  const segments = segmentsOf(endpoint.path)
  const params = part<Readonly<Record<string, string>>>(endpoint.params)
  const query = part<UrlParams.Input>(endpoint.query)
  const payload = part<unknown>(endpoint.payload)
  return (parts) => {
    const inPath = params?.(parts.params)
    if (inPath !== undefined && Result.isFailure(inPath)) return Result.fail(invalidRequest(inPath.failure))
    // A caller may omit a query that has only optional fields, but the encoder needs one.
    const inUrl = query?.(parts.query ?? {})
    if (inUrl !== undefined && Result.isFailure(inUrl)) return Result.fail(invalidRequest(inUrl.failure))
    const inBody = payload?.(parts.payload)
    if (inBody !== undefined && Result.isFailure(inBody)) return Result.fail(invalidRequest(inBody.failure))
    return Result.succeed(
      make(`${baseUrl}${pathFrom(segments, inPath?.success ?? {})}`, {
        ...(inUrl === undefined ? {} : { urlParams: inUrl.success }),
        ...(inBody === undefined
          ? {}
          : { body: HttpBody.text(JSON.stringify(inBody.success), "application/json") }),
      }),
    )
  }
}

/** A field that the contract does not have is rejected, never dropped silently. */
const strict = { onExcessProperty: "error" } as const

/** The encoder of one part of the request. `A` is the encoded type of its schemas. */
const part = <A>(schema: Schema.Top | undefined) =>
  schema === undefined
    ? undefined
    : // A contract's schemas need no services.
      (Schema.encodeUnknownResult(schema as Schema.Codec<unknown>, strict) as (
        input: unknown,
      ) => Result.Result<A, Schema.SchemaError>)

/** Builds a path from its pattern. The values of the parameters are percent-encoded. */
export const pathOf = (path: string, params: Readonly<Record<string, string>> = {}): string =>
  pathFrom(segmentsOf(path), params)

/** The parts of a path: text and parameter names alternate. */
const segmentsOf = (path: string): ReadonlyArray<string> => path.split(/:(\w+)/)

const pathFrom = (segments: ReadonlyArray<string>, params: Readonly<Record<string, string>>): string => {
  let path = ""
  segments.forEach((segment, i) => {
    path += i % 2 === 0 ? segment : encodeURIComponent(params[segment] ?? "")
  })
  return path
}
