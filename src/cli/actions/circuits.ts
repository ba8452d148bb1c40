import { Effect, Option, Record, Result } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Compiler from "../../Compiler.ts"
import * as Qasm from "../../Qasm.ts"
import { usage } from "../terminal/CommandError.ts"
import type { CompileInput, ConvertInput, DrawInput } from "../inputs/circuits.ts"
import { connected } from "../steps/connect.ts"
import { readCircuits } from "../steps/input.ts"
import { withKnownBackend } from "../steps/knownBackend.ts"
import { note, show } from "../terminal/output.ts"
import { requestFor, targetOf } from "../steps/prepareRequest.ts"
import type { Screen } from "../terminal/screen.ts"

type Circuits = ReadonlyArray<Circuit.Circuit>

const only = (circuits: Circuits, what: string) => {
  const [circuit] = circuits
  return circuit !== undefined && circuits.length === 1
    ? Effect.succeed(circuit)
    : Effect.fail(usage(`${what} has one circuit, but the file has ${circuits.length}`))
}

/** One circuit as a job's input, or several as the input of a multi-circuit job. */
const inputOf = (circuits: Circuits) =>
  Result.map(requestFor(circuits, { backend: "simulator" }), ({ input }) => input)

const widest = 100

const pictures = (circuits: Circuits, width: number): string =>
  circuits
    .map(
      (circuit) =>
        (circuits.length === 1 ? "" : `${circuit.name ?? ""}\n`) + Circuit.draw(circuit, { width }),
    )
    .join("\n\n")

const columnsOf = (screen: Screen, asked: Option.Option<number>): number =>
  Option.getOrElse(asked, () => Math.min(screen.columns, widest))

const json = (value: unknown): string => JSON.stringify(value, undefined, 2)

export const draw = Effect.fn("cli.draw")(function* (flags: DrawInput) {
  const { circuits } = yield* readCircuits(flags.file)
  if (flags.svg) {
    const svg = Circuit.toSvg(yield* only(circuits, "An SVG picture"))
    return yield* show({ svg }, () => svg)
  }
  const shown = (width: number) => pictures(circuits, width)
  yield* show({ text: shown(Option.getOrElse(flags.width, () => 80)) }, (_, screen) =>
    shown(columnsOf(screen, flags.width)),
  )
})

export const convert = Effect.fn("cli.convert")(function* (flags: ConvertInput) {
  const { circuits, registers } = yield* readCircuits(flags.file)
  switch (flags.to) {
    case "json":
      return yield* show(yield* Effect.fromResult(inputOf(circuits)), json)
    case "job":
      return yield* show(yield* Effect.fromResult(requestFor(circuits, { backend: "simulator" })), json)
    default: {
      const circuit = yield* only(circuits, "OpenQASM")
      const version = flags.to === "qasm2" ? 2 : 3
      const printed = Qasm.print(
        circuit,
        Object.keys(registers).length === 0 ? { version } : { version, registers },
      )
      const program = yield* Effect.fromResult(printed)
      return yield* show({ [flags.to]: program }, () => program)
    }
  }
})

/** The target from the flag, otherwise the one that IonQ reports for the backend. */
const target = ({ target, backend }: CompileInput) => {
  if (Option.isSome(target)) return Effect.succeed(target.value)
  if (Option.isNone(backend))
    return Effect.fail(usage("The machine is missing: pass --target ms or zz, or --backend"))
  return connected(withKnownBackend(backend.value)(targetOf(backend.value, "ideal")))
}

export const compile = Effect.fn("cli.compile")(function* (flags: CompileInput) {
  const { circuits, registers } = yield* readCircuits(flags.file)
  const options = { target: yield* target(flags), end: flags.end, effort: flags.effort }
  const compiled = yield* Effect.forEach(circuits, (circuit) => Compiler.compileEffect(circuit, options))
  for (const { measurementMap } of compiled) {
    if (measurementMap !== undefined) {
      yield* note(`Qubits 0, 1, ... of the circuit are measured on ${measurementMap.join(", ")}`)
    }
  }
  switch (flags.to) {
    case "json":
      return yield* show(yield* Effect.fromResult(inputOf(compiled)), json)
    case "qasm3": {
      const circuit = yield* only(compiled, "OpenQASM")
      const { measurementMap } = circuit
      const whole = measurementMap === undefined ? {} : { c: measurementMap }
      const moved = Record.map(registers, (map) =>
        map.map((qubit) => (qubit === null ? null : (measurementMap?.[qubit] ?? qubit))),
      )
      const measured = Object.keys(moved).length === 0 ? whole : moved
      const program = yield* Effect.fromResult(
        Qasm.print(circuit, Object.keys(measured).length === 0 ? {} : { registers: measured }),
      )
      return yield* show({ qasm3: program }, () => program)
    }
    case "picture":
      return yield* show({ text: pictures(compiled, 80) }, (_, screen) =>
        pictures(compiled, columnsOf(screen, Option.none())),
      )
  }
})
