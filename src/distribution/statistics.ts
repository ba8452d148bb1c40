import { Function, Result } from "effect"
import { type DistributionError, refuse } from "./DistributionError.ts"
import { type Distribution, forEach, type SideOptions } from "./model.ts"
import { parity } from "./bitstrings.ts"

type Found = Result.Result<number, DistributionError>

/**
 * The expectation value of a product of Pauli Z over some qubits: +1 if an even number of them are 1, otherwise -1.
 * `pauli` has one letter for each qubit, `Z` or `I`, with qubit 0 on the named side. The result is between -1 and 1,
 * because the values are divided by their sum. Fails with a `DistributionError` for a string of another length or
 * letter, and for an empty distribution.
 *
 * **Gotchas**
 *
 * X and Y cannot be read from measurements in the Z basis: rotate the qubit before it is measured.
 *
 * **Example** (The correlation of two qubits)
 *
 * ```ts
 * Distribution.expectation(pair, "ZZ", { qubit0: "left" }) // 1 for a Bell pair
 * ```
 *
 * @category statistics
 * @since 0.1.0
 */
export const expectation: {
  (pauli: string, options: SideOptions): (self: Distribution) => Found
  (self: Distribution, pauli: string, options: SideOptions): Found
} = Function.dual(3, (self: Distribution, pauli: string, { qubit0 }: SideOptions): Found => {
  if (pauli.length !== self.width) {
    return refuse(
      "pauli",
      `pauli ${JSON.stringify(pauli)} has ${pauli.length} letters for ${self.width} qubits`,
    )
  }
  if (!/^[IZ]+$/.test(pauli)) {
    return refuse("pauli", `pauli ${JSON.stringify(pauli)} has a letter other than I and Z`)
  }
  if (self.total === 0) return refuse("value", "the distribution is empty, so it has no expectation value")
  const qubits = Array.from(
    pauli,
    (letter, i) => [letter, qubit0 === "left" ? i : self.width - 1 - i] as const,
  )
  const odd = parity(
    self.width,
    qubits.flatMap(([letter, qubit]) => (letter === "Z" ? [qubit] : [])),
  )
  let sum = 0
  forEach(self, (state, value) => {
    sum += odd(state) === 1 ? -value : value
  })
  return Result.succeed(sum / self.total)
})

/**
 * The variance of one shot of a product of Pauli Z, as in {@link expectation}: 1 - mean². Divided by the number of
 * shots, it is the square of the standard error of the mean.
 *
 * Fails as {@link expectation} does.
 *
 * **Example** (The standard error of a mean)
 *
 * ```ts
 * const error = Result.map(Distribution.variance(counts, "ZZ", { qubit0: "left" }), (one) => Math.sqrt(one / counts.total))
 * ```
 *
 * @category statistics
 * @since 0.1.0
 */
export const variance: {
  (pauli: string, options: SideOptions): (self: Distribution) => Found
  (self: Distribution, pauli: string, options: SideOptions): Found
} = Function.dual(3, (self: Distribution, pauli: string, options: SideOptions): Found =>
  Result.map(expectation(self, pauli, options), (mean) => 1 - mean * mean),
)
