import { constants, type Lookup } from "./evaluate.ts"
import { type DefinedGate, type Expander, gateOf, isDefined, type Step, operandCount } from "./expand.ts"
import { exponentOf } from "./modifiers.ts"
import type { Expression, GateCall, GateDefinition, Name } from "./syntax.ts"

/** The deepest nesting of definitions. */
const maxDepth = 200

/**
 * Checks the names in a definition and turns it into a gate, so that an error is reported in the definition and not
 * where the gate is used.
 */
export const defineGate = (expander: Expander, definition: GateDefinition): DefinedGate => {
  const { source } = expander
  const { name, parameters, qubits, body } = definition
  unique([...parameters, ...qubits], expander)
  if (qubits.length === 0) source.fail(name.at, "Syntax", `the gate ${name.name} has no qubits`)
  if (body === undefined) return { definition, body, depth: 1, size: 1 }
  const places = new Set(qubits.map(({ name }) => name))
  const numbers = new Set(parameters.map(({ name }) => name))
  const lookup: Lookup = (name, at, index) =>
    numbers.has(name) && index === undefined ? { value: 1, whole: false } : expander.outside(name, at, index)
  const within = { ...expander, lookup }
  let [depth, size] = [1, 1]
  const steps: Array<Step> = []
  for (const call of body) {
    const gate = gateOf(expander, call)
    steps.push({ call, gate })
    if (isDefined(gate)) depth = Math.max(depth, gate.depth + 1)
    let count = isDefined(gate) ? gate.size : 1
    // The number of controls or repetitions may depend on a parameter.
    const isFixed = (argument: Expression | undefined) =>
      argument === undefined || !namesIn(argument).some(({ name }) => numbers.has(name))
    for (const { word, argument } of call.modifiers) {
      if (argument === undefined) continue
      for (const { name, at } of namesIn(argument)) lookup(name, at)
      if (word === "pow" && isFixed(argument)) count *= Math.max(1, Math.abs(exponentOf(within, argument)))
    }
    for (const { name, at } of call.arguments.flatMap(namesIn)) lookup(name, at)
    checkOperands(expander, call, places)
    if (call.modifiers.every(({ argument }) => isFixed(argument))) {
      checkCount(within, { call, gate }, call.operands.length)
    }
    size += count
  }
  if (depth > maxDepth) source.fail(name.at, "TooLarge", `gates are nested more than ${maxDepth} deep`)
  return { definition, body: steps, depth, size }
}

const unique = (names: ReadonlyArray<Name>, { source }: Expander): void => {
  const seen = new Set<string>()
  for (const { name, at } of names) {
    if (seen.has(name)) source.fail(at, "Redefined", `the gate has ${name} twice`)
    if (constants.has(name)) source.fail(at, "Redefined", `${name} is a constant of the language`)
    seen.add(name)
  }
}

const checkOperands = ({ source }: Expander, call: GateCall, places: ReadonlySet<string>): void => {
  const seen = new Set<string>()
  for (const { name, index, at } of call.operands) {
    if (!places.has(name)) source.fail(at, "Undefined", `${name} is not a qubit of the gate`)
    if (index !== undefined)
      source.fail(at, "Invalid", `${name} is a single qubit, so it cannot have an index`)
    if (seen.has(name)) source.fail(at, "Invalid", `${call.name} has the qubit ${name} twice`)
    seen.add(name)
  }
}

/** Checks that a call has as many qubits as its gate and its controls take. */
export const checkCount = (expander: Expander, { call, gate }: Step, found: number): void => {
  const wanted = operandCount(expander, call, gate)
  if (wanted !== found) {
    expander.source.fail(call.at, "Invalid", `${shownCall(call)} takes ${wanted} qubits, not ${found}`)
  }
}

const shownCall = ({ modifiers, name }: GateCall): string =>
  modifiers.length === 0 ? `the gate ${name}` : `the gate ${name} with its modifiers`

/** The variables in an expression, in order. */
export const namesIn = (of: Expression): ReadonlyArray<Name> => {
  const found: Array<Name> = []
  const left = [of]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next.tag === "name") found.push(next)
    else if (next.tag === "unary") left.push(next.of)
    else if (next.tag === "call") for (const each of next.of.toReversed()) left.push(each)
    else if (next.tag === "binary") left.push(next.right, next.left)
  }
  return found
}
