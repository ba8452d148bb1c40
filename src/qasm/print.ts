import { Function, Result } from "effect"
import * as Circuit from "../Circuit.ts"
import type { CircuitError } from "../CircuitError.ts"
import { validateBound } from "../circuit/validate.ts"
import { qis, type QasmNames, rowIn, rowOf, type WireRow } from "../GateTable.ts"
import * as Gates from "../Gates.ts"
import { isParam } from "../Param.ts"
import { actsAtOnce } from "../gates/qubits.ts"
import { type GateOf, numbersOf } from "../gates/Symbolic.ts"
import type { MeasurementMap } from "./measurementMap.ts"
import { angle, turns } from "./format.ts"
import { definitionsOf, printedName } from "./gateLibrary.ts"
import { decompose } from "./decompose.ts"
import { QasmPrintError } from "./QasmError.ts"
import type { Value } from "./evaluate.ts"
import { isName } from "./identifiers.ts"

/**
 * Options of {@link print}.
 *
 * @category options
 * @since 0.1.0
 */
export interface PrintOptions {
  /** The version of OpenQASM. Default: 3. */
  readonly version?: 2 | 3 | undefined
  /**
   * What each classical register reads: bit i is the qubit at index i, or `null` for none. Default: the registers of
   * the circuit, or a register `c` of all qubits if it has none.
   */
  readonly registers?: MeasurementMap | undefined
}

type Printed<A> = Result.Result<A, QasmPrintError>

const refuse = (field: string, message: string): Printed<never> =>
  Result.fail(new QasmPrintError({ field, message }))

/** The state of the printer: the name of the qubits and the lines so far. */
interface Page {
  readonly version: 2 | 3
  readonly qubits: string
  /** The names of the gates that were used. */
  readonly used: Set<string>
  readonly lines: Array<string>
}

const line = (
  { lines, qubits }: Page,
  name: string,
  numbers: ReadonlyArray<string>,
  on: ReadonlyArray<number>,
): void => {
  const brackets = numbers.length === 0 ? "" : `(${numbers.join(", ")})`
  lines.push(`${name}${brackets} ${on.map((qubit) => `${qubits}[${qubit}]`).join(", ")};`)
}

/**
 * The OpenQASM names of a gate. `not` and `cnot` have those of X. A gate that has its optional number has the names
 * with a number.
 */
const namesOf = (gate: GateOf["qis"]): QasmNames => {
  const row = rowOf(gate)
  const numbered = "rotation" in gate && gate.rotation !== undefined ? row?.numbered : undefined
  return numbered?.qasm ?? row?.qasm ?? (gate.gate === "cnot" || gate.gate === "not" ? qis.x.qasm : {})
}

/** The name of a gate with a given number of controls. Version 3 may write it as the inverse of another gate. */
const nameOf = (gate: GateOf["qis"], controls: number, version: 2 | 3): string | undefined => {
  const name = printedName(namesOf(gate), controls, version)
  const inverse = rowOf(gate)?.inverse
  if (name !== undefined || controls > 0 || version === 2 || typeof inverse !== "object") return name
  const other = printedName(rowIn("qis", inverse.word)?.qasm ?? {}, 0, version)
  return other === undefined ? undefined : `inv @ ${other}`
}

/** Writes one gate on one target or one pair. */
const write = (page: Page, gate: GateOf["qis"]): Printed<void> => {
  const controls = Gates.controlsOf(gate)
  const rotation: Value | undefined = "rotation" in gate ? gate.rotation : undefined
  const numbers = rotation === undefined ? [] : [angle(rotation)]
  const on = [...controls, ...Gates.targetsOf(gate)]
  const own = nameOf(gate, controls.length, page.version)
  const base = nameOf(gate, 0, page.version)
  if (own !== undefined) {
    page.used.add(own)
    line(page, own, numbers, on)
    return Result.void
  }
  if (base !== undefined && page.version === 3) {
    page.used.add(base)
    line(page, `ctrl${controls.length === 1 ? "" : `(${controls.length})`} @ ${base}`, numbers, on)
    return Result.void
  }
  const decomposed = decompose(gate)
  if (Result.isFailure(decomposed)) return Result.fail(decomposed.failure)
  for (const part of decomposed.success) {
    const written = write(page, part)
    if (Result.isFailure(written)) return written
  }
  return Result.void
}

