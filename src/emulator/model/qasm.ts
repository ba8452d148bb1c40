import { Option, Result, Schema } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Qasm from "../../Qasm.ts"
import { parseScript } from "../../qasm/parser.ts"
import { makeSource } from "../../qasm/source.ts"
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

/** A program that may have inputs, with their names in the order of their declarations. */
export const parseProgram = (
  program: string,
): Result.Result<{ readonly circuit: Circuit.Circuit; readonly inputs: ReadonlyArray<string> }, JobFailure> =>
  Result.mapBoth(Qasm.parse(program), {
    onFailure: failure,
    onSuccess: ({ circuit }) => ({
      circuit,
      inputs: parseScript(makeSource(program)).statements.flatMap((statement) =>
        statement.tag === "input" ? [statement.name.name] : [],
      ),
    }),
  })

/** A circuit whose parameters have values, as a job carries it. */
export const bound = (
  circuit: Circuit.Circuit,
  values: Readonly<Record<string, number>>,
): Result.Result<WireCircuit, JobFailure> =>
  Result.mapError(Circuit.toInput(Circuit.bind(circuit, values)), failure)

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
