import { Effect, Result } from "effect"
import { InvalidRequestError } from "../IonQError.ts"
import type { CircuitMember } from "../schema/Circuit.ts"
import type { MultiCircuitJobRequest } from "../schema/JobRequest.ts"
import { isFull } from "../sampler/packing.ts"
import { checkRequest } from "./checkRequest.ts"
import { capacityIn, sizeOf } from "./jobCapacity.ts"

/** A range of a request's circuits that becomes one job. */
export interface Part {
  /** The job of the valid circuits; undefined if all are invalid. */
  readonly request: MultiCircuitJobRequest | undefined
  /**
   * Each circuit of the range, in order: its position in the request, and the reason if it was left out of the job.
   */
  readonly circuits: ReadonlyArray<{
    readonly position: number
    readonly name: string | undefined
    readonly refused: InvalidRequestError | undefined
  }>
}

/**
 * Checks each circuit separately, and splits the valid ones in order into jobs within IonQ's limits on circuits,
 * gates and bytes.
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
  const capacity = capacityIn(request)

  const parts: Array<Part> = []
  let good: Array<CircuitMember> = []
  let inPart: Array<Part["circuits"][number]> = []
  let taken = { circuits: 0, gates: 0, bytes: 0 }
  const cut = () => {
    if (inPart.length === 0) return
    parts.push({ request: good.length === 0 ? undefined : withCircuits(good), circuits: inPart })
    good = []
    inPart = []
    taken = { circuits: 0, gates: 0, bytes: 0 }
  }

  for (const [position, circuit] of circuits.entries()) {
    const size = sizeOf(circuit)
    const checked = yield* Effect.result(checkRequest(withCircuits([circuit]), marked))
    if (isFull(capacity, taken, size)) cut()
    const refused = Result.isFailure(checked) ? located(checked.failure, position) : undefined
    inPart.push({ position, name: circuit.name, refused })
    if (refused !== undefined) continue
    good.push(circuit)
    taken = {
      circuits: taken.circuits + 1,
      gates: taken.gates + size.gates,
      bytes: taken.bytes + size.bytes,
    }
  }
  cut()
  return parts
})

const first = "input.circuits.0"

/**
 * Corrects the path in the error of a circuit. The circuit was checked alone, so its error has the path of the first
 * circuit.
 */
const located = (error: InvalidRequestError, position: number): InvalidRequestError =>
  new InvalidRequestError({
    ...error,
    field: error.field.replace(first, `input.circuits.${position}`),
    message: error.message.replaceAll(first, `input.circuits.${position}`),
  })