/** Splits a gate on several targets into one gate for each. */
const apart = (gate: GateOf["qis"]): ReadonlyArray<GateOf["qis"]> => {
  const targets = Gates.targetsOf(gate)
  if (actsAtOnce(gate) || targets.length === 1) return [gate]
  const controls = Gates.controlsOf(gate)
  // The gate does not act on a pair, so it has `target` or `targets`. With one target it has the same kind, so the cast
  // holds.
  const { targets: _, control: __, ...rest } = { targets: undefined, control: undefined, ...gate }
  return targets.map((target) => Object.assign({}, rest, { target, controls }) as GateOf["qis"])
}

const writeNative = (page: Page, gate: GateOf["native"]): void => {
  const row: WireRow | undefined = rowOf(gate)
  const name = row?.qasm?.builtIn?.[0]
  if (name === undefined || row?.action.does === "nothing") return
  const numbers = numbersOf(gate).flatMap(([, value]) => (isValue(value) ? [turns(value)] : []))
  line(page, name, numbers, Gates.targetsOf(gate))
}

const isValue = (value: unknown): value is Value => typeof value === "number" || isParam(value)

const isQis = (circuit: Circuit.Circuit): circuit is Circuit.Circuit<"qis"> => circuit.gateset === "qis"

const gatesOf = (page: Page, circuit: Circuit.Circuit): Printed<void> => {
  if (!isQis(circuit)) {
    // There are only two gatesets, so the circuit is native.
    for (const gate of (circuit as Circuit.Circuit<"native">).gates) writeNative(page, gate)
    return Result.void
  }
  for (const [position, gate] of circuit.gates.entries()) {
    for (const each of apart(gate)) {
      const written = write(page, each)
      if (Result.isFailure(written)) {
        const { field, message } = written.failure
        return refuse(`gates.${position}.${field}`, `Gate ${position} (${gate.gate}): ${message}`)
      }
    }
  }
  return Result.void
}

const checkName = (field: string, name: string, version: 2 | 3): Printed<void> =>
  isName(name, version)
    ? Result.void
    : refuse(
        `${field}.${name}`,
        `${JSON.stringify(name)} is not a name that OpenQASM ${version} allows, or is reserved there`,
      )

const checkRegister = (
  name: string,
  read: ReadonlyArray<number | null>,
  { qubits, version }: { readonly qubits: number; readonly version: 2 | 3 },
): Printed<void> => {
  if (read.length === 0) return refuse(`registers.${name}`, `Register ${name} has no bits`)
  const wrong = read.find(
    (qubit) => qubit !== null && !(Number.isInteger(qubit) && qubit >= 0 && qubit < qubits),
  )
  return wrong === undefined
    ? checkName("registers", name, version)
    : refuse(`registers.${name}`, `Register ${name} reads qubit ${wrong}, outside 0 to ${qubits - 1}`)
}

const measurement = (
  { version, qubits }: Page,
  name: string,
  read: ReadonlyArray<number | null>,
  width: number,
): ReadonlyArray<string> => {
  const measure = (from: string, into: string) =>
    version === 2 ? `measure ${from} -> ${into};` : `${into} = measure ${from};`
  return read.length === width && read.every((qubit, i) => qubit === i)
    ? [measure(qubits, name)]
    : read.flatMap((qubit, i) => (qubit === null ? [] : [measure(`${qubits}[${qubit}]`, `${name}[${i}]`)]))
}

