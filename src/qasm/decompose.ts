import { Result } from "effect"
import { type Action, rowOf } from "../GateTable.ts"
import * as Gates from "../Gates.ts"
import type { GateOf } from "../gates/Symbolic.ts"
import { isParam } from "../Param.ts"
import { QasmPrintError } from "./QasmError.ts"
import { isZero, times, type Value } from "./evaluate.ts"

type Gate = GateOf["qis"]
type Decomposed = Result.Result<ReadonlyArray<Gate>, QasmPrintError>

const half = Math.PI / 2

/** The largest number of qubits of a phase that is decomposed. A phase of n qubits takes 2^n - 1 phases of parities. */
const maxQubits = 12

/**
 * The phase e^(i angle) where all of these qubits are 1, in two-qubit gates. The product of the bits is a sum of
 * parities, and each parity is computed on its highest qubit in the order of a Gray code.
 */
const phaseOfAll = (angle: Value, qubits: ReadonlyArray<number>): Decomposed => {
  const [first, second, ...others] = qubits
  if (first === undefined || isZero(angle)) return Result.succeed([])
  if (second === undefined) return Result.succeed([Gates.phase(first, angle)])
  if (others.length === 0) return Result.succeed([Gates.controlled(Gates.phase(second, angle), first)])
  if (qubits.length > maxQubits) {
    const message = `${qubits.length - 1} controls are too many to write out: at most ${maxQubits - 1}`
    return Result.fail(new QasmPrintError({ field: "controls", message }))
  }
  const part = times(angle, 2 ** (1 - qubits.length))
  const gates: Array<Gate> = []
  qubits.forEach((target, j) => {
    gates.push(Gates.phase(target, part))
    let odd = true
    for (let i = 1; i < 2 ** j; i++) {
      const flipped = 31 - Math.clz32(i & -i)
      gates.push(Gates.cnot(qubits[flipped] ?? 0, target))
      // The number of qubits in a parity changes by one at each step of the Gray code.
      odd = !odd
      gates.push(Gates.phase(target, odd ? part : times(part, -1)))
    }
    if (j > 0) gates.push(Gates.cnot(qubits[j - 1] ?? 0, target))
  })
  return Result.succeed(gates)
}

const around = (before: ReadonlyArray<Gate>, inner: Decomposed, after: ReadonlyArray<Gate>): Decomposed =>
  Result.map(inner, (gates) => [...before, ...gates, ...after])

const concat = (parts: ReadonlyArray<Decomposed>): Decomposed =>
  Result.map(Result.all(parts), (found) => found.flat())

const under = (gate: Gate, controls: ReadonlyArray<number>): Gate =>
  controls.length === 0 ? gate : Gates.controlled(gate, ...controls)

/** Rotates an axis to Z, and back. */
const bases: Readonly<Record<Letter, Basis>> = {
  X: { to: (qubit) => [Gates.h(qubit)], back: (qubit) => [Gates.h(qubit)] },
  Y: {
    to: (qubit) => [Gates.si(qubit), Gates.h(qubit)],
    back: (qubit) => [Gates.h(qubit), Gates.s(qubit)],
  },
  Z: { to: () => [], back: () => [] },
  XZ: { to: (qubit) => [Gates.ry(qubit, -half / 2)], back: (qubit) => [Gates.ry(qubit, half / 2)] },
}

type Letter = "X" | "Y" | "Z" | "XZ"

interface Basis {
  readonly to: (qubit: number) => ReadonlyArray<Gate>
  readonly back: (qubit: number) => ReadonlyArray<Gate>
}

