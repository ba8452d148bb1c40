import * as Circuit from "../Circuit.ts"
import * as Param from "../Param.ts"
import type { Gateset } from "../schema/Circuit.ts"
import { checkCount, defineGate } from "./define.ts"
import { type Expander, expand, type KnownGate } from "./gate.ts"
import { builtIn, libraries, mayRedefine } from "./library.ts"
import { isNative, type NativeOperation, type QisOperation, toGates } from "./operation.ts"
import { broadcast, type Places, select, wholeNumber } from "./registers.ts"
import { type Source, unsupported } from "./source.ts"
import type { Expression, GateCall, Name, Operand, Script, Statement } from "./syntax.ts"
import { constants, evaluate, type Lookup, type Value } from "./value.ts"

/**
 * What each classical register reads: bit i is the qubit at place i, or `null` where nothing was measured into it.
 *
 * @category models
 * @since 0.1.0
 */
export type MeasurementMap = Readonly<Record<string, ReadonlyArray<number | null>>>

/** What a name of the program stands for. */
type Entity =
  | ({ readonly kind: "qubits" } & Places)
  | { readonly kind: "bits"; readonly read: Array<number | null>; readonly single: boolean }
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "gate"; readonly gate: KnownGate }

/**
 * The most qubits, classical bits, steps or gates of a program, and places that its operands name in all. IonQ takes
 * 150,000 gates.
 */
const limits = { places: 10_000, steps: 2_000_000, visits: 200_000_000 }

export interface Elaborated {
  readonly circuit: Circuit.Circuit<"qis"> | Circuit.Circuit<"native">
  readonly registers: MeasurementMap
}

