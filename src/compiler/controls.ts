import type { Sink } from "./Program.ts"
import { about, type Axis, cross, perpendicular, X, Y, Z } from "./rotation.ts"

/** e^(i phase) exp(-i angle/2 axis·σ): a single-qubit gate whose phase counts, because it may be controlled. */
export interface OneQubit {
  readonly axis: Axis
  readonly angle: number
  readonly phase: number
}

/** A gate on `target` where all controls are 1, out of single-qubit gates and interactions, with no qubit added. */
export const controlled = (
  sink: Sink,
  controls: ReadonlyArray<number>,
  target: number,
  { axis, angle, phase }: OneQubit,
): void => {
  const isFlip = angle === Math.PI && phase === Math.PI / 2
  if (isFlip && controls.length > 3) {
    const borrowed = idle(sink, [...controls, target])
    if (borrowed.length > 0) return flipUnder(sink, controls, target, axis, borrowed)
  }
  rotate(sink, controls, target, axis, angle)
  const last = controls.at(-1)
  // The phase, where all controls are 1, is a phase gate on one of them under the others.
  if (last !== undefined && phase !== 0) {
    controlled(sink, controls.slice(0, -1), last, { axis: Z, angle: phase, phase: phase / 2 })
  }
}

/** exp(-i angle/2 axis·σ) on `target` where all controls are 1. */
const rotate = (
  sink: Sink,
  controls: ReadonlyArray<number>,
  target: number,
  axis: Axis,
  angle: number,
): void => {
  const [control, ...more] = controls
  if (control === undefined) return sink.local(target, about(axis, angle))
  if (more.length === 0) {
    sink.local(target, about(axis, angle / 2))
    return sink.interact(control, target, Z, axis, -angle / 4)
  }
  // Half turns about an axis at a right angle turn the second half back where the other controls are not all 1.
  const across = perpendicular(axis)
  const borrowed = more.length > 4 ? idle(sink, [...more, target]) : []
  // Few controls are cheaper in this way again, which doubles its cost with each of them.
  const few = more.length <= 4 || (more.length === 5 && borrowed.length < 3)
  const flip = (radians: number) =>
    few ? rotate(sink, more, target, across, radians) : flipUnder(sink, more, target, across, borrowed)
  flip(-Math.PI)
  rotate(sink, [control], target, axis, -angle / 2)
  flip(Math.PI)
  rotate(sink, [control], target, axis, angle / 2)
}

/** The qubits that a gate does not touch, which it may borrow: it leaves them as it found them. */
const idle = ({ qubits }: Sink, busy: ReadonlyArray<number>): ReadonlyArray<number> => {
  const taken = new Set(busy)
  return Array.from({ length: qubits }, (_, qubit) => qubit).filter((qubit) => !taken.has(qubit))
}

/** axis·σ on `target` where all controls are 1; `borrowed` has one qubit at least. (Barenco et al. 1995, 7.2 and 7.3.) */
const flipUnder = (
  sink: Sink,
  controls: ReadonlyArray<number>,
  target: number,
  axis: Axis,
  borrowed: ReadonlyArray<number>,
): void => {
  const exact: OneQubit = { axis, angle: Math.PI, phase: Math.PI / 2 }
  const [ancilla] = borrowed
  if (controls.length <= 3 || ancilla === undefined) return controlled(sink, controls, target, exact)
  if (borrowed.length >= controls.length - 2) return ladder(sink, controls, target, exact, borrowed)
  const half = Math.ceil(controls.length / 2)
  const [low, high] = [controls.slice(0, half), [...controls.slice(half), ancilla]]
  for (let round = 0; round < 2; round++) {
    flipUnder(sink, low, ancilla, X, [...controls.slice(half), target])
    flipUnder(sink, high, target, axis, low)
  }
}

/** With a borrowed qubit for each control but two: Toffoli gates up the borrowed qubits and down again, twice. */
const ladder = (
  sink: Sink,
  controls: ReadonlyArray<number>,
  target: number,
  gate: OneQubit,
  borrowed: ReadonlyArray<number>,
): void => {
  const [first = 0, second = 0, ...rest] = controls
  const steps = rest
    .slice(0, -1)
    .map((control, i) => [control, borrowed[i] ?? 0, borrowed[i + 1] ?? 0] as const)
  const top = [rest.at(-1) ?? 0, borrowed[rest.length - 1] ?? 0]
  // The second climb is the inverse of the first and undoes its phases, so that Margolus' gate does for Toffoli's.
  const climb = () => {
    for (const step of steps.toReversed()) margolus(sink, ...step)
    margolus(sink, first, second, borrowed[0] ?? 0)
    for (const step of steps) margolus(sink, ...step)
  }
  for (let round = 0; round < 2; round++) {
    controlled(sink, top, target, gate)
    climb()
  }
}

/** The Toffoli gate up to phases of the states of its three qubits, its own inverse. (Margolus 1994.) */
const margolus = (sink: Sink, first: number, second: number, target: number): void => {
  const quarter = (sign: number) => sink.local(target, about(Y, (sign * Math.PI) / 4))
  const flip = (control: number) =>
    controlled(sink, [control], target, { axis: X, angle: Math.PI, phase: Math.PI / 2 })
  quarter(1)
  flip(first)
  quarter(1)
  flip(second)
  quarter(-1)
  flip(first)
  quarter(-1)
}

/** exp(-i angle P) for a product P of axes on qubits, where all controls are 1. */
export const exponential = (
  sink: Sink,
  controls: ReadonlyArray<number>,
  factors: ReadonlyArray<readonly [qubit: number, axis: Axis]>,
  angle: number,
): void => {
  const [first, second, ...rest] = factors
  if (first === undefined) {
    const last = controls.at(-1)
    // The phase of all, which is seen only under controls.
    if (last === undefined) return
    return controlled(sink, controls.slice(0, -1), last, { axis: Z, angle: -angle, phase: -angle / 2 })
  }
  const [a, m] = first
  if (second === undefined) return rotate(sink, controls, a, m, 2 * angle)
  const [b, n] = second
  if (rest.length === 0 && controls.length === 0) return sink.interact(a, b, m, n, angle)
  // exp(-iπ/4 m⊗(n×q)) takes m⊗n to q on the second qubit alone, for any q at a right angle to n.
  const q = perpendicular(n)
  sink.interact(a, b, m, cross(n, q), Math.PI / 4)
  exponential(sink, controls, [[b, q], ...rest], angle)
  sink.interact(a, b, m, cross(n, q), -Math.PI / 4)
}
