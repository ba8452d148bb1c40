import { Function, Result } from "effect"
import { type DistributionError, refuse } from "./DistributionError.ts"
import { type Distribution, forEach, make } from "./model.ts"
import { gatherer } from "./bitstrings.ts"
import { tally } from "./Tally.ts"

type Made = Result.Result<Distribution, DistributionError>

/** Checks that all qubits belong to the register. */
export const checkQubits = (
  { width }: Distribution,
  qubits: ReadonlyArray<number | null>,
): Result.Result<void, DistributionError> => {
  const wrong = qubits.find(
    (qubit) => qubit !== null && !(Number.isInteger(qubit) && qubit >= 0 && qubit < width),
  )
  return wrong === undefined
    ? Result.void
    : refuse("qubits", `qubit ${wrong} is not in the register, which has 0 to ${width - 1}`)
}

/**
 * The distribution of some of the qubits, summed over the others. Qubit i of the new register is `qubits[i]` of the
 * old one, so the order of `qubits` matters. The qubits must differ, and there must be at least one.
 *
 * Fails with a `DistributionError` for a qubit that does not exist, for one that is listed twice, and for an empty
 * list.
 *
 * **Example** (Qubit 2 alone)
 *
 * ```ts
 * const alone = Distribution.marginal(probabilities, [2])
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const marginal: {
  (qubits: ReadonlyArray<number>): (self: Distribution) => Made
  (self: Distribution, qubits: ReadonlyArray<number>): Made
} = Function.dual(2, (self: Distribution, qubits: ReadonlyArray<number>): Made => {
  const twice = qubits.find((qubit, i) => qubits.indexOf(qubit) !== i)
  return twice === undefined ? remap(self, qubits) : refuse("qubits", `qubit ${twice} is listed twice`)
})

/**
 * The distribution of a classical register, given its measurement map: bit i of the new register is qubit `map[i]` of
 * the old one. Bit i is 0 if `map[i]` is `null`, which means that no qubit is measured into it. A qubit may be read
 * into several bits.
 *
 * Fails with a `DistributionError` for a qubit that does not exist, and for an empty map.
 *
 * **Example** (The register of a program)
 *
 * ```ts
 * const program = Result.getOrThrow(Qasm.parse(text))
 * const read = Distribution.remap(probabilities, program.registers["c"] ?? [])
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const remap: {
  (map: ReadonlyArray<number | null>): (self: Distribution) => Made
  (self: Distribution, map: ReadonlyArray<number | null>): Made
} = Function.dual(2, (self: Distribution, map: ReadonlyArray<number | null>): Made => {
  if (map.length === 0) return refuse("qubits", "there are no qubits: a register needs at least one")
  return Result.map(checkQubits(self, map), () => {
    const gather = gatherer(self.width, map)
    const sums = tally(map.length, self.values.length)
    forEach(self, (state, value) => sums.add(gather(state), value))
    return make(map.length, self.kind, sums.columns())
  })
})
