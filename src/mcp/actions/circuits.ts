import { Effect, Record, Result } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Compiler from "../../Compiler.ts"
import { failureOf } from "../../cli/render/errorLines.ts"
import { requestFor } from "../../cli/steps/prepareRequest.ts"
import { badInput } from "../../cli/terminal/CommandError.ts"
import { Jobs } from "../../Jobs.ts"
import * as Qasm from "../../Qasm.ts"
import { limits as ionqLimits } from "../../schema/JobRequest.ts"
import { limits } from "../text/limits.ts"
import { onEmulator } from "./emulator.ts"
import { drawn, quoted } from "../text/quoted.ts"
import { countsOf, readCircuit, readText, sizeOf } from "./readCircuit.ts"

/** Rejects a program that is too long for an answer, because a part of it is useless. */
const whole = (program: string) =>
  program.length <= limits.answerCharacters
    ? Effect.succeed(program)
    : Effect.fail(
        badInput(
          `The program has ${program.length} characters, too many for an answer: write it to a file with \`ionq convert\` or \`ionq compile\``,
        ),
      )

const printed = (circuit: Circuit.Circuit, registers: Qasm.MeasurementMap, version: 2 | 3) =>
  Effect.fromResult(
    Qasm.print(circuit, Object.keys(registers).length === 0 ? { version } : { version, registers }),
  )

const inputOf = (circuit: Circuit.Circuit) =>
  Effect.map(Effect.fromResult(requestFor([circuit], { backend: "simulator" })), ({ input }) =>
    JSON.stringify(input),
  )

/** The action of `draw_circuit`: the circuit as text, and as SVG if a picture is requested. */
export const draw = Effect.fnUntraced(function* (options: {
  readonly circuit: string
  readonly width?: number
  readonly picture?: boolean
}) {
  const { circuit } = yield* readCircuit(options.circuit)
  const counts = countsOf(circuit)
  const drawing = drawn(Circuit.draw(circuit, { width: options.width ?? 100 }))
  return {
    data: { ...counts, drawing },
    text: `${drawing}\n\n${sizeOf(counts)}.`,
    pictures: options.picture === true ? [{ name: "circuit", svg: Circuit.toSvg(circuit) }] : [],
  }
})

const notesOf = (circuit: Circuit.Circuit, shots: number | undefined): ReadonlyArray<string> => [
  ...(circuit.gateset === "native"
    ? [
        "Its gates are native: IonQ runs them as they are, without its compiler and without debiasing by default.",
      ]
    : []),
  ...(shots === undefined || shots < ionqLimits.debiasingShots
    ? [`From ${ionqLimits.debiasingShots} shots on, IonQ uses debiasing on its machines.`]
    : []),
  "All qubits are measured at the end. The ideal simulator gives exact probabilities, whatever the shots.",
]

/**
 * The action of `check_circuit`. A flaw in the circuit is reported in the answer; the tool does not fail because of it.
 */
export const check = Effect.fnUntraced(function* (options: {
  readonly circuit: string
  readonly shots?: number
}) {
  const checked = yield* Effect.result(
    Effect.gen(function* () {
      const input = yield* readText(options.circuit)
      const shots = options.shots === undefined ? {} : { shots: options.shots }
      const request =
        input.kind === "job"
          ? { ...input.job, ...shots }
          : yield* Effect.fromResult(requestFor(input.circuits, { backend: "simulator", ...shots }))
      yield* onEmulator(Jobs.use((jobs) => jobs.quote({ ...request, backend: "simulator" })))
      return input.kind === "job" ? { circuits: [], registers: {} } : input
    }),
  )
  if (Result.isFailure(checked)) {
    const problem = failureOf(checked.failure).message
    return { data: { valid: false, problem, notes: [] }, text: `The circuit is not valid: ${problem}` }
  }
  const { circuits, registers } = checked.success
  const [circuit] = circuits
  if (circuit === undefined || circuits.length > 1) {
    const notes = [circuit === undefined ? "It is a whole job." : `It has ${circuits.length} circuits.`]
    return { data: { valid: true, notes }, text: `Valid. ${notes.join(" ")}` }
  }
  const counts = countsOf(circuit)
  const names = Object.keys(registers)
  const notes = notesOf(circuit, options.shots)
  const measured = names.length === 0 ? [] : [`It measures ${names.map(quoted).join(", ")}.`]
  return {
    data: { valid: true, counts, registers: names, notes },
    text: [`Valid: ${sizeOf(counts)}.`, ...measured, ...notes].join("\n"),
  }
})

/** The action of `convert_circuit`. Fails if the program is too long for an answer. */
export const convert = Effect.fnUntraced(function* (options: {
  readonly circuit: string
  readonly to: "qasm3" | "qasm2" | "json" | "job"
}) {
  const { circuit, registers } = yield* readCircuit(options.circuit)
  const program = yield* Effect.flatMap(
    options.to === "json"
      ? inputOf(circuit)
      : options.to === "job"
        ? Effect.map(Effect.fromResult(requestFor([circuit], { backend: "simulator" })), (job) =>
            JSON.stringify(job),
          )
        : printed(circuit, registers, options.to === "qasm2" ? 2 : 3),
    whole,
  )
  return { data: { language: options.to, program }, text: program }
})

/** The qubits that a program's registers measure, after a compilation has moved qubits. */
const moved = (
  registers: Qasm.MeasurementMap,
  map: ReadonlyArray<number> | undefined,
): Qasm.MeasurementMap => {
  if (Object.keys(registers).length === 0) return map === undefined ? {} : { c: map }
  return Record.map(registers, (register) =>
    register.map((qubit) => (qubit === null ? null : (map?.[qubit] ?? qubit))),
  )
}

/** The action of `compile_circuit`. Compiles a circuit that starts in the zero state and ends with a measurement. */
export const compile = Effect.fnUntraced(function* (options: {
  readonly circuit: string
  readonly target: Compiler.Target
  readonly effort?: Compiler.Effort
  readonly to?: "json" | "qasm3" | "drawing"
}) {
  const { circuit, registers } = yield* readCircuit(options.circuit)
  const { target, effort, to = "json" } = options
  const compiled = yield* Compiler.compileEffect(circuit, {
    target,
    end: "measured",
    start: "zero",
    effort: effort ?? "default",
  })
  const { measurementMap } = compiled
  const program =
    to === "drawing"
      ? drawn(Circuit.draw(compiled, { width: 100 }))
      : yield* Effect.flatMap(
          to === "json" ? inputOf(compiled) : printed(compiled, moved(registers, measurementMap), 3),
          whole,
        )
  const [before, after] = [countsOf(circuit), countsOf(compiled)]
  const places =
    measurementMap === undefined
      ? []
      : [`Qubits 0, 1, ... of the circuit are measured on ${measurementMap.join(", ")}.`]
  return {
    data: {
      before,
      after,
      language: to,
      program,
      ...(measurementMap === undefined ? {} : { measuredOn: measurementMap }),
    },
    text: [`Before: ${sizeOf(before)}.`, `After:  ${sizeOf(after)}.`, ...places, "", program].join("\n"),
  }
})
