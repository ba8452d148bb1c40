import { Option, Result, Schema } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Qasm from "../../Qasm.ts"
import { Circuit as CircuitInput, type WireCircuit } from "../../schema/Circuit.ts"
import type { JobFailure } from "../../schema/Job.ts"

/** A program as the circuit that runs, and what it measures into what. */
export interface Compiled {
  readonly circuit: WireCircuit
  readonly registers: Qasm.MeasurementMap
}

/** A job's program in OpenQASM 3, compiled, or the failure that names what is wrong, and where. */
export const compile = (program: string): Result.Result<Compiled, JobFailure> =>
  Result.gen(function* () {
    const { circuit, registers, version } = yield* Result.mapError(Qasm.parse(program), failure)
    if (version !== "3.0")
      return yield* Result.fail(failure({ message: `The program is OpenQASM ${version}` }))
    return { circuit: yield* Result.mapError(Circuit.toInput(circuit), failure), registers }
  })

const failure = ({ code, message }: { readonly code?: string; readonly message: string }): JobFailure => ({
  code: code === "EmptyCircuit" ? "InvalidInput" : "CompilationError",
  message,
})

const decode = Schema.decodeUnknownOption(CircuitInput)

/** A circuit that ran in OpenQASM 3, as a compiled file shows it. */
export const toQasm3 = (circuit: WireCircuit, registers?: Qasm.MeasurementMap): string | undefined =>
  Option.getOrUndefined(
    Option.flatMap(decode(circuit), (input) =>
      Result.getSuccess(Qasm.print(Circuit.fromInput(input), { version: 3, registers })),
    ),
  )
