import type { Expander } from "./expand.ts"
import type { Recorder } from "./recorder.ts"
import { type Places, select, wholeNumber } from "./registers.ts"
import { type Entity, find, makeScope, type Scope, numbersIn } from "./scope.ts"
import { type Source, unsupported } from "./source.ts"
import type { Argument, Branch, Expression, Invocation, Loop, Name, Operand, Statement } from "./syntax.ts"
import { constants, evaluate, type Lookup, type Typed, typed } from "./evaluate.ts"

/** How a statement ends: normally, or by leaving a loop, a subroutine or the program. */
export type Ending = "next" | "break" | "continue" | "return" | "end"

/** The deepest nesting of blocks and subroutines. */
const maxDepth = 400

/** What the control flow needs from the rest of the reader. */
export interface Machine {
  readonly expander: Expander
  readonly run: (statement: Statement) => Ending
  readonly quantum: (operand: Operand) => Places
  readonly scope: () => Scope
  /** Makes another scope the current one. */
  readonly enter: (scope: Scope) => void
  readonly global: Scope
  readonly recorder: Recorder | undefined
}

/** Converts a value to a type. Integers convert to real numbers, but not the other way round. */
export const asType = (
  { source, lookup }: Pick<Expander, "source" | "lookup">,
  of: Expression,
  whole: boolean,
  what: string,
): Typed =>
  whole
    ? { value: wholeNumber(source, lookup, of, what), whole }
    : { value: typed(source, lookup, of).value, whole }

