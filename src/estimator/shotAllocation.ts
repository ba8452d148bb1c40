import { Result } from "effect"
import { checkedShots } from "../sampler/checkPrograms.ts"
import type { Machine } from "../sampler/machine.ts"
import { ofOption, type PrimitiveError } from "../sampler/PrimitiveError.ts"

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
export const shotsOf = (
  weights: ReadonlyArray<ReadonlyArray<number>>,
  options: ShotsOptions,
  machine: Machine,
  gain: number,
): Result.Result<ReadonlyArray<number>, PrimitiveError> =>
  Result.flatMap(checkedOptions(options, machine), (each) => {
    const { precision, spread = "even" } = options
    // On an exact machine, every number of shots gives every precision.
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
