import { Result } from "effect"
import type { Circuit } from "../Circuit.ts"
import { type Distribution, entries } from "../Distribution.ts"
import { parity } from "../distribution/state.ts"
import { grouped } from "../observable/groups.ts"
import { validateOn } from "../observable/make.ts"
import { bitsOf, keyOf } from "../observable/model.ts"
import { basisChange, type Observable, type PauliString } from "../Observable.ts"
import { append, type Appended } from "../circuit/model.ts"
import { ofOption, PrimitiveError } from "../sampler/PrimitiveError.ts"
import { checkedShots } from "../sampler/programs.ts"
import type { Machine } from "../sampler/machine.ts"
import type { Gateset } from "../schema/Circuit.ts"

/**
 * The number of shots for the measurements of one point.
 *
 * @category options
 * @since 0.2.0
 */
export interface ShotsOptions {
  /** The shots of each measured circuit; with `spread: "weighted"` their average. Default: those of the machine. */
  readonly shots?: number | undefined
  /**
   * The largest standard error of any observable's value, in the unit of its coefficients. The shots are computed
   * from it and the coefficients, for the worst state. An exact machine ignores it. Cannot be combined with `shots`.
   */
  readonly precision?: number | undefined
  /**
   * `even` (default): all circuits of a point have the same number of shots, so they can share a job. `weighted`: the
   * shots of a circuit are in proportion to the coefficients that it measures. This needs fewer shots for the same
   * error, but more jobs: all circuits of a job have the same number of shots.
   */
  readonly spread?: "even" | "weighted" | undefined
}

/** A term of one observable in a group: its coefficient, and the qubits whose parity is read. */
interface Read {
  readonly coefficient: number
  readonly qubits: ReadonlyArray<number>
}

/** A group of terms that are measured together. */
export interface Measured {
  readonly basis: PauliString
  readonly shots: number
  /** The terms of each observable. */
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

/** Each string of all observables with its coefficients. */
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

const refuse = (field: string, message: string, limit?: number) =>
  Result.fail(ofOption(field, message, limit))

/** Checks the options, and returns the number of shots for the case without a precision. */
const checkedOptions = (
  { shots, precision, spread = "even" }: ShotsOptions,
  machine: Machine,
): Result.Result<number, PrimitiveError> => {
  if (shots !== undefined && precision !== undefined) {
    return refuse("precision", "Only one of shots and precision can be given")
  }
  if (precision !== undefined && !(precision > 0 && Number.isFinite(precision))) {
    return refuse("precision", `precision is ${precision}, not a positive number`)
  }
  if (spread !== "even" && spread !== "weighted") {
    return refuse("spread", `spread is ${JSON.stringify(spread)}, neither "even" nor "weighted"`)
  }
  return checkedShots(shots ?? machine.shots, machine)
}

/**
 * The shots of each group. `weights` has, for each group, the sum of the absolute coefficients of each observable.
 * The precision applies to a value whose standard error is `gain` times that of an observable.
 */
const shotsOf = (
  weights: ReadonlyArray<ReadonlyArray<number>>,
  options: ShotsOptions,
  machine: Machine,
  gain: number,
): Result.Result<ReadonlyArray<number>, PrimitiveError> =>
  Result.flatMap(checkedOptions(options, machine), (each) => {
    const { precision, spread = "even" } = options
    // An exact machine has every precision with any number of shots.
    if (machine.isExact === true) return Result.succeed(weights.map(() => each))
    const count = weights[0]?.length ?? 0
    const largest = (of: (observable: number) => number) =>
      Array.from({ length: count }, (_, i) => of(i)).reduce((a, b) => Math.max(a, b), 0)
    const sumOf = (observable: number) => weights.reduce((sum, group) => sum + group[observable]!, 0)
    const all = (of: (group: ReadonlyArray<number>) => number) =>
      Result.all(
        weights.map((group) => {
          const wanted = Math.max(1, Math.ceil(of(group)))
          if (precision === undefined || wanted <= machine.mostShots) return checkedShots(wanted, machine)
          const message = `precision ${precision} takes ${wanted} shots of a circuit, the limit is ${machine.mostShots}`
          return refuse("precision", message, machine.mostShots)
        }),
      )
    if (precision === undefined) {
      if (spread === "even") return Result.succeed(weights.map(() => each))
      const sizes = weights.map((group) => largest((i) => group[i]!))
      const total = sizes.reduce((a, b) => a + b, 0)
      return all((group) => (each * weights.length * largest((i) => group[i]!)) / total)
    }
    // The variance of one shot is at most the square of the sum of the absolute coefficients that it reads.
    const variance = (precision / gain) ** 2
    return spread === "even"
      ? all(() => largest((i) => weights.reduce((sum, group) => sum + group[i]! ** 2, 0)) / variance)
      : all((group) => largest((i) => group[i]! * sumOf(i)) / variance)
  })

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
      yield* refuse("observables", "observables is empty: there is nothing to estimate")
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

/** The circuit that measures a group. */
export const measuringCircuit = <G extends Gateset>(circuit: Circuit<G>, { basis }: Measured): Circuit<G> => {
  const gates = basisChange(basis, circuit.gateset)
  // The gates belong to the gateset of the circuit.
  return gates.length === 0 ? circuit : append(circuit, gates as Appended<NoInfer<G>>)
}

/**
 * The mean of each observable's part of a group, and the variance of that mean; the variance is 0 if the distribution
 * is exact.
 *
 * If all shots have the same outcome, the counts alone would give no error. One shot of the fully mixed state is
 * therefore added. For a single term this is Jeffreys' prior.
 */
export const momentsOf = (
  distribution: Distribution,
  { terms }: Measured,
  shots: number | undefined,
): ReadonlyArray<readonly [mean: number, variance: number]> =>
  terms.map((reads) => {
    const parities = reads.map(({ coefficient, qubits }) => ({
      coefficient,
      odd: parity(distribution.width, qubits),
    }))
    // The value of all terms together in each shot, so that the variance includes their covariances.
    const weighted = Array.from(entries(distribution), ([state, weight]) => {
      let value = 0
      for (const { coefficient, odd } of parities) value += odd(state) === 1 ? -coefficient : coefficient
      return [value, weight / distribution.total] as const
    })
    const mean = weighted.reduce((sum, [value, share]) => sum + share * value, 0)
    if (shots === undefined) return [mean, 0]
    // Computed about the mean, because the difference of two squares would lose digits.
    const variance = weighted.reduce((sum, [value, share]) => sum + share * (value - mean) ** 2, 0)
    // In the fully mixed state the mean is 0, and no two terms are correlated.
    const mixed = reads.reduce((sum, { coefficient }) => sum + coefficient ** 2, 0)
    const [known, prior] = [shots / (shots + 1), 1 / (shots + 1)]
    return [mean, (known * variance + prior * mixed + known * prior * mean ** 2) / shots]
  })
