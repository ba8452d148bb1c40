import { Result, Schema } from "effect"
import { HttpBody, HttpClientRequest, type UrlParams } from "effect/http"
import type { HttpApiEndpoint } from "effect/http-api"
import type { InvalidRequestError } from "../errors/call.ts"
import { invalidRequest } from "./invalid.ts"

/** The parts of a request, as the typed methods take them. */
export interface Parts {
  readonly params?: unknown
  readonly query?: unknown
  readonly payload?: unknown
}

/** From the parts of a request to the request, under a base URL. */
export type Encode = (parts: Parts) => Result.Result<HttpClientRequest.HttpClientRequest, InvalidRequestError>

/** The encoder of an endpoint, by the schemas of the contract. Its bodies are JSON. */
export const encoder = (endpoint: HttpApiEndpoint.Top, baseUrl: string): Encode => {
  const make = HttpClientRequest.make(endpoint.method)
  const segments = segmentsOf(endpoint.path)
  const payloads = [...endpoint.payload.values()].flatMap(({ schemas }) => schemas)
  const params = part<Readonly<Record<string, string>>>(endpoint.params)
  const query = part<UrlParams.Input>(endpoint.query)
  const payload = part<unknown>(payloads.length > 1 ? Schema.Union(payloads) : payloads[0])
  return (parts) => {
    const inPath = params?.(parts.params)
    if (inPath !== undefined && Result.isFailure(inPath)) return Result.fail(invalidRequest(inPath.failure))
    // A query of optional parts may be left out of a call, but not out of the encoding.
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

/** A field that the contract does not know is refused, and never left out silently. */
const strict = { onExcessProperty: "error" } as const

/** The encoder of one part of the request; `A` is what the contract's schemas make of all of its kind. */
const part = <A>(schema: Schema.Top | undefined) =>
  schema === undefined
    ? undefined
    : // A contract's schemas need no services.
      (Schema.encodeUnknownResult(schema as Schema.Codec<unknown>, strict) as (
        input: unknown,
      ) => Result.Result<A, Schema.SchemaError>)

/** A path with its parameters. */
export const pathOf = (path: string, params: Readonly<Record<string, string>> = {}): string =>
  pathFrom(segmentsOf(path), params)

/** The parts of a path, words and names of parameters in turn. */
const segmentsOf = (path: string): ReadonlyArray<string> => path.split(/:(\w+)/)

const pathFrom = (segments: ReadonlyArray<string>, params: Readonly<Record<string, string>>): string => {
  let path = ""
  segments.forEach((segment, i) => {
    path += i % 2 === 0 ? segment : encodeURIComponent(params[segment] ?? "")
  })
  return path
}
