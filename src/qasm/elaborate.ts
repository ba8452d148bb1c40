import * as Circuit from "../Circuit.ts"
import * as Param from "../Param.ts"
import { checkCount, defineGate } from "./define.ts"
import { arrayOf, asType, type Ending, makeFlow } from "./controlFlow.ts"
import { type Expander, expand, gateOf, isDefined, type KnownGate } from "./expand.ts"
import { limits } from "./limits.ts"
import { type Library, mayRedefine } from "./gateLibrary.ts"
import { isNative, type NativeOperation, type Operation, type QisOperation, toGates } from "./operation.ts"
import type { Recorder } from "./recorder.ts"
import { type Places, select, wholeNumber } from "./registers.ts"
import { broadcast } from "./broadcast.ts"
import { type MeasurementMap, withRegisters } from "./measurementMap.ts"
import { type Entity, find, makeScope, numbersIn } from "./scope.ts"
import { type Source, unsupported } from "./source.ts"
import type { Expression, GateCall, Name, Operand, Script, Statement } from "./syntax.ts"
import { constants } from "./evaluate.ts"

export interface Elaborated {
  readonly circuit: Circuit.Circuit<"qis"> | Circuit.Circuit<"native">
  readonly registers: MeasurementMap
}

/**
 * The circuit of a program and its measurement map. With a recorder, measurements before the end are recorded as steps.
 */
