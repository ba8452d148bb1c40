import { Result } from "effect"
import type { Circuit } from "../Circuit.ts"
import { grouped } from "../observable/groups.ts"
import { validateOn } from "../observable/make.ts"
import { bitsOf, keyOf } from "../observable/model.ts"
import { basisChange, type Observable, type PauliString } from "../Observable.ts"
import { append, type Appended } from "../circuit/model.ts"
import { ofOption, PrimitiveError } from "../sampler/PrimitiveError.ts"
import type { Machine } from "../sampler/machine.ts"
import type { Gateset } from "../schema/Circuit.ts"
import { type ShotsOptions, shotsOf } from "./shotAllocation.ts"

/** A term of one observable in a group: its coefficient, and the qubits whose parity is read. */
interface Read {
  readonly coefficient: number
  readonly qubits: ReadonlyArray<number>
}

/** A group of terms that are measured together. */
export interface Measured {
  readonly basis: PauliString
  readonly shots: number
  /** For each observable: its terms in the group. */
  readonly terms: ReadonlyArray<ReadonlyArray<Read>>
}

/** Observables, prepared for their measurement. */
export interface Measuring {
  readonly observables: ReadonlyArray<Observable>
  readonly groups: ReadonlyArray<Measured>
  /** The coefficient of the identity in each observable, which needs no measurement. */
  readonly constants: ReadonlyArray<number>
}

interface Found {
  readonly string: PauliString
  size: number
  readonly coefficients: Array<number>
}

/** Each Pauli string of the observables except the identity, with its coefficient in each observable. */
const stringsOf = (observables: ReadonlyArray<Observable>): ReadonlyArray<Found> => {
  const found = new Map<string, Found>()
  for (const [i, { terms }] of observables.entries()) {
    for (const { x, z, re } of terms) {
      if ((x | z) === 0n) continue
      const key = keyOf({ x, z })
      const known: Found = found.get(key) ?? {
        string: { x, z },
        size: 0,
        coefficients: observables.map(() => 0),
      }
      known.size += Math.abs(re)
      known.coefficients[i] = re
      found.set(key, known)
    }
  }
  return [...found.values()]
}

/** Sorts the terms of all observables into shared groups, and computes the shots of each group. */
export const measuringOf = (
  observables: ReadonlyArray<Observable>,
  qubits: number,
  options: ShotsOptions,
  machine: Machine,
  gain = 1,
): Result.Result<Measuring, PrimitiveError> =>
  Result.gen(function* () {
    if (observables.length === 0) {
      yield* Result.fail(ofOption("observables", "observables is empty: there is nothing to estimate"))
    }
    for (const observable of observables) {
      yield* Result.mapError(
        validateOn(observable, qubits),
        (cause) => new PrimitiveError({ code: "InvalidObservable", message: cause.message, cause }),
      )
    }
    const strings = stringsOf(observables)
    const { bases, groupOf } = grouped(strings.map(({ string, size }) => ({ ...string, size })))
    const terms = bases.map(() => observables.map((): Array<Read> => []))
    strings.forEach(({ string, coefficients }, k) => {
      const read = bitsOf(string.x | string.z)
      coefficients.forEach((coefficient, i) => {
        if (coefficient !== 0) terms[groupOf[k]!]![i]!.push({ coefficient, qubits: read })
      })
    })
    const weights = terms.map((group) =>
      group.map((reads) => reads.reduce((sum, { coefficient }) => sum + Math.abs(coefficient), 0)),
    )
    const shots = yield* shotsOf(weights, options, machine, gain)
    return {
      observables,
      groups: bases.map((basis, i) => ({ basis, shots: shots[i]!, terms: terms[i]! })),
      constants: observables.map((observable) => {
        const identity = observable.terms.find(({ x, z }) => (x | z) === 0n)
        return identity?.re ?? 0
      }),
    }
  })

/** The circuit that measures a group: the given circuit, and then the change of basis. */
export const measuringCircuit = <G extends Gateset>(circuit: Circuit<G>, { basis }: Measured): Circuit<G> => {
  const gates = basisChange(basis, circuit.gateset)
  // The gates belong to the gateset of the circuit, so the cast holds.
  return gates.length === 0 ? circuit : append(circuit, gates as Appended<NoInfer<G>>)
}
