import { Option, Result, Schema } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Qasm from "../../Qasm.ts"
import { parseScript } from "../../qasm/parseScript.ts"
import { parseDynamic } from "../../qasm/parseDynamic.ts"
import { makeSource } from "../../qasm/source.ts"
import { Circuit as CircuitInput, type WireCircuit } from "../../schema/Circuit.ts"
import type { JobFailure } from "../../schema/Job.ts"
import type { DynamicCircuit, DynamicStep } from "../../simulator/dynamic.ts"

/** A program as the circuit that runs, and its measurement map. */
export interface Compiled {
  readonly circuit: WireCircuit
  readonly registers: Qasm.MeasurementMap
  /** The steps of a program that continues after a measurement, and the numbers of each register's bits. */
  readonly dynamic?:
    | {
        readonly circuit: DynamicCircuit
        readonly registers: Readonly<Record<string, ReadonlyArray<number>>>
      }
    | undefined
}

/** Compiles a job's OpenQASM 3 program, or fails with the error and its position. */
export const compile = (
  program: string,
  options: { readonly branches: boolean } = { branches: true },
): Result.Result<Compiled, JobFailure> => {
  const found = compileStatic(program)
  // A program with a construct that a circuit cannot represent may still run step by step.
  return Result.isFailure(found) && isDynamic.has(found.failure.construct ?? "")
    ? Result.mapError(compileDynamic(program, options), failure)
    : Result.mapError(found, failure)
}

/** The constructs that require a program to run step by step. */
const isDynamic: ReadonlySet<string> = new Set(["mid-circuit measurement", "reset", "if"])

interface Flaw {
  readonly code?: string
  readonly message: string
  readonly construct?: string | undefined
}

const inVersion3 = <A>(version: "2.0" | "3.0", value: A): Result.Result<A, Flaw> =>
  version === "3.0" ? Result.succeed(value) : Result.fail({ message: `The program is OpenQASM ${version}` })

const compileStatic = (program: string): Result.Result<Compiled, Flaw> =>
  Result.gen(function* () {
    const parsed = yield* Qasm.parse(program)
    const { circuit, registers } = yield* inVersion3(parsed.version, parsed)
    return { circuit: yield* Circuit.toInput(circuit), registers }
  })

const compileDynamic = (
  program: string,
  options: { readonly branches: boolean },
): Result.Result<Compiled, Flaw> =>
  Result.gen(function* () {
    const parsed = yield* parseDynamic(program, options)
    const { circuit: whole, steps, bits, registers } = yield* inVersion3(parsed.version, parsed)
    const circuit = yield* Circuit.toInput(whole)
    // All gates of the steps are in `whole`, whose parameters are bound, so the cast holds.
    const wire = steps as ReadonlyArray<DynamicStep>
    const { gateset } = circuit
    return {
      circuit,
      registers: {},
      dynamic: { circuit: { gateset, qubits: whole.qubits, bits, steps: wire }, registers },
    }
  })

/** A program that may have inputs, with their names in order of declaration. */
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

/** A circuit in the form of a job, with values for its parameters. */
export const bound = (
  circuit: Circuit.Circuit,
  values: Readonly<Record<string, number>>,
): Result.Result<WireCircuit, JobFailure> =>
  Result.mapError(Circuit.toInput(Circuit.bind(circuit, values)), failure)

const failure = ({ code, message }: Flaw): JobFailure => ({
  code: code === "EmptyCircuit" ? "InvalidInput" : "CompilationError",
  message,
})

const decode = Schema.decodeUnknownOption(CircuitInput)

/** Prints a circuit as OpenQASM 3, like IonQ's compiled files; undefined if it cannot be decoded or printed. */
export const toQasm3 = (circuit: WireCircuit, registers?: Qasm.MeasurementMap): string | undefined =>
  Option.getOrUndefined(
    Option.flatMap(decode(circuit), (input) =>
      Result.getSuccess(Qasm.print(Circuit.fromInput(input), { version: 3, registers })),
    ),
  )