/** The circuit of a program, and what it measures. */
export const elaborate = (source: Source, { version, statements }: Script): Elaborated => {
  const names = new Map<string, Entity>()
  const included: Array<ReadonlyMap<string, KnownGate>> = [builtIn[version]]
  const qis: Array<QisOperation> = []
  const native: Array<NativeOperation> = []
  const touched = new Set<number>()
  const measured = new Set<number>()
  // `place` is the statement at hand.
  let [width, bits, steps, visits, place] = [0, 0, 0, 0, 0]

  const lookup: Lookup = (name, at) => {
    const constant = constants.get(name)
    if (constant !== undefined) return constant
    const found = names.get(name)
    if (found?.kind === "value") return found.value
    return found === undefined
      ? source.fail(at, "Undefined", `there is no number ${name}`)
      : source.fail(at, "Invalid", `${name} is no number`)
  }
  const expander: Expander = {
    source,
    lookup,
    gates: (name) => {
      const own = names.get(name)
      return own?.kind === "gate"
        ? own.gate
        : included.map((file) => file.get(name)).find((gate) => gate !== undefined)
    },
    spend: (more) => {
      steps += more
      if (steps > limits.steps) {
        source.fail(place, "TooLarge", `the program comes to more than ${limits.steps} gates`)
      }
    },
  }

  const define = ({ name, at }: Name, entity: Entity): void => {
    const library = entity.kind === "gate" && !mayRedefine(name) && expander.gates(name) !== undefined
    if (names.has(name) || constants.has(name) || library) {
      source.fail(at, "Redefined", `${name} stands for something already`)
    }
    names.set(name, entity)
  }

  const sizeOf = (size: Expression | undefined, already: number): number => {
    if (size === undefined) return 1
    const found = wholeNumber(source, lookup, size, "a size")
    if (found < 1) source.fail(size.at, "Invalid", `a register has at least 1 place, not ${found}`)
    if (already + found > limits.places) {
      source.fail(size.at, "TooLarge", `the program has more than ${limits.places} places`)
    }
    return found
  }

  const quantum = (operand: Operand): Places => {
    const found = names.get(operand.name)
    if (found === undefined) return source.fail(operand.at, "Undefined", `there is no qubit ${operand.name}`)
    if (found.kind !== "qubits") return source.fail(operand.at, "Invalid", `${operand.name} is no qubit`)
    const places = select(source, lookup, operand, found)
    visits += places.of.length
    if (visits > limits.visits) {
      source.fail(operand.at, "TooLarge", `the program names more than ${limits.visits} places`)
    }
    return places
  }

  const call = (statement: GateCall): void => {
    const operands = statement.operands.map(quantum)
    checkCount(expander, statement, operands.length)
    for (const qubits of broadcast(source, statement.at, operands)) {
      if (new Set(qubits).size !== qubits.length) {
        source.fail(statement.at, "Invalid", `the gate ${statement.name} names the same qubit twice`)
      }
      if (qubits.some((qubit) => measured.has(qubit))) {
        unsupported(
          source,
          statement.at,
          "mid-circuit measurement",
          `${statement.name} acts on what was measured before`,
        )
      }
      for (const qubit of qubits) touched.add(qubit)
      for (const operation of expand(expander, statement, qubits)) {
        if (isNative(operation)) native.push(operation)
        else if (operation.gate !== "gphase" || operation.controls.length > 0) qis.push(operation)
      }
      if (native.length > 0 && qis.length > 0) {
        unsupported(source, statement.at, "native gates beside others", "a circuit has gates of one kind")
      }
    }
  }

  const measure = (from: Operand, into: Operand | undefined, at: number): void => {
    const qubits = quantum(from)
    for (const qubit of qubits.of) measured.add(qubit)
    if (into === undefined) return
    const register = names.get(into.name)
    if (register === undefined) return source.fail(into.at, "Undefined", `there is no bit ${into.name}`)
    if (register.kind !== "bits")
      return source.fail(into.at, "Invalid", `${into.name} is no classical register`)
    const whole: Places = { of: register.read.map((_, i) => i), single: register.single }
    const places = select(source, lookup, into, whole)
    if (places.of.length !== qubits.of.length) {
      return source.fail(at, "Invalid", `${qubits.of.length} qubits do not fit into ${places.of.length} bits`)
    }
    places.of.forEach((place, i) => {
      register.read[place] = qubits.of[i] ?? null
    })
  }

  const run = (statement: Statement): void => {
    switch (statement.tag) {
      case "include": {
        const file = libraries.get(statement.file)
        if (file === undefined) {
          return unsupported(
            source,
            statement.at,
            `include ${JSON.stringify(statement.file)}`,
            "there are stdgates.inc and qelib1.inc",
          )
        }
        return void included.push(file)
      }
      case "qubits": {
        const size = sizeOf(statement.size, width)
        const of = Array.from({ length: size }, (_, i) => width + i)
        define(statement.name, { kind: "qubits", of, single: statement.size === undefined })
        width += size
        return
      }
      case "bits": {
        const size = sizeOf(statement.size, bits)
        const read = Array.from({ length: size }, () => null)
        define(statement.name, { kind: "bits", read, single: statement.size === undefined })
        bits += size
        const into = { ...statement.name, index: undefined }
        return statement.measured === undefined ? undefined : measure(statement.measured, into, statement.at)
      }
      case "const": {
        const value = statement.whole
          ? wholeNumber(source, lookup, statement.value, "the constant")
          : evaluate(source, lookup, statement.value)
        return define(statement.name, { kind: "value", value })
      }
      case "input":
        return define(statement.name, { kind: "value", value: Param.make(statement.name.name) })
      case "alias": {
        const parts = statement.of.map(quantum)
        // An alias of aliases can double with each line.
        expander.spend(parts.reduce((sum, part) => sum + part.of.length, 0))
        const of = parts.flatMap((part) => part.of)
        const single = parts.length === 1 && parts[0]?.single === true
        return define(statement.name, { kind: "qubits", of, single })
      }
      case "gate":
        return define(statement.name, { kind: "gate", gate: defineGate(expander, statement) })
      case "call":
        return call(statement)
      case "barrier":
        return statement.operands.forEach(quantum)
      case "reset": {
        const used = quantum(statement.operand).of.some((qubit) => touched.has(qubit) || measured.has(qubit))
        return used
          ? unsupported(source, statement.at, "reset", "of a qubit that was used before")
          : undefined
      }
      case "measure":
        return measure(statement.from, statement.into, statement.at)
    }
  }

  for (const statement of statements) {
    place = statement.at
    run(statement)
  }
  if (width === 0) source.fail(source.text.length, "Invalid", "the program has no qubits")
  const registers = [...names].flatMap(([name, entity]) =>
    entity.kind === "bits" ? [[name, entity.read] as const] : [],
  )
  const circuit =
    native.length > 0
      ? withRegisters(Circuit.native(width, native), registers)
      : withRegisters(Circuit.qis(width, toGates(qis)), registers)
  return { circuit, registers: Object.fromEntries(registers) }
}

/** A circuit's registers are those of which each bit has a qubit of its own. */
const withRegisters = <G extends Gateset>(
  circuit: Circuit.Circuit<G>,
  registers: ReadonlyArray<readonly [string, ReadonlyArray<number | null>]>,
): Circuit.Circuit<G> => {
  let found = circuit
  for (const [name, read] of registers) {
    const qubits = read.filter((qubit) => qubit !== null)
    if (qubits.length === read.length && new Set(qubits).size === read.length) {
      found = Circuit.register(found, name, qubits)
    }
  }
  return found
}
