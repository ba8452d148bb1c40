import { badBody } from "./Refusal.ts"
import type { Incoming } from "./Http.ts"

export type Fields = Readonly<Record<string, unknown>>

const asObject = (value: unknown): Fields | undefined =>
  // Only an object that is not a list has fields.
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The body of a record: JSON or a form. Any other body is empty. */
export const recordBody = ({ contentType, text }: Incoming): Fields => {
  if (contentType.includes("form-urlencoded")) return Object.fromEntries(new URLSearchParams(text))
  return contentType.includes("json") ? (asObject(parse(text)) ?? {}) : {}
}

/** The body of a route. It must be JSON with its content type, otherwise it is rejected. */
export const routeBody = ({ contentType, text }: Incoming): Fields => {
  const body = contentType.includes("json") ? asObject(parse(text)) : undefined
  if (body === undefined) throw badBody()
  return body
}

/**
 * Whether an integer field of a JSON text contains a number with a point or an exponent. Go does not accept such a
 * number as an integer. Text within strings is ignored.
 */
const isFraction = (text: string): boolean =>
  /"(?:shots|meas_level|num_qubits)"\s*:\s*-?\d+[.eE]/.test(
    text.replaceAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (each, colon?: string) =>
      colon === undefined ? '""' : each,
    ),
  )

/**
 * The payload of a submission as the server decodes it: types are checked but contents are not, and unknown fields are
 * dropped.
 */
export const submissionOf = (request: Incoming): Record<string, unknown> => {
  const body = routeBody(request)
  if (isFraction(request.text)) throw badBody()
  const whole = (value: unknown): number | undefined => {
    if (value === undefined || value === null) return undefined
    if (!Number.isInteger(value)) throw badBody()
    return Number(value)
  }
  const text = (value: unknown): string => {
    if (value === undefined || value === null) return ""
    if (typeof value !== "string") throw badBody()
    return value
  }
  const list = (value: unknown): ReadonlyArray<unknown> => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) throw badBody()
    return value
  }
  const circuits = list(body["circuits"]).map((circuit) => {
    const fields = circuit === null ? {} : asObject(circuit)
    if (fields === undefined) throw badBody()
    const sets = list(fields["parameter_values"]).map((set) =>
      list(set).map((value) => {
        if (typeof value !== "number") throw badBody()
        return value
      }),
    )
    const shots = whole(fields["shots"])
    const known: Record<string, unknown> = { circuit: text(fields["circuit"]) }
    if (sets.length > 0) known["parameter_values"] = sets
    if (shots !== undefined && shots !== 0) known["shots"] = shots
    return known
  })
  if (circuits.length === 0) throw badBody()
  const target = text(body["qpu_target"])
  return {
    circuits,
    shots: whole(body["shots"]) || 1024,
    meas_level: whole(body["meas_level"]) ?? 2,
    meas_return: text(body["meas_return"]) || "single",
    ...(target === "" ? {} : { qpu_target: target }),
  }
}

/** An integer in a route's body, or 0 if it is absent. */
export const wholeIn = (request: Incoming, name: string): number => {
  const value = routeBody(request)[name]
  if (value === undefined || value === null) return 0
  if (!Number.isInteger(value) || isFraction(request.text)) throw badBody()
  return Number(value)
}
