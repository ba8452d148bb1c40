import { Effect, Result } from "effect"
import * as Circuit from "../Circuit.ts"
import * as Sweep from "../Sweep.ts"
import type { Machine } from "./machine.ts"
import { ofCircuit, ofOption, PrimitiveError } from "./PrimitiveError.ts"

/** A circuit with its values. */
export interface Swept {
  readonly circuit: Circuit.Circuit
  /** Default: one point without parameters. */
  readonly sweep?: Sweep.Sweep | undefined
}

/** One point of a program. */
export interface Place {
  readonly program: number
  readonly index: number
  readonly point: Sweep.Point
}

const sweepError = (message: string, more: Partial<PrimitiveError> = {}) =>
  new PrimitiveError({ code: "InvalidSweep", message, ...more })

/** The sweep of a program, which has values for all its parameters and for no others. */
export const checkedSweep = ({
  circuit,
  sweep = Sweep.once,
}: Swept): Result.Result<Sweep.Sweep, PrimitiveError> => {
  const whole = Circuit.validate(circuit)
  if (Result.isFailure(whole)) return Result.fail(ofCircuit(whole.failure))
  const checked = Sweep.validate(sweep)
  if (Result.isFailure(checked)) {
    return Result.fail(sweepError(checked.failure.message, { cause: checked.failure }))
  }
  const known = Circuit.parameters(circuit)
  const stray = sweep.names.find((name) => !known.has(name))
  if (stray !== undefined) {
    return Result.fail(sweepError(`The circuit has no parameter ${JSON.stringify(stray)}`, { field: stray }))
  }
  const missing = [...known].find((name) => !sweep.names.includes(name))
  return missing === undefined
    ? Result.succeed(sweep)
    : Result.fail(sweepError(`There are no values for ${JSON.stringify(missing)}`, { field: missing }))
}

/**
 * A circuit after which observables can be measured. One with a measurement map was compiled for its outcomes alone: its state differs from
 * that of the original circuit by phases and by the places of its qubits.
 */
export const checkedMap = ({ circuit }: Swept): Result.Result<void, PrimitiveError> =>
  circuit.measurementMap === undefined
    ? Result.succeed(undefined)
    : Result.fail(
        new PrimitiveError({
          code: "InvalidCircuit",
          message:
            "The circuit has a measurement map: estimate the circuit before it was compiled, and compile in the layer",
          field: "measurementMap",
        }),
      )

/** The circuit at a point. */
export const boundAt = (circuit: Circuit.Circuit, point: Sweep.Point): Circuit.Circuit =>
  Object.keys(point).length === 0 ? circuit : Circuit.bind(circuit, point)

/** A number of shots that the machine can do. */
export const checkedShots = (
  shots: number,
  { mostShots }: Machine,
  field = "shots",
): Result.Result<number, PrimitiveError> =>
  Number.isInteger(shots) && shots >= 1 && shots <= mostShots
    ? Result.succeed(shots)
    : Result.fail(
        ofOption(field, `${field} is ${shots}, not a whole number from 1 to ${mostShots}`, mostShots),
      )

/** All of them checked, before anything is sent. */
export const checkAll = <A, B>(
  programs: Iterable<A>,
  check: (program: A) => Result.Result<B, PrimitiveError>,
): Effect.Effect<ReadonlyArray<B>, PrimitiveError> =>
  Effect.forEach(programs, (program) => Effect.fromResult(check(program)))
