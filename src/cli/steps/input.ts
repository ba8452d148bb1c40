import { Effect, FileSystem, Predicate, Result, Schema, Stdio, Stream } from "effect"
import { messageOf } from "../../errors/messageOf.ts"
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
import { jsonFlaw } from "./jsonFlaw.ts"

/** The circuits of a job. */
export interface Circuits {
  readonly kind: "circuits"
  readonly circuits: ReadonlyArray<Circuit.Circuit>
  /** The qubits that an OpenQASM program measures into each register. */
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
        // A circuit has its own gateset or the common one, and its gates belong to that gateset.
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
  Effect.mapError(textOf(file), ({ reason }) => {
    switch (reason._tag) {
      case "NotFound":
        return badInput(`The file ${file} does not exist`)
      case "PermissionDenied":
        return badInput(`${file} cannot be read: permission denied`)
      default:
        if (Predicate.hasProperty(reason.cause, "code") && reason.cause.code === "EISDIR") {
          return badInput(`${file} is a folder, not a file`)
        }
        // Only the description, because the message of the reason names the file again.
        return badInput(`${nameOf(file)} cannot be read${whyOf(reason)}`)
    }
  })

/** Why the operating system refused, such as `: input/output error`. */
const whyOf = ({ cause }: { readonly cause?: unknown }): string => {
  const [, why] = /^[A-Z]+: ([^,]+)/.exec(messageOf(cause)) ?? []
  return why === undefined ? "" : `: ${why}`
}

/**
 * Reads a job, a circuit, several circuits or a program in OpenQASM. For a text that was already read, `file` is only
 * its name.
 */
export const readInput = (file: string, read?: string) =>
  Effect.flatMap(read === undefined ? readText(file) : Effect.succeed(read), (text) => {
    const start = text.trimStart()
    if (start === "") return Effect.fail(badInput(`${nameOf(file)} is empty`))
    return start.startsWith("{") || start.startsWith("[") ? fromJson(file, text) : fromQasm(file, text)
  })

const nameOf = (file: string): string => (file === "-" ? "Standard input" : file)

/** The position at the start of a parser's message. It is removed, because `file:line:column` is printed instead. */
const placed = /^Line \d+, column \d+: /

const fromQasm = (file: string, text: string): Effect.Effect<Circuits, CommandError> =>
  Result.match(Qasm.parse(text), {
    onFailure: ({ message, line, column }) =>
      Effect.fail(badInput(`${nameOf(file)}:${line}:${column}: ${message.replace(placed, "")}`)),
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
  Effect.mapError(Schema.decodeUnknownEffect(schema)(value), (error) => {
    const { message, hint } = jsonFlaw(value, error)
    return badInput(`${nameOf(file)}: ${message}`, hint)
  })

const shapes =
  "Expected a job (type, input), a circuit (gateset, qubits, circuit), several (gateset, circuits), or OpenQASM."

const fromJson = Effect.fnUntraced(function* (
  file: string,
  text: string,
): Effect.fn.Return<Input, CommandError> {
  return yield* fromValue(file, yield* parsed(file, text))
})

const parsed = (file: string, text: string) =>
  Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: (error) => badInput(`${nameOf(file)} is not JSON: ${messageOf(error)}`),
  })

const fromValue = Effect.fnUntraced(function* (
  file: string,
  value: unknown,
): Effect.fn.Return<Input, CommandError> {
  if (Predicate.hasProperty(value, "type")) {
    const schema = jobs.get(value.type)
    if (schema === undefined) {
      const known = [...jobs.keys()].join(", ")
      return yield* badInput(`${nameOf(file)}: the type ${JSON.stringify(value.type)} is not one of ${known}`)
    }
    // A job in a file may lack a backend, because a flag can set it.
    const job = yield* decoded(schema, { backend: "simulator", ...value }, file)
    return { kind: "job", job }
  }
  if (Predicate.hasProperty(value, "circuits")) {
    return several(yield* decoded(MultiCircuit, { gateset: "qis", ...value }, file))
  }
  if (Predicate.hasProperty(value, "circuit")) {
    const circuit = yield* decoded(CircuitInput, { gateset: "qis", ...value }, file)
    const found = Circuit.fromInput(circuit)
    const name = Predicate.hasProperty(value, "name") ? value.name : undefined
    return circuitsOf([typeof name === "string" ? Circuit.named(found, name) : found])
  }
  return yield* badInput(`${nameOf(file)} is neither a job nor a circuit`, shapes)
})

/**
 * Reads a JSON array of jobs and circuits, one JSON value per line, or a file that `readInput` reads, as a list of
 * its circuits.
 */
export const readInputs = Effect.fnUntraced(function* (file: string) {
  const text = yield* readText(file)
  const start = text.trimStart()
  const lines = start.split(/\r?\n/).filter((line) => line.trim() !== "")
  const isLines =
    lines.length > 1 && lines.every((line) => line.startsWith("{") && line.trimEnd().endsWith("}"))
  if (!isLines && !start.startsWith("[")) {
    const input = yield* readInput(file, text)
    if (input.kind === "job") return [input]
    return input.circuits.map((circuit) => circuitsOf([circuit], input.registers))
  }
  const values = isLines
    ? yield* Effect.forEach(lines, (line, i) => parsed(`${nameOf(file)}, line ${i + 1}`, line))
    : yield* parsed(file, text)
  // The text begins with a bracket, so it is an array.
  const all = Array.isArray(values) ? values : [values]
  if (all.length === 0) return yield* badInput(`${nameOf(file)} has no jobs and no circuits`)
  return yield* Effect.forEach(all, (value, i) =>
    fromValue(`${nameOf(file)}, ${isLines ? "line" : "item"} ${i + 1}`, value),
  )
})

/** The circuits of a file, for commands that need circuits rather than a job. */
export const readCircuits = Effect.fnUntraced(function* (file: string, read?: string) {
  const input = yield* readInput(file, read)
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
