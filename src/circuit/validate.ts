import { Result } from "effect"
import { CircuitError } from "../CircuitError.ts"
import { controlsOf, qubitsOf, targetsOf } from "../gates/place.ts"
import { type Gate, numbersOf } from "../gates/Symbolic.ts"
import * as Param from "../Param.ts"
import type { Gateset } from "../schema/Circuit.ts"
import { type Circuit, limits } from "./model.ts"

type Problem = Pick<CircuitError, "code" | "message"> & { readonly field?: string; readonly limit?: number }

/** How many targets a gate has, the numbers that it cannot do without, and all of its fields but the controls. */
interface Form {
  readonly targets: "one" | "each" | "two" | "any"
  readonly numbers: ReadonlyArray<string>
  readonly fields: ReadonlySet<string>
}

const form = (
  targets: Form["targets"],
  numbers: ReadonlyArray<string>,
  ...fields: ReadonlyArray<string>
): Form => ({
  targets,
  numbers,
  fields: new Set(["gate", ...fields]),
})

const each = form("each", [], "target", "targets")
const rotation = form("each", ["rotation"], "target", "targets", "rotation")
const ising = form("two", ["rotation"], "targets", "rotation")
const axis = form("one", ["phase"], "target", "phase")

const forms: Readonly<Record<Gateset, ReadonlyMap<string, Form>>> = {
  qis: new Map<string, Form>([
    ...["x", "y", "h", "s", "si", "t", "ti", "v", "vi", "not", "cnot"].map((word) => [word, each] as const),
    ...["rx", "ry", "rz"].map((word) => [word, rotation] as const),
    ...["xx", "yy", "zz"].map((word) => [word, ising] as const),
    ["z", form("each", [], "target", "targets", "rotation")],
    ["swap", form("two", [], "targets")],
    ["pauliexp", form("any", ["time"], "targets", "terms", "coefficients", "time")],
  ]),
  native: new Map<string, Form>([
    ["gpi", axis],
    ["gpi2", axis],
    ["ms", form("two", ["phases.0", "phases.1"], "targets", "phases", "angle")],
    ["zz", form("two", ["angle"], "targets", "angle")],
    ["nop", form("any", [], "target", "targets")],
  ]),
}

const controls: ReadonlySet<string> = new Set(["control", "controls"])

const invalid = (message: string, field?: string): Problem => ({
  code: "InvalidGate",
  message,
  ...(field === undefined ? {} : { field }),
})

/** What is wrong with a list of qubits. */
const badQubits = (list: ReadonlyArray<number>, qubits: number, field: string): Problem | undefined => {
  const limit = qubits - 1
  const outside = list.find((qubit) => !Number.isInteger(qubit) || qubit < 0 || qubit > limit)
  if (outside !== undefined) {
    return { code: "QubitOutOfRange", message: `names qubit ${outside}, outside 0 to ${limit}`, field, limit }
  }
  if (list.length === 1 || new Set(list).size === list.length) return undefined
  const twice = list.find((qubit, i) => list.indexOf(qubit) !== i)
  return { code: "RepeatedQubit", message: `names qubit ${twice} twice`, field }
}

const badFields = (gate: Gate, form: Form, gateset: Gateset): Problem | undefined => {
  for (const field of Object.keys(gate)) {
    if (form.fields.has(field) || (gateset === "qis" && controls.has(field))) continue
    return invalid(`has ${field}, which it cannot have`, field)
  }
  return undefined
}

const badPlace = (gate: Gate, form: Form): Problem | undefined => {
  if ("target" in gate && "targets" in gate && gate.gate !== "nop")
    return invalid("has both target and targets", "targets")
  const { length } = targetsOf(gate)
  if (form.targets === "two" && length !== 2) return invalid(`needs two targets, not ${length}`, "targets")
  if (form.targets === "one" && length !== 1) return invalid(`needs one target, not ${length}`, "target")
  if (length === 0 && gate.gate !== "nop") return invalid("needs a target", "target")
  if (gate.gate === "cnot" && controlsOf(gate).length === 0) return invalid("needs a control", "control")
  return undefined
}

/** The time and a coefficient, each finite, whose product is not. */
const badProduct = (time: unknown, coefficients: ReadonlyArray<unknown>): Problem | undefined => {
  const k = coefficients.findIndex(
    (one) => Number.isFinite(one) && Number.isFinite(time) && !Number.isFinite(Number(one) * Number(time)),
  )
  if (k < 0) return undefined
  const field = `coefficients.${k}`
  return invalid(
    `has ${String(time)} times ${String(coefficients[k])} in ${field}, not a finite number`,
    field,
  )
}

