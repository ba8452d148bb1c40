import { Effect } from "effect"
import { HttpRouter, HttpServerRequest, type HttpServerResponse } from "effect/http"

type Fields = { readonly [key: string]: unknown }

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether a text may have one of the spellings below. Most bodies are parsed only once. */
const mayHaveSpelling =
  /"seed"\s*:\s*null|"shots"\s*:\s*"|"gate"\s*:\s*"zz"[^}]*"phase"|"phase"[^}]*"gate"\s*:\s*"zz"/

/** A native `zz` with its angle as `phase`. */
const gateOf = (gate: unknown): unknown => {
  if (!isFields(gate) || gate["gate"] !== "zz" || gate["phase"] === undefined || "angle" in gate) return gate
  const { phase, ...rest } = gate
  return { ...rest, angle: phase }
}

const inputOf = (input: unknown): unknown => {
  if (!isFields(input)) return input
  const { circuit, circuits } = input
  return {
    ...input,
    ...(Array.isArray(circuit) ? { circuit: circuit.map(gateOf) } : {}),
    ...(Array.isArray(circuits) ? { circuits: circuits.map(inputOf) } : {}),
  }
}

/** A noise model without a null seed. */
const noiseOf = (noise: unknown): unknown => {
  if (!isFields(noise) || noise["seed"] !== null) return noise
  const { seed: _, ...rest } = noise
  return rest
}

/** Converts the body of a job to the contract, from what IonQ also accepts from other clients. */
const inOurWords = (body: unknown): unknown => {
  if (!isFields(body)) return body
  const { shots, noise, input } = body
  return {
    ...body,
    ...(typeof shots === "string" && /^\d+$/.test(shots) ? { shots: Number(shots) } : {}),
    ...(noise === undefined ? {} : { noise: noiseOf(noise) }),
    ...(input === undefined ? {} : { input: inputOf(input) }),
  }
}

const rewrite = (text: string): string => {
  if (!mayHaveSpelling.test(text)) return text
  try {
    return JSON.stringify(inOurWords(JSON.parse(text)))
  } catch {
    return text
  }
}

/** The same request with another body. */
const rewritten = (request: HttpServerRequest.HttpServerRequest): HttpServerRequest.HttpServerRequest => {
  const lenient: HttpServerRequest.HttpServerRequest = Object.create(request, {
    text: { value: Effect.map(request.text, rewrite) },
  })
  return lenient
}

/** Reads the bodies of jobs as leniently as IonQ does. */
export const spellings = HttpRouter.middleware(
  <E, R>(httpEffect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
      Effect.provideService(
        httpEffect,
        HttpServerRequest.HttpServerRequest,
        request.method === "POST" ? rewritten(request) : request,
      ),
    ),
  { global: true },
)