/** Loops over constants, branches on constants, and subroutines without measurements. */
export const makeFlow = ({ expander, run, quantum, scope, enter, global, recorder }: Machine) => {
  const { source, lookup, spend } = expander
  let depth = 0

  /** Runs statements in a new scope. */
  const inside = (at: number, inner: Scope, body: ReadonlyArray<Statement>): Ending => {
    if (++depth > maxDepth) {
      source.fail(at, "TooLarge", `blocks and subroutines are nested more than ${maxDepth} deep`)
    }
    const outer = scope()
    enter(inner)
    let ending: Ending = "next"
    for (const statement of body) {
      spend(1)
      ending = run(statement)
      if (ending !== "next") break
    }
    enter(outer)
    depth--
    return ending
  }

  const block = (at: number, body: ReadonlyArray<Statement>): Ending => inside(at, makeScope(scope()), body)

  const declare = (inner: Scope, { name, at }: Name, entity: Entity): void => {
    if (inner.names.has(name) || constants.has(name)) {
      source.fail(at, "Redefined", `${name} is already defined`)
    }
    inner.names.set(name, entity)
  }

  /** Iterates over the values of a loop. */
  function* valuesOf({ over, whole, at }: Loop): Generator<Typed> {
    if (!("tag" in over)) {
      const found = find(scope(), over.name)
      if (found?.kind === "array") return yield* found.of
      return found === undefined
        ? source.fail(over.at, "Undefined", `there is no array ${over.name}`)
        : unsupported(source, at, "for", `${over.name} is not an array of constants`)
    }
    if (over.tag === "set") {
      for (const of of over.of) yield asType(expander, of, whole, "a value of the loop")
      return
    }
    const bound = (of: Expression | undefined, otherwise: number) =>
      of === undefined ? otherwise : wholeNumber(source, lookup, of, "a bound of the loop")
    const [start, step, stop] = [bound(over.start, 0), bound(over.step, 1), bound(over.stop, 0)]
    if (step === 0) source.fail(over.step?.at ?? at, "Invalid", "a step of 0 never ends")
    // The end of a range is included.
    for (let i = start; step > 0 ? i <= stop : i >= stop; i += step) yield { value: i, whole }
  }

  const loop = (statement: Loop): Ending => {
    for (const value of valuesOf(statement)) {
      // Each iteration has a new scope, which counts toward the limit on steps.
      spend(8)
      const inner = makeScope(scope())
      declare(inner, statement.name, { kind: "number", ...value })
      const ending = inside(statement.at, inner, statement.body)
      if (ending === "break") break
      if (ending === "return" || ending === "end") return ending
    }
    return "next"
  }

  const branch = ({ condition, taken, otherwise, at }: Branch): Ending => {
    if (readsBits(condition)) return measuredBranch({ condition, taken, otherwise, at })
    const { value } = typed(source, lookup, condition)
    if (typeof value !== "number") return unsupported(source, at, "if", "the condition depends on an input")
    return block(at, value === 0 ? otherwise : taken)
  }

  /** Both branches are recorded, because a shot may take either. */
  const measuredBranch = ({ condition, taken, otherwise, at }: Omit<Branch, "tag">): Ending => {
    if (recorder?.branch === undefined)
      return unsupported(source, at, "if", "the condition depends on a measurement")
    const here = scope()
    // A shot runs after the program was read, when another scope is current.
    const numbers = numbersIn(source, () => here)
    const valueIn = (bits: ArrayLike<number>, from = source) =>
      evaluate(from, bitsIn(from, here, numbers, recorder, bits), condition)
    // Reports errors in the condition now rather than in a shot.
    if (typeof valueIn([]) !== "number") unsupported(source, at, "if", "the condition depends on an input")
    // Shots do not count toward the limit on the program's expressions.
    const uncounted = { ...source, evaluated: () => undefined }
    const holds = (bits: ArrayLike<number>): boolean => valueIn(bits, uncounted) !== 0
    const way = (body: ReadonlyArray<Statement>) => () => {
      const ending = block(at, body)
      if (ending !== "next")
        unsupported(source, at, `${ending} in an if`, "the condition depends on a measurement")
    }
    recorder.branch(holds, way(taken), way(otherwise))
    return "next"
  }

  /** Whether an expression depends on a measurement. */
  const readsBits = (of: Expression): boolean => {
    const left = [of]
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if ((next.tag === "name" || next.tag === "element") && find(scope(), next.name)?.kind === "bits")
        return true
      if (next.tag === "unary") left.push(next.of)
      else if (next.tag === "call") left.push(...next.of)
      else if (next.tag === "binary") left.push(next.right, next.left)
    }
    return false
  }

  const argument = (of: Expression, parameter: Argument): Entity => {
    const { name } = parameter
    if (parameter.kind === "number") {
      return { kind: "number", ...asType(expander, of, parameter.whole, `the argument ${name.name}`) }
    }
    if (of.tag !== "name" && of.tag !== "element") {
      return source.fail(of.at, "Invalid", `the argument ${name.name} is not a qubit`)
    }
    const places = quantum({ name: of.name, at: of.at, index: of.tag === "element" ? of.index : undefined })
    const size =
      parameter.size === undefined ? undefined : wholeNumber(source, lookup, parameter.size, "a size")
    const fits = size === undefined ? places.single : !places.single && places.of.length === size
    if (!fits) {
      const wanted = size === undefined ? "one qubit" : `a register of ${size}`
      source.fail(of.at, "Invalid", `the argument ${name.name} is ${wanted}, not ${placesOf(places)}`)
    }
    return { kind: "qubits", ...places }
  }

  const invoke = ({ name, arguments: given, at }: Invocation): Ending => {
    const found = find(scope(), name)
    if (found === undefined || found.kind !== "subroutine") {
      return expander.gates(name) === undefined
        ? source.fail(at, "Undefined", `there is no subroutine ${name}`)
        : source.fail(at, "Invalid", `the gate ${name} has no qubits`)
    }
    const { parameters, body } = found.definition
    if (given.length !== parameters.length) {
      return source.fail(at, "Invalid", `${name} takes ${parameters.length} arguments, not ${given.length}`)
    }
    const inner = makeScope(global, true)
    const qubits: Array<number> = []
    parameters.forEach((parameter, i) => {
      const entity = argument(given[i]!, parameter)
      declare(inner, parameter.name, entity)
      if (entity.kind === "qubits") for (const qubit of entity.of) qubits.push(qubit)
    })
    if (new Set(qubits).size !== qubits.length) {
      source.fail(at, "Invalid", `the subroutine ${name} has the same qubit twice`)
    }
    // Each call has a new scope, which counts toward the limit on steps.
    spend(8 + parameters.length + (qubits.length >> 2))
    const ending = inside(at, inner, body)
    if (ending === "break" || ending === "continue") {
      source.fail(at, "Invalid", `the subroutine ${name} has a ${ending} outside of loops`)
    }
    return ending === "end" ? ending : "next"
  }

  return { block, loop, branch, invoke }
}

const placesOf = ({ of, single }: Places): string => (single ? "one qubit" : `a register of ${of.length}`)

/** The numbers of an array, whose count must match its size. */
export const arrayOf = (
  expander: Expander,
  { whole, size, of, at }: Extract<Statement, { readonly tag: "array" }>,
): Entity => {
  const { source, lookup } = expander
  const count = wholeNumber(source, lookup, size, "a size")
  if (count !== of.length)
    source.fail(at, "Invalid", `the array has ${of.length} values, but its size is ${count}`)
  return { kind: "array", of: of.map((each) => asType(expander, each, whole, "a value of the array")) }
}

/** Looks up the numbers of a program, including its classical registers, whose bit 0 is the least significant one. */
const bitsIn = (
  source: Source,
  scope: Scope,
  numbers: Lookup,
  recorder: Recorder,
  bits: ArrayLike<number>,
): Lookup => {
  const lookup: Lookup = (name, at, index) => {
    const found = find(scope, name)
    if (found?.kind !== "bits") return numbers(name, at, index)
    const whole: Places = { of: recorder.bitsOf(found.read), single: found.single }
    const { of } = select(source, numbers, { name, index, at }, whole)
    return { value: of.reduce((sum, bit, i) => sum + (bits[bit] ?? 0) * 2 ** i, 0), whole: true }
  }
  return lookup
}