/** A gate on one target under controls, as phases of several qubits. */
const onOne = (gate: Gate, action: Action, target: number, controls: ReadonlyArray<number>): Decomposed => {
  const all = [...controls, target]
  const rotation: Value = ("rotation" in gate ? gate.rotation : undefined) ?? Math.PI
  if (action.does === "phase") {
    const { axis } = action
    const angle = typeof action.angle === "number" ? action.angle : rotation
    if (axis === "Y" && angle === Math.PI) {
      const flip = Gates.controlled(Gates.x(target), ...controls)
      return around([Gates.si(target)], Result.succeed([flip]), [Gates.s(target)])
    }
    return around(bases[axis].to(target), phaseOfAll(angle, all), bases[axis].back(target))
  }
  const [axis] = action.does === "rotation" ? action.axes : []
  if (typeof axis !== "string") return Result.succeed([])
  if (axis === "Z") {
    return concat([phaseOfAll(rotation, all), phaseOfAll(times(rotation, -0.5), controls)])
  }
  const turned = Result.succeed([under(Gates.rz(target, rotation), controls)])
  return around(bases[axis].to(target), turned, bases[axis].back(target))
}

/** Rotates the axis of a letter to Z, and back. */
const letterBases: Readonly<Record<string, Basis>> = {
  ...bases,
  Y: { to: (qubit) => [Gates.rx(qubit, half)], back: (qubit) => [Gates.rx(qubit, -half)] },
}

/** exp(-i angle/2 P), with a letter for each qubit: their parity is computed on the last qubit. */
const rotation = (
  letters: ReadonlyArray<readonly [qubit: number, letter: string]>,
  angle: Value,
  controls: ReadonlyArray<number>,
): ReadonlyArray<Gate> => {
  const [last, ...others] = letters.toReversed().map(([qubit]) => qubit)
  if (last === undefined) return []
  const to = letters.flatMap(([qubit, letter]) => letterBases[letter]?.to(qubit) ?? [])
  const back = letters.flatMap(([qubit, letter]) => letterBases[letter]?.back(qubit) ?? [])
  const ladder = others.map((qubit) => Gates.cnot(qubit, last))
  return [...to, ...ladder, under(Gates.rz(last, angle), controls), ...ladder, ...back]
}

const pauliexp = (gate: Extract<Gate, { readonly gate: "pauliexp" }>): Decomposed => {
  const controls = Gates.controlsOf(gate)
  const { targets, terms, coefficients, time } = gate
  return concat(
    terms.map((term, k): Decomposed => {
      const coefficient = coefficients[k] ?? 0
      if (isParam(coefficient) && isParam(time)) {
        const message = "a coefficient and a time are both parameters: their product cannot be written"
        return Result.fail(new QasmPrintError({ field: "time", message }))
      }
      const product =
        isParam(time) && !isParam(coefficient)
          ? times(time, coefficient)
          : times(coefficient, isParam(time) ? 1 : time)
      // The last letter acts on the first target.
      const letters = [...term].toReversed().map((letter, i) => [targets[i] ?? 0, letter] as const)
      const acting = letters.filter(([, letter]) => letter !== "I")
      return acting.length === 0
        ? Result.succeed(globalPhase(times(product, -1), controls))
        : Result.succeed(rotation(acting, times(product, 2), controls))
    }),
  )
}

/** A global phase, which only has an effect under controls. */
const globalPhase = (angle: Value, [first, ...others]: ReadonlyArray<number>): ReadonlyArray<Gate> =>
  first === undefined ? [] : [under(Gates.phase(first, angle), others)]

/** Decomposes a gate into gates with fewer controls or targets and the same matrix. It acts on one target or one pair. */
export const decompose = (gate: Gate): Decomposed => {
  const controls = Gates.controlsOf(gate)
  const targets = Gates.targetsOf(gate)
  const [a = 0, b = 0] = targets
  const action = rowOf(gate)?.action
  if (gate.gate === "pauliexp") return pauliexp(gate)
  if (action?.does === "swap") {
    const flip = Gates.controlled(Gates.x(b), ...controls, a)
    return Result.succeed([Gates.cnot(b, a), flip, Gates.cnot(b, a)])
  }
  if (action?.does === "rotation" && action.axes.length === 2 && "rotation" in gate) {
    // QIS gates have no axis that depends on a number.
    const letters = action.axes.flatMap((axis, i) =>
      typeof axis === "string" ? [[targets[i] ?? 0, axis] as const] : [],
    )
    return Result.succeed(rotation(letters, gate.rotation ?? 0, controls))
  }
  return action === undefined ? Result.succeed([]) : onOne(gate, action, a, controls)
}
