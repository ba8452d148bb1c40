import { Effect, FileSystem, Predicate, Result, Schema, Stdio, Stream } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Qasm from "../../Qasm.ts"
import { Circuit as CircuitInput, MultiCircuit } from "../../schema/Circuit.ts"
import {
  CircuitJobRequest,
  type JobRequest,
  MultiCircuitJobRequest,
  QaoaJobRequest,
  Qasm3JobRequest,
  QuantumFunctionJobRequest,
} from "../../schema/JobRequest.ts"
import { badInput, type CommandError } from "../terminal/CommandError.ts"

/** The circuits of a job. */
export interface Circuits {
  readonly kind: "circuits"
  readonly circuits: ReadonlyArray<Circuit.Circuit>
  /** What an OpenQASM program measures into what. */
  readonly registers: Qasm.MeasurementMap
}

/** The contents of a file: a complete job, or circuits. */
export type Input = { readonly kind: "job"; readonly job: JobRequest } | Circuits

const circuitsOf = (
  circuits: ReadonlyArray<Circuit.Circuit>,
  registers: Qasm.MeasurementMap = {},
): Circuits => ({ kind: "circuits", circuits, registers })

const several = ({ gateset, qubits, circuits }: MultiCircuit): Circuits =>
  circuitsOf(
    circuits.map((circuit) =>
      Circuit.fromInput(
        // A circuit has its own gateset or the common one, and its gates are of that gateset.
        { gateset, ...(qubits === undefined ? {} : { qubits }), ...circuit } as CircuitInput,
      ),
    ),
  )

const textOf = Effect.fnUntraced(function* (file: string) {
  if (file === "-") {
    const { stdin } = yield* Stdio.Stdio
    return yield* Stream.mkString(Stream.decodeText(stdin))
  }
  return yield* (yield* FileSystem.FileSystem).readFileString(file)
})

/** Reads a file, or standard input for `-`. */
export const readText = (file: string) =>
  Effect.mapError(textOf(file), ({ reason }) =>
    badInput(
      reason._tag === "NotFound" ? `There is no file ${file}` : `${file} cannot be read: ${reason.message}`,
    ),
  )

/** Reads a job, a circuit, several circuits or a program in OpenQASM. */
export const readInput = (file: string) =>
  Effect.flatMap(readText(file), (text) => {
    const start = text.trimStart()
    if (start === "") return Effect.fail(badInput(`${nameOf(file)} is empty`))
    return start.startsWith("{") || start.startsWith("[") ? fromJson(file, text) : fromQasm(file, text)
  })

const nameOf = (file: string): string => (file === "-" ? "Standard input" : file)

const fromQasm = (file: string, text: string): Effect.Effect<Circuits, CommandError> =>
  Result.match(Qasm.parse(text), {
    onFailure: ({ message, line, column }) =>
      Effect.fail(badInput(`${nameOf(file)}:${line}:${column}: ${message}`)),
    onSuccess: ({ circuit, registers }) => Effect.succeed(circuitsOf([circuit], registers)),
  })

const jobs: ReadonlyMap<unknown, Schema.ConstraintDecoder<JobRequest>> = new Map<
  unknown,
  Schema.ConstraintDecoder<JobRequest>
>([
  ["ionq.circuit.v1", CircuitJobRequest],
  ["ionq.multi-circuit.v1", MultiCircuitJobRequest],
  ["ionq.qasm3.v1", Qasm3JobRequest],
  ["quantum-function", QuantumFunctionJobRequest],
  ["qctrl.qaoa.v1", QaoaJobRequest],
])

const decoded = <A>(schema: Schema.ConstraintDecoder<A>, value: unknown, file: string) =>
  Effect.mapError(Schema.decodeUnknownEffect(schema)(value), (error) =>
    badInput(`${nameOf(file)}: ${error.message.replaceAll(/\s*\n\s*/g, " ")}`),
  )

const shapes =
  "It is a job (type, input), a circuit (gateset, qubits, circuit), several (gateset, circuits), or OpenQASM."

const fromJson = Effect.fnUntraced(function* (
  file: string,
  text: string,
): Effect.fn.Return<Input, CommandError> {
  const value = yield* Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: (error) => badInput(`${nameOf(file)} is not JSON: ${error instanceof Error ? error.message : ""}`),
  })
  if (Predicate.hasProperty(value, "type")) {
    const schema = jobs.get(value.type)
    if (schema === undefined) {
      const known = [...jobs.keys()].join(", ")
      return yield* badInput(`${nameOf(file)}: the type ${JSON.stringify(value.type)} is none of ${known}`)
    }
    // The flags decide where the job runs.
    const job = yield* decoded(schema, { backend: "simulator", ...value }, file)
    return { kind: "job", job }
  }
  if (Predicate.hasProperty(value, "circuits")) {
    return several(yield* decoded(MultiCircuit, { gateset: "qis", ...value }, file))
  }
  if (Predicate.hasProperty(value, "circuit")) {
    const circuit = yield* decoded(CircuitInput, { gateset: "qis", ...value }, file)
    return circuitsOf([Circuit.fromInput(circuit)])
  }
  return yield* badInput(`${nameOf(file)} is no job and no circuit`, shapes)
})

/** The circuits of a file, for commands that need circuits rather than a job. */
export const readCircuits = Effect.fnUntraced(function* (file: string) {
  const input = yield* readInput(file)
  if (input.kind === "circuits") return input
  switch (input.job.type) {
    case "ionq.circuit.v1":
      return circuitsOf([Circuit.fromInput(input.job.input)])
    case "ionq.multi-circuit.v1":
      return several(input.job.input)
    case "ionq.qasm3.v1":
      return yield* fromQasm(file, input.job.input.data)
    default:
      return yield* badInput(`A job of type ${input.job.type} has no circuit`)
  }
})
