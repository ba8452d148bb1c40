import type { LibraryGate } from "./gateLibrary.ts"
import { controlsOf, modified } from "./modifiers.ts"
import { gphase, type Operation } from "./operation.ts"
import { type Source, unsupported } from "./source.ts"
import type { GateCall, GateDefinition } from "./syntax.ts"
import { evaluate, type Lookup, type Typed, type Value } from "./evaluate.ts"

/** A call in a definition, with the gate that its name referred to there. */
export interface Step {
  readonly call: GateCall
  readonly gate: KnownGate
}

/** A gate that the program defines. */
export interface DefinedGate {
  readonly definition: GateDefinition
  /** Undefined for an opaque gate. */
  readonly body: ReadonlyArray<Step> | undefined
  /** The nesting depth of definitions. */
  readonly depth: number
  /** A lower bound on the number of calls that it expands to. */
  readonly size: number
}

export type KnownGate = LibraryGate | DefinedGate

/** What is needed to expand gates: their definitions, the known numbers, and the remaining budget of steps. */
export interface Expander {
  readonly source: Source
  readonly gates: (name: string) => KnownGate | undefined
  /** The files that define a gate, whether or not the program includes them. */
  readonly filesOf: (name: string) => ReadonlyArray<string>
  readonly lookup: Lookup
  /** What names refer to outside of all blocks. The body of a gate can only use these. */
  readonly outside: Lookup
  /** Subtracts steps from the budget of the program, and fails if none are left. */
  readonly spend: (steps: number) => void
}

export const isDefined = (gate: KnownGate): gate is DefinedGate => "definition" in gate

/** The smallest and the largest count of numbers that a gate takes, and the number of its qubits. */
export const shapeOf = (
  gate: KnownGate,
): { readonly numbers: readonly [number, number]; readonly qubits: number } => {
  if (isDefined(gate)) {
    const { parameters, qubits } = gate.definition
    return { numbers: [parameters.length, parameters.length], qubits: qubits.length }
  }
  const { parameters, optional = 0, qubits } = gate
  return { numbers: [parameters, parameters + optional], qubits }
}

const globalPhase: LibraryGate = { parameters: 1, qubits: 0, make: ([rotation = 0]) => [gphase(rotation)] }

/** The gate of a call. Fails if it does not exist, or if it takes another count of numbers. */
export const gateOf = (
  { source, gates, filesOf }: Pick<Expander, "source" | "gates" | "filesOf">,
  call: GateCall,
): KnownGate => {
  const gate = call.name === "gphase" ? globalPhase : gates(call.name)
  if (gate === undefined) {
    const files = filesOf(call.name)
    const hint = files.length === 0 ? "define it" : `define it, or include ${files.join(" or ")}`
    return source.fail(call.at, "Undefined", `there is no gate ${call.name}: ${hint}`)
  }
  const [least, most] = shapeOf(gate).numbers
  const { length } = call.arguments
  if (length < least || length > most) {
    const wanted = least === most ? String(least) : `${least} or ${most}`
    return source.fail(call.at, "Invalid", `the gate ${call.name} takes ${wanted} numbers, not ${length}`)
  }
  return gate
}

/** The number of qubits that a call takes, including controls. */
export const operandCount = (expander: Expander, call: GateCall, gate: KnownGate): number =>
  call.modifiers.reduce((sum, modifier) => sum + controlsOf(expander, modifier), shapeOf(gate).qubits)

/** Appends the operations of a call on `qubits` to `into`. The first qubits are the controls. */
export const expand = (
  expander: Expander,
  { call, gate }: Step,
  qubits: ReadonlyArray<number>,
  into: Array<Operation>,
): void => {
  const { source, lookup, spend } = expander
  // A gate of many qubits costs more than one step.
  spend(Math.max(1, qubits.length >> 2))
  const numbers = call.arguments.map((of) => evaluate(source, lookup, of))
  // The outermost modifier takes the first qubits; the innermost one acts first.
  let place = 0
  const modifiers = call.modifiers.map((modifier) => {
    const start = place
    place += controlsOf(expander, modifier)
    return { modifier, controls: qubits.slice(start, place) }
  })
  if (place + shapeOf(gate).qubits !== qubits.length) {
    source.fail(
      call.at,
      "Invalid",
      `the gate ${call.name} with its modifiers does not take ${qubits.length} qubits`,
    )
  }
  const own = place === 0 ? qubits : qubits.slice(place)
  if (modifiers.length === 0) return body(expander, { call, gate }, numbers, own, into)
  const base: Array<Operation> = []
  body(expander, { call, gate }, numbers, own, base)
  const found = modifiers.reduceRight<ReadonlyArray<Operation>>(
    (operations, { modifier, controls }) => modified(expander, call.name, operations, modifier, controls),
    base,
  )
  for (const operation of found) into.push(operation)
}

/** Appends the operations that a gate consists of. */
const body = (
  expander: Expander,
  { call, gate }: Step,
  numbers: ReadonlyArray<Value>,
  qubits: ReadonlyArray<number>,
  into: Array<Operation>,
): void => {
  if (!isDefined(gate)) {
    for (const operation of gate.make(numbers, qubits)) into.push(operation)
    return
  }
  const { definition, body: steps } = gate
  if (steps === undefined) {
    return unsupported(expander.source, call.at, "opaque", `${definition.name.name} has no definition`)
  }
  const parameters = new Map<string, Typed>(
    definition.parameters.map(({ name }, i) => [name, { value: numbers[i] ?? 0, whole: false }]),
  )
  const places = new Map(definition.qubits.map(({ name }, i) => [name, qubits[i] ?? 0]))
  const lookup: Lookup = (name, at, index) =>
    (index === undefined ? parameters.get(name) : undefined) ?? expander.outside(name, at, index)
  const within: Expander = { ...expander, lookup }
  for (const step of steps) {
    expand(
      within,
      step,
      step.call.operands.map(({ name }) => places.get(name) ?? 0),
      into,
    )
  }
}