const badLists = (gate: Gate): Problem | undefined => {
  if (gate.gate === "ms" && gate.phases?.length !== 2) return invalid("needs two phases", "phases")
  if (gate.gate !== "pauliexp") return undefined
  // Gates from outside the compiler may lack what their type promises.
  const { terms, coefficients, targets, time }: Partial<typeof gate> = gate
  if (terms === undefined) return invalid("needs terms", "terms")
  if (terms.length !== coefficients?.length)
    return invalid("needs one coefficient for each term", "coefficients")
  if (targets === undefined) return invalid("needs targets", "targets")
  if (typeof time === "number" && time < 0) return invalid(`needs a time of 0 or more, not ${time}`, "time")
  const k = terms.findIndex((term) => term.length !== targets.length || !/^[IXYZ]+$/.test(term))
  if (k < 0) return badProduct(time, coefficients)
  const message = `needs terms of ${targets.length} letters out of I, X, Y and Z, not ${JSON.stringify(terms[k])}`
  return invalid(message, `terms.${k}`)
}

const badNumbers = (gate: Gate, form: Form): Problem | undefined => {
  const numbers = numbersOf(gate)
  const missing = form.numbers.find((field) => !numbers.some(([name]) => name === field))
  if (missing !== undefined) return invalid(`needs ${missing}`, missing)
  for (const [field, value] of numbers) {
    if (Param.isParam(value)) {
      if (!Number.isFinite(value.constant) || [...value.terms.values()].some((of) => !Number.isFinite(of))) {
        return invalid(`has ${Param.format(value)} in ${field}, not a finite number`, field)
      }
    } else if (!Number.isFinite(value)) {
      return invalid(`has ${String(value)} in ${field}, not a finite number`, field)
    }
  }
  return undefined
}

const badGate = (gate: Gate, { gateset, qubits }: Circuit): Problem | undefined => {
  const form = forms[gateset].get(gate.gate)
  if (form === undefined) return invalid(`is not a gate of the gateset ${gateset}`, "gate")
  const place = badFields(gate, form, gateset) ?? badPlace(gate, form)
  if (place !== undefined) return place
  // What does nothing may do it to a qubit twice.
  const places = gate.gate === "nop" ? [...new Set(targetsOf(gate))] : targetsOf(gate)
  const targets = badQubits(places, qubits, "target")
  if (gate.gate === "nop") return targets
  if (targets !== undefined) return targets
  const all = badQubits(qubitsOf(gate), qubits, "control")
  return all ?? badLists(gate) ?? badNumbers(gate, form)
}

const badCircuit = ({ qubits, registers }: Circuit): Problem | undefined => {
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > limits.qubits) {
    const message = `The circuit has ${qubits} qubits, not a whole number from 1 to ${limits.qubits}`
    return { code: "InvalidWidth", message, field: "qubits", limit: limits.qubits }
  }
  for (const [name, list] of Object.entries(registers)) {
    const problem = badQubits(list, qubits, `registers.${name}`)
    if (problem !== undefined) {
      return { ...problem, message: `Register ${JSON.stringify(name)} ${problem.message}` }
    }
  }
  return undefined
}

const at = (gate: Gate, position: number, { message, ...rest }: Problem): CircuitError =>
  new CircuitError({
    ...rest,
    position,
    gate: gate.gate,
    message: `Gate ${position} (${gate.gate}) ${message}`,
  })

/**
 * The circuit itself when it is whole, or the first {@link CircuitError} in it, with the position and the name of the
 * gate. Parameters may be unbound.
 *
 * @category validation
 * @since 0.1.0
 */
export const validate = <G extends Gateset>(self: Circuit<G>): Result.Result<Circuit<G>, CircuitError> => {
  const whole = badCircuit(self)
  if (whole !== undefined) return Result.fail(new CircuitError(whole))
  for (const [position, gate] of self.gates.entries()) {
    const problem = badGate(gate, self)
    if (problem !== undefined) return Result.fail(at(gate, position, problem))
  }
  return self.fault === undefined ? Result.succeed(self) : Result.fail(self.fault)
}

/**
 * As {@link validate}, and every parameter is bound.
 *
 * @category validation
 * @since 0.1.0
 */
export const validateBound = <G extends Gateset>(
  self: Circuit<G>,
): Result.Result<Circuit<G>, CircuitError> => {
  const checked = validate(self)
  if (Result.isFailure(checked)) return checked
  for (const [position, gate] of self.gates.entries()) {
    for (const [field, value] of numbersOf(gate)) {
      if (!Param.isParam(value)) continue
      const message = `needs a value for ${Param.names(value).join(" and ")} in ${field}`
      return Result.fail(at(gate, position, { code: "UnboundParameter", message, field }))
    }
  }
  return checked
}
