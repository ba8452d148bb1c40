import { Effect, Result } from "effect"
import { InvalidRequestError } from "../IonQError.ts"
import type { CircuitMember } from "../schema/Circuit.ts"
import { limits, type MultiCircuitJobRequest } from "../schema/JobRequest.ts"
import { checkRequest } from "./checkRequest.ts"

/** A range of a request's circuits that becomes one job. */
export interface Part {
  /** The job of the valid circuits; undefined where there are none. */
  readonly request: MultiCircuitJobRequest | undefined
  /** Each circuit of the range, in order: its position in the request, and why it was left out of the job. */
  readonly circuits: ReadonlyArray<{
    readonly position: number
    readonly name: string | undefined
    readonly refused: InvalidRequestError | undefined
  }>
}

/** Bytes of each body that are left free for what the SDK may still add, such as the id of the submission. */
const spare = 1000

/**
 * Checks each circuit by itself, and splits the valid ones into jobs within IonQ's limits on circuits, gates and
 * bytes, in order.
 */
export const splitCircuits = Effect.fnUntraced(function* (
  request: MultiCircuitJobRequest,
  marked: boolean,
): Effect.fn.Return<ReadonlyArray<Part>> {
  const { circuits, ...shared } = request.input
  const withCircuits = (some: ReadonlyArray<CircuitMember>): MultiCircuitJobRequest => ({
    ...request,
    input: { ...shared, circuits: some },
  })
  const base = bytesOf(withCircuits([])) + spare

  const parts: Array<Part> = []
  let good: Array<CircuitMember> = []
  let inPart: Array<Part["circuits"][number]> = []
  let gates = 0
  let bytes = base
  const cut = () => {
    if (inPart.length === 0) return
    parts.push({ request: good.length === 0 ? undefined : withCircuits(good), circuits: inPart })
    good = []
    inPart = []
    gates = 0
    bytes = base
  }

  for (const [position, circuit] of circuits.entries()) {
    const size = bytesOf(circuit) + 1
    const checked = yield* Effect.result(checkRequest(withCircuits([circuit]), marked))
    if (
      good.length === limits.circuits ||
      gates + circuit.circuit.length > limits.gates ||
      bytes + size > limits.bodyBytes
    ) {
      cut()
    }
    const refused = Result.isFailure(checked) ? located(checked.failure, position) : undefined
    inPart.push({ position, name: circuit.name, refused })
    if (refused !== undefined) continue
    good.push(circuit)
    gates += circuit.circuit.length
    bytes += size
  }
  cut()
  return parts
})

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

const first = "input.circuits.0"

/** The circuit was checked alone, so its error calls it the first circuit. */
const located = (error: InvalidRequestError, position: number): InvalidRequestError =>
  new InvalidRequestError({
    ...error,
    field: error.field.replace(first, `input.circuits.${position}`),
    message: error.message.replaceAll(first, `input.circuits.${position}`),
  })
