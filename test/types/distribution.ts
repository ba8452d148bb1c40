/** The side of qubit 0 is always named, and errors are in the types. Compiled by `tsc`; there is nothing to run. */
import type { Result } from "effect"
import { type Circuit, Distribution, Qasm } from "effect-ionq"
import { expectTypeOf } from "vitest"

declare const coin: Distribution.Distribution
declare const circuit: Circuit.Circuit<"native">

// @ts-expect-error on which side is qubit 0?
export const bitstrings = Distribution.toBitstrings(coin, {})
// @ts-expect-error on which side is qubit 0?
export const mean = Distribution.expectation(coin, "ZI")
// @ts-expect-error on which side is qubit 0?
export const histogram = Distribution.draw(coin, { top: 3 })
// @ts-expect-error decimal states do not show their width
export const decimals = Distribution.fromDecimals({ "1": 1 }, { kind: "counts" })

expectTypeOf(Distribution.marginal(coin, [0])).toEqualTypeOf<
  Result.Result<Distribution.Distribution, Distribution.DistributionError>
>()
expectTypeOf(Qasm.parse("")).toEqualTypeOf<Result.Result<Qasm.Program, Qasm.QasmError>>()
expectTypeOf(Qasm.print(circuit)).toEqualTypeOf<
  Result.Result<string, Circuit.CircuitError | Qasm.QasmPrintError>
>()
