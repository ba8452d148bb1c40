import { Effect, Predicate, Result } from "effect"
import { messageOf } from "../errors/messageOf.ts"
import * as Circuit from "../Circuit.ts"
import { validateBound } from "../circuit/validate.ts"
import * as Gates from "../Gates.ts"
import * as Sweep from "../Sweep.ts"
import type { Machine } from "./machine.ts"
import { ofCircuit, ofOption, PrimitiveError } from "./PrimitiveError.ts"

/** A circuit with its sweep. */
export interface Swept {
  readonly circuit: Circuit.Circuit
  /** Default: one point without parameters. */
  readonly sweep?: Sweep.Sweep | undefined
}

/** A point of a sweep, with the index of its program and its own index in the sweep. */
export interface Place {
  readonly program: number
  readonly index: number
  readonly point: Sweep.Point
}

const sweepError = (message: string, more: Partial<PrimitiveError> = {}) =>
  new PrimitiveError({ code: "InvalidSweep", message, ...more })

/**
 * Validates the circuit and the sweep of a program. The sweep must have values for exactly the parameters of the
 * circuit.
 */
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
 * Rejects a circuit with a measurement map. Such a circuit was compiled to preserve only its outcomes: its state
 * differs from the original one in phases and in the places of qubits, so observables cannot be measured on it.
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

/** Adds a gate without effect to an empty circuit, because machines reject circuits without gates. */
const withGate = (circuit: Circuit.Circuit): Circuit.Circuit => {
  if (circuit.gates.length > 0) return circuit
  return circuit.gateset === "native"
    ? Circuit.append(circuit, [Gates.nop(0)])
    : Circuit.append(circuit, [Gates.rz(0, 0)])
}

/** A valid circuit with at least one gate. It may still exceed a limit of a machine. */
export const measurable = (circuit: Circuit.Circuit): Result.Result<Circuit.Circuit, PrimitiveError> =>
  Result.mapBoth(validateBound(circuit), { onFailure: ofCircuit, onSuccess: withGate })

/** Reads a point of a sweep and validates it, because `pointAt` may be the user's own function. */
const pointOf = (sweep: Sweep.Sweep, index: number): Result.Result<Sweep.Point, PrimitiveError> =>
  Result.gen(function* () {
    const point = yield* Result.try({
      try: () => sweep.pointAt(index),
      catch: (cause) =>
        sweepError(`Point ${index} of the sweep fails: ${messageOf(cause)}`, { field: "pointAt", cause }),
    })
    const refuse = (field: string, words: string) =>
      Result.fail(sweepError(`Point ${index} of the sweep ${words}`, { field }))
    if (!Predicate.isObject(point))
      return yield* refuse("pointAt", `is ${String(point)}, no record of values`)
    for (const name of sweep.names) {
      if (!Object.hasOwn(point, name)) return yield* refuse(name, `has no value for ${JSON.stringify(name)}`)
      const value = point[name]
      if (!Number.isFinite(value)) return yield* refuse(name, `has ${value} for ${JSON.stringify(name)}`)
    }
    const stray = Object.keys(point).find((name) => !sweep.names.includes(name))
    return stray === undefined
      ? point
      : yield* refuse(stray, `has ${JSON.stringify(stray)}, which is not among its names`)
  })

/** A point of a program with its circuit, or the error. */
export interface Bound<P> {
  readonly place: Place
  readonly program: P
  readonly circuit: Result.Result<Circuit.Circuit, PrimitiveError>
}

/** All points of programs, in order. Each is created when it is read. */
export function* boundPoints<P extends { readonly circuit: Circuit.Circuit; readonly sweep: Sweep.Sweep }>(
  programs: ReadonlyArray<P>,
): Generator<Bound<P>> {
  for (const [number, program] of programs.entries()) {
    const { circuit, sweep } = program
    for (let index = 0; index < sweep.size; index++) {
      const point = pointOf(sweep, index)
      yield {
        place: { program: number, index, point: Result.getOrElse(point, () => ({})) },
        program,
        circuit: Result.flatMap(point, (values) => measurable(Circuit.bind(circuit, values))),
      }
    }
  }
}

/** Reads a list once, when it is first needed: a generator can be read only once, but an effect can run many times. */
export const readOnce = <A>(list: Iterable<A>): Iterable<A> => {
  let read: ReadonlyArray<A> | undefined
  return { [Symbol.iterator]: () => (read ??= Array.from(list))[Symbol.iterator]() }
}

/** Checks a number of shots against the limit of the machine. */
export const checkedShots = (
  shots: number,
  { mostShots }: Pick<Machine, "mostShots">,
  field = "shots",
): Result.Result<number, PrimitiveError> =>
  Number.isInteger(shots) && shots >= 1 && shots <= mostShots
    ? Result.succeed(shots)
    : Result.fail(
        ofOption(field, `${field} is ${shots}, not a whole number from 1 to ${mostShots}`, mostShots),
      )

/** Checks all programs before anything is sent. */
export const checkAll = <A, B>(
  programs: Iterable<A>,
  check: (program: A) => Result.Result<B, PrimitiveError>,
): Effect.Effect<ReadonlyArray<B>, PrimitiveError> =>
  Effect.suspend(() => Effect.forEach(programs, (program) => Effect.fromResult(check(program))))