/**
 * Writes a circuit as a program in OpenQASM 3 or 2, with its measurements.
 *
 * **Details**
 *
 * In version 3, gates have the names of `stdgates.inc`, more controls are written as `ctrl @`, parameters as `input
 * float`, and `rxx`, `ryy` and `rzz` are defined if they are used. A native circuit has IonQ's gates in turns,
 * without an include. Version 2 uses the names of the published `qelib1.inc`, which every reader has. Other gates are
 * decomposed, up to 11 controls. Numbers read back as exactly the same numbers. A `pauliexp` is written term by term.
 *
 * Registers and parameters keep their names: letters of any script, digits and underscores in version 3; ASCII with a
 * lowercase letter first in version 2.
 *
 * Fails with a `CircuitError` for an invalid circuit, and in version 2 for one with parameters. Fails with a
 * `QasmPrintError` for anything else that cannot be written, e.g. a native circuit in version 2 or a register named
 * `gate`.
 *
 * **Example** (For a reader of OpenQASM 2)
 *
 * ```ts
 * const program = Qasm.print(Circuit.bell(), { version: 2 })
 * ```
 *
 * @category printing
 * @since 0.1.0
 */
export const print: {
  (options?: PrintOptions): (self: Circuit.Circuit) => Result.Result<string, CircuitError | QasmPrintError>
  (self: Circuit.Circuit, options?: PrintOptions): Result.Result<string, CircuitError | QasmPrintError>
} = Function.dual(
  (args) => Circuit.isCircuit(args[0]),
  (
    self: Circuit.Circuit,
    options: PrintOptions = {},
  ): Result.Result<string, CircuitError | QasmPrintError> => {
    const { version = 3 } = options
    const checked = version === 2 ? validateBound(self) : Circuit.validate(self)
    if (Result.isFailure(checked)) return Result.fail(checked.failure)
    return printed(self, version, options.registers)
  },
)

const printed = (
  self: Circuit.Circuit,
  version: 2 | 3,
  wanted: MeasurementMap | undefined,
): Printed<string> => {
  const { gateset, qubits } = self
  if (version === 2 && gateset === "native") {
    return refuse("gateset", "OpenQASM 2 has no names for native gates")
  }
  const all: MeasurementMap = { c: self.measurementMap ?? Array.from({ length: qubits }, (_, i) => i) }
  const registers = Object.entries(
    wanted ?? (Object.keys(self.registers).length === 0 ? all : self.registers),
  )
  const parameters = [...Circuit.parameters(self)]
  for (const [name, read] of registers) {
    const checked = checkRegister(name, read, { qubits, version })
    if (Result.isFailure(checked)) return Result.fail(checked.failure)
  }
  const taken = new Set(registers.map(([name]) => name))
  for (const name of parameters) {
    const checked = taken.has(name)
      ? refuse(`parameters.${name}`, `${name} is both a register and a parameter`)
      : checkName("parameters", name, version)
    if (Result.isFailure(checked)) return Result.fail(checked.failure)
    taken.add(name)
  }
  let name = "q"
  for (let i = 0; taken.has(name); i++) name = `q${i}`
  const page: Page = {
    version,
    qubits: name,
    used: new Set(),
    lines: [],
  }
  const written = gatesOf(page, self)
  if (Result.isFailure(written)) return Result.fail(written.failure)
  const include = version === 2 ? "qelib1.inc" : "stdgates.inc"
  const declared = (word: string, old: string, of: string, size: number) =>
    version === 2 ? `${old} ${of}[${size}];` : `${word}[${size}] ${of};`
  return Result.succeed(
    [
      `OPENQASM ${version}.0;`,
      ...(gateset === "native" ? [] : [`include "${include}";`]),
      ...parameters.map((parameter) => `input float[64] ${parameter};`),
      ...definitionsOf(page.used),
      declared("qubit", "qreg", name, qubits),
      ...registers.map(([register, read]) => declared("bit", "creg", register, read.length)),
      ...page.lines,
      ...registers.flatMap(([register, read]) => measurement(page, register, read, qubits)),
      "",
    ].join("\n"),
  )
}