export const elaborate = (
  source: Source,
  { version, statements }: Script,
  library: Library,
  recorder?: Recorder,
): Elaborated & { readonly bits: ReadonlyArray<readonly [name: string, read: Array<number | null>]> } => {
  const global = makeScope(undefined)
  let scope = global
  const included: Array<ReadonlyMap<string, KnownGate>> = [library.builtIn[version]]
  const qis: Array<QisOperation> = []
  const native: Array<NativeOperation> = []
  const touched = new Set<number>()
  const measured = new Set<number>()
  // `place` is the offset of the current statement in the text.
  let [width, bits, steps, visits, place] = [0, 0, 0, 0, 0]
  /** Whether qubits have names or are numbered hardware qubits. */
  let naming: "names" | "numbers" | undefined

  const tooMany = () =>
    source.fail(place, "TooLarge", `the program has more than ${limits.steps} gates and other steps`)
  const lookup = numbersIn(source, () => scope)
  const expander: Expander = {
    source,
    lookup,
    outside: numbersIn(source, () => global),
    gates: (name) => {
      const own = find(scope, name)
      return own?.kind === "gate"
        ? own.gate
        : included.map((file) => file.get(name)).find((gate) => gate !== undefined)
    },
    filesOf: (name) => [...library.files].filter(([, gates]) => gates.has(name)).map(([file]) => file),
    spend: (more) => {
      steps += more
      if (steps > limits.steps) tooMany()
    },
  }

  const define = ({ name, at }: Name, entity: Entity): void => {
    const library =
      entity.kind === "gate" && !mayRedefine(name, version) && expander.gates(name) !== undefined
    if (scope.names.has(name) || constants.has(name) || library) {
      source.fail(at, "Redefined", `${name} is already defined`)
    }
    scope.names.set(name, entity)
  }

  const sizeOf = (size: Expression | undefined, already: number): number => {
    if (size === undefined) return 1
    const found = wholeNumber(source, lookup, size, "a size")
    if (found < 1) source.fail(size.at, "Invalid", `a register needs a size of at least 1, not ${found}`)
    if (already + found > limits.places) {
      source.fail(size.at, "TooLarge", `the program has more than ${limits.places} qubits or bits`)
    }
    return found
  }

  const named = (by: "names" | "numbers", at: number): void => {
    naming ??= by
    if (naming !== by) unsupported(source, at, "hardware qubits", "they cannot be mixed with named qubits")
  }

  const hardware = ({ name, index, at }: Operand): Places => {
    named("numbers", at)
    if (index !== undefined)
      source.fail(at, "Invalid", `${name} is a single qubit, so it cannot have an index`)
    const qubit = Number(name.slice(1))
    if (qubit >= limits.places) {
      source.fail(at, "TooLarge", `the program has more than ${limits.places} qubits or bits`)
    }
    width = Math.max(width, qubit + 1)
    return { of: [qubit], single: true }
  }

  const quantum = (operand: Operand): Places => {
    const places = operand.name.startsWith("$") ? hardware(operand) : part(operand)
    // A part of a register is looked up bit by bit, which takes longer.
    visits += places.of.length * (operand.index === undefined ? 1 : 4)
    if (visits > limits.visits) {
      source.fail(
        operand.at,
        "TooLarge",
        `the operands of the program refer to more than ${limits.visits} qubits`,
      )
    }
    return places
  }

  const part = (operand: Operand): Places => {
    const found = find(scope, operand.name)
    if (found === undefined) return source.fail(operand.at, "Undefined", `there is no qubit ${operand.name}`)
    if (found.kind !== "qubits") return source.fail(operand.at, "Invalid", `${operand.name} is not a qubit`)
    return select(source, lookup, operand, found)
  }

  const call = (statement: GateCall): void => {
    const operands = statement.operands.map(quantum)
    const step = { call: statement, gate: gateOf(expander, statement) }
    checkCount(expander, step, operands.length)
    const calls = broadcast(source, statement.at, operands)
    // Nested gates may expand to more gates than can be written out in reasonable time.
    if (isDefined(step.gate) && steps + step.gate.size * calls.length > limits.steps) tooMany()
    const operations: Array<Operation> = []
    for (const qubits of calls) {
      if (new Set(qubits).size !== qubits.length) {
        source.fail(statement.at, "Invalid", `the gate ${statement.name} has the same qubit twice`)
      }
      if (recorder === undefined && qubits.some((qubit) => measured.has(qubit))) {
        unsupported(
          source,
          statement.at,
          "mid-circuit measurement",
          `${statement.name} acts on a qubit that was measured before`,
        )
      }
      for (const qubit of qubits) touched.add(qubit)
      expand(expander, step, qubits, operations)
    }
    recorder?.gates(operations)
    for (const operation of operations) {
      if (isNative(operation)) native.push(operation)
      else if (operation.gate !== "gphase" || operation.controls.length > 0) qis.push(operation)
    }
    if (native.length > 0 && qis.length > 0) {
      unsupported(source, statement.at, "native gates beside others", "a circuit has gates of one kind")
    }
  }

  const measure = (from: Operand, into: Operand | undefined, at: number): void => {
    if (scope !== global && isInSubroutine()) unsupported(source, at, "a measurement in a subroutine")
    const qubits = quantum(from)
    expander.spend(qubits.of.length >> 2)
    for (const qubit of qubits.of) measured.add(qubit)
    if (into === undefined) {
      for (const qubit of qubits.of) recorder?.measure(qubit)
      return
    }
    const register = find(scope, into.name)
    if (register === undefined) return source.fail(into.at, "Undefined", `there is no bit ${into.name}`)
    if (register.kind !== "bits")
      return source.fail(into.at, "Invalid", `${into.name} is not a classical register`)
    const whole: Places = { of: register.read.map((_, i) => i), single: register.single }
    const places = select(source, lookup, into, whole)
    if (places.of.length !== qubits.of.length) {
      return source.fail(at, "Invalid", `${qubits.of.length} qubits do not fit into ${places.of.length} bits`)
    }
    places.of.forEach((place, i) => {
      const qubit = qubits.of[i] ?? null
      register.read[place] = qubit
      if (qubit !== null) recorder?.measure(qubit, register.read, place)
    })
  }

  const isInSubroutine = (): boolean => {
    for (let inner = scope; ; inner = inner.outer) {
      if (inner.closed) return true
      if (inner.outer === undefined) return false
    }
  }

  const alias = ({ name, of: operands }: Extract<Statement, { readonly tag: "alias" }>): void => {
    for (const { name, at } of operands) {
      if (find(scope, name)?.kind === "bits") unsupported(source, at, "aliases of classical registers")
    }
    const parts = operands.map(quantum)
    // An alias of aliases can double in size with each line.
    expander.spend(parts.reduce((sum, part) => sum + part.of.length, 0))
    const of = parts.flatMap((part) => part.of)
    define(name, { kind: "qubits", of, single: parts.length === 1 && parts[0]?.single === true })
  }

  const declare = (statement: Extract<Statement, { readonly tag: "qubits" | "bits" }>): void => {
    const { tag, name } = statement
    const single = statement.size === undefined
    if (tag === "qubits") {
      named("names", name.at)
      const size = sizeOf(statement.size, width)
      define(name, { kind: "qubits", of: Array.from({ length: size }, (_, i) => width + i), single })
      width += size
      return
    }
    const size = sizeOf(statement.size, bits)
    define(name, { kind: "bits", read: Array.from({ length: size }, () => null), single })
    bits += size
    if (statement.measured !== undefined) {
      measure(statement.measured, { ...name, index: undefined }, statement.at)
    }
  }

  const include = (file: string, at: number): void => {
    const found = library.files.get(file)
    if (found !== undefined) return void included.push(found)
    unsupported(source, at, `include ${JSON.stringify(file)}`, "use stdgates.inc or qelib1.inc")
  }

  const reset = (operand: Operand, at: number): void => {
    const { of } = quantum(operand)
    expander.spend(of.length >> 2)
    if (recorder !== undefined) {
      of.forEach(recorder.reset)
      return
    }
    if (of.some((qubit) => touched.has(qubit) || measured.has(qubit))) {
      unsupported(source, at, "reset", "the qubit was used before")
    }
  }

  const run = (statement: Statement): Ending => {
    switch (statement.tag) {
      case "include":
        include(statement.file, statement.at)
        return "next"
      case "qubits":
      case "bits":
        declare(statement)
        return "next"
      case "const": {
        const value = asType(expander, statement.value, statement.whole, "the constant")
        define(statement.name, { kind: "number", ...value })
        return "next"
      }
      case "array":
        define(statement.name, arrayOf(expander, statement))
        return "next"
      case "input":
        define(statement.name, { kind: "number", value: Param.make(statement.name.name), whole: false })
        return "next"
      case "alias":
        alias(statement)
        return "next"
      case "gate":
        define(statement.name, { kind: "gate", gate: defineGate(expander, statement) })
        return "next"
      case "def":
        define(statement.name, { kind: "subroutine", definition: statement })
        return "next"
      case "call":
        call(statement)
        return "next"
      case "barrier":
        statement.operands.forEach(quantum)
        return "next"
      case "reset":
        reset(statement.operand, statement.at)
        return "next"
      case "measure":
        measure(statement.from, statement.into, statement.at)
        return "next"
      case "for":
        return flow.loop(statement)
      case "if":
        return flow.branch(statement)
      case "block":
        return flow.block(statement.at, statement.body)
      case "invocation":
        return flow.invoke(statement)
      case "return":
        return statement.empty
          ? "return"
          : unsupported(source, statement.at, "return", "a subroutine cannot return a value")
      case "break":
      case "continue":
      case "end":
        return statement.tag
    }
  }

  const flow = makeFlow({
    expander,
    run,
    quantum,
    scope: () => scope,
    enter: (inner) => {
      scope = inner
    },
    global,
    recorder,
  })
  for (const statement of statements) {
    place = statement.at
    const ending = run(statement)
    if (ending === "end") break
    if (ending !== "next")
      source.fail(place, "Invalid", `${ending} is outside of everything that it could leave`)
  }
  if (width === 0) source.fail(source.text.length, "Invalid", "the program has no qubits")
  const registers = [...global.names].flatMap(([name, entity]) =>
    entity.kind === "bits" ? [[name, entity.read] as const] : [],
  )
  const circuit =
    native.length > 0
      ? withRegisters(Circuit.native(width, native), registers)
      : withRegisters(Circuit.qis(width, toGates(qis)), registers)
  return { circuit, registers: Object.fromEntries(registers), bits: registers }
}
