import type { Unitary } from "../Unitary.ts"
import { bitsOf, one, type Operation, type Pair, type Phase, single, times, weight } from "./Operation.ts"
import type { Part, Step } from "./gateOperations.ts"

/** The operations of a circuit, with consecutive single-qubit gates merged. */
export const fused = (parts: ReadonlyArray<Part>): Renamed => {
  const { operations, names } = withoutSwaps(parts.flatMap(({ steps }) => steps))
  return { operations: fuse(operations), names }
}

/** Operations without swaps, on relabeled qubits. */
export interface Renamed {
  readonly operations: ReadonlyArray<Operation>
  /** The new label of each qubit of the initial state; undefined if no label changed. */
  readonly names: ReadonlyArray<number> | undefined
}

/**
 * Removes swaps: the operations before a swap act on the other qubit instead. An initial state of all zeros is the same
 * under any relabeling; any other one has to be relabeled by `names`.
 */
export const withoutSwaps = (steps: ReadonlyArray<Step>): Renamed => {
  if (!steps.some(({ kind }) => kind === "swap")) {
    return { operations: steps.filter((step) => step.kind !== "swap"), names: undefined }
  }
  const names = Array.from({ length: 32 }, (_, qubit) => qubit)
  const renamed: Array<Operation> = []
  for (const step of [...steps].reverse()) {
    if (step.kind !== "swap") renamed.push(rename(step, names))
    else [names[step.first], names[step.second]] = [names[step.second]!, names[step.first]!]
  }
  return { operations: renamed.reverse(), names }
}

const rename = (operation: Operation, names: ReadonlyArray<number>): Operation => {
  const mask = (bits: number) => bitsOf(bits).reduce((all, bit) => all | (1 << names[bit]!), 0)
  switch (operation.kind) {
    case "slot":
      return { ...operation, qubit: names[operation.qubit]! }
    case "phase":
      return { ...operation, qubit: names[operation.qubit]!, controls: mask(operation.controls) }
    case "pauli": {
      const { flips, signs, controls } = operation
      return { ...operation, flips: mask(flips), signs: mask(signs), controls: mask(controls) }
    }
    case "pair": {
      const { flips, zero, controls } = operation
      return { ...operation, flips: mask(flips), zero: mask(zero), controls: mask(controls) }
    }
  }
}

type Single = Pair | Phase

const isSingle = (operation: Operation): operation is Single =>
  (operation.kind === "phase" && operation.controls === 0) ||
  (operation.kind === "pair" && operation.controls === 0 && weight(operation.flips) === 1)

const qubitsOf = (operation: Operation): number => {
  switch (operation.kind) {
    case "slot":
      return 1 << operation.qubit
    case "phase":
      return (1 << operation.qubit) | operation.controls
    case "pauli":
      return operation.flips | operation.signs | operation.controls
    case "pair":
      return operation.flips | operation.controls
  }
}

/** Multiplies consecutive gates on one qubit if the product costs no more than its factors. */
const fuse = (operations: ReadonlyArray<Operation>): ReadonlyArray<Operation> => {
  const fused: Array<Operation> = []
  const waiting = new Map<number, Single>()
  for (const operation of operations) {
    if (isSingle(operation)) {
      const qubit = qubitsOf(operation)
      const before = waiting.get(qubit)
      const product = before === undefined ? operation : multiply(operation, before)
      if (before === undefined || cost(product) <= cost(before) + cost(operation)) waiting.set(qubit, product)
      else {
        fused.push(before)
        waiting.set(qubit, operation)
      }
    } else {
      for (let rest = qubitsOf(operation); rest !== 0 && waiting.size > 0; rest &= rest - 1) {
        const before = waiting.get(rest & -rest)
        if (before === undefined) continue
        fused.push(before)
        waiting.delete(rest & -rest)
      }
      fused.push(operation)
    }
  }
  return [...fused, ...waiting.values()]
}

const multiply = (after: Single, before: Single): Single => {
  if (after.kind === "phase" && before.kind === "phase") {
    return { ...after, zero: times(after.zero, before.zero), one: times(after.one, before.one) }
  }
  const [a, b] = [matrixOf(after), matrixOf(before)]
  const re = new Float64Array(4)
  const im = new Float64Array(4)
  for (const row of [0, 1]) {
    for (const column of [0, 1]) {
      const [left, right] = [2 * row, 2 * row + 1]
      const [top, bottom] = [column, 2 + column]
      re[2 * row + column] =
        a.re[left]! * b.re[top]! -
        a.im[left]! * b.im[top]! +
        (a.re[right]! * b.re[bottom]! - a.im[right]! * b.im[bottom]!)
      im[2 * row + column] =
        a.re[left]! * b.im[top]! +
        a.im[left]! * b.re[top]! +
        (a.re[right]! * b.im[bottom]! + a.im[right]! * b.re[bottom]!)
    }
  }
  const qubit = after.kind === "phase" ? after.qubit : 31 - Math.clz32(after.flips)
  return single({ size: 2, re, im }, qubit, 0)
}

const matrixOf = (operation: Single): Unitary =>
  operation.kind === "pair"
    ? operation.matrix
    : {
        size: 2,
        re: Float64Array.of(operation.zero[0], 0, 0, operation.one[0]),
        im: Float64Array.of(operation.zero[1], 0, 0, operation.one[1]),
      }

/** The shape of a matrix: which entries are nonzero. Each shape has its own kernel. */
export const shapeOf = ({ re, im }: Unitary): "x" | "anti" | "real" | "imaginary" | "generic" => {
  if (re[0] === 0 && im[0] === 0 && re[3] === 0 && im[3] === 0) {
    return re[1] === 1 && im[1] === 0 && re[2] === 1 && im[2] === 0 ? "x" : "anti"
  }
  if (im.every((entry) => entry === 0)) return "real"
  return re[1] === 0 && re[2] === 0 && im[0] === 0 && im[3] === 0 ? "imaginary" : "generic"
}

/** Measured costs in a tile, in nanoseconds per amplitude. Only their ratios matter. */
const costs = { x: 0.25, anti: 0.5, real: 0.45, imaginary: 0.45, generic: 0.8 }

const cost = (operation: Single): number =>
  operation.kind === "pair"
    ? costs[shapeOf(operation.matrix)]
    : operation.zero[0] === one[0] && operation.zero[1] === one[1]
      ? 0.25
      : 0.5
