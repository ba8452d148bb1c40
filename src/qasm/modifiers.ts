import * as Gates from "../Gates.ts"
import { evaluate, type Lookup } from "./evaluate.ts"
import { controlled, inverse, isNative, type Operation, type QisOperation } from "./operation.ts"
import { power } from "./power.ts"
import { type Source, unsupported } from "./source.ts"
import type { Expression, Modifier } from "./syntax.ts"

/** What is needed to evaluate the argument of a modifier, and to apply the modifier. */
export interface Scope {
  readonly source: Source
  readonly lookup: Lookup
  /** Subtracts steps from the budget of the program, and fails if none are left. */
  readonly spend: (steps: number) => void
}

const numberOf = (scope: Scope, of: Expression, what: string, division?: "real"): number => {
  const found = evaluate(scope.source, scope.lookup, of, division)
  return typeof found === "number" ? found : unsupported(scope.source, of.at, `an input as ${what}`)
}

/** The exponent of `pow @`. */
export const exponentOf = (scope: Scope, argument: Expression): number =>
  numberOf(scope, argument, "an exponent", "real")

/** How many controls a modifier adds. */
export const controlsOf = (scope: Scope, { word, argument }: Modifier): number => {
  if (word !== "ctrl" && word !== "negctrl") return 0
  if (argument === undefined) return 1
  const count = numberOf(scope, argument, `the argument of ${word}`)
  return Number.isInteger(count) && count >= 1
    ? count
    : scope.source.fail(argument.at, "Invalid", `${word} takes a whole number from 1, not ${count}`)
}

/** The cost of a fractional power, in gates. */
const costOfPower = 150

/** The operations of a gate with a modifier. The controls are the qubits that the modifier adds. */
export const modified = (
  scope: Scope,
  name: string,
  operations: ReadonlyArray<Operation>,
  modifier: Modifier,
  controls: ReadonlyArray<number>,
): ReadonlyArray<Operation> => {
  const { source, spend } = scope
  const { word, argument, at } = modifier
  // A gate of many operations is traversed once more for each modifier.
  spend(Math.max(1, operations.length))
  if (word === "inv") return inverse(operations)
  if (word === "pow" && argument !== undefined) {
    const exponent = exponentOf(scope, argument)
    if (Number.isInteger(exponent)) {
      const times = Math.abs(exponent)
      spend(times * Math.max(1, operations.length))
      const once = exponent < 0 ? inverse(operations) : operations
      return Array.from({ length: times }, () => once).flat()
    }
    spend(costOfPower)
    const found = areQis(operations) ? power(operations, exponent) : undefined
    return (
      found ??
      unsupported(
        source,
        at,
        `pow(${exponent}) @ ${name}`,
        "a fractional power needs a single gate or a single qubit",
      )
    )
  }
  if (!areQis(operations)) return unsupported(source, at, `${word} @ ${name}`, "it is a native gate")
  const found = controlled(operations, controls)
  if (word === "ctrl") return found
  const flips = controls.map((control) => Gates.x(control))
  return [...flips, ...found, ...flips]
}

const areQis = (operations: ReadonlyArray<Operation>): operations is ReadonlyArray<QisOperation> =>
  !operations.some(isNative)
