import { beforeCost, isLadder, phaseWay, rotationCost } from "./controlCosts.ts"
import { interact, local, type Ops, undone, within } from "./Op.ts"
import { about, type Axis, cross, dot, perpendicular, type Rotation, tolerance, X, Z } from "./quaternion.ts"

/** e^(i phase) exp(-i angle/2 axis·σ): a single-qubit gate. Its phase matters because it may be controlled. */
export interface OneQubit {
  readonly axis: Axis
  readonly angle: number
  readonly phase: number
}

/** Qubits that a gate may use in addition to its own, and must restore. */
export interface Spares {
  /** Qubits in any state. */
  readonly borrowed: ReadonlyArray<number>
  /** Qubits in |0⟩. */
  readonly clean: ReadonlyArray<number>
}

/**
 * How much of a gate matters. `exact`: everything. `controls`: any phases of the states of its controls are allowed.
 * `diagonal`: any diagonal gate on its qubits may follow.
 */
export type Freedom = "exact" | "controls" | "diagonal"

const isTurn = (radians: number): boolean => Math.abs(Math.sin(radians / 2)) < 1e-12
const isFlip = (radians: number): boolean => Math.abs(Math.cos(radians / 2)) < 1e-12

/** exp(-i angle/2 axis·σ) on `target`, where the control (if any) is 1. */
const few = (control: number | undefined, target: number, axis: Axis, angle: number): Ops =>
  control === undefined
    ? [local(target, about(axis, angle))]
    : [local(target, about(axis, angle / 2)), interact(control, target, Z, axis, -angle / 4)]

/**
 * exp(-i angle/2 axis·σ) on `target` where all controls are 1, as a commutator of a rotation by half the angle under
 * the first group of controls, and half a turn about a perpendicular axis under the second group.
 */
const rotated = (controls: ReadonlyArray<number>, target: number, axis: Axis, angle: number): Ops => {
  if (controls.length < 2) return few(controls[0], target, axis, angle)
  const across = perpendicular(axis)
  const { first } = rotationCost(controls.length)
  const outer = before(controls.slice(0, first), target, axis, across, angle / 2)
  const inner = rotated(controls.slice(first), target, across, Math.PI)
  return [...undone(inner), ...undone(outer), ...inner, ...outer]
}

/**
 * The rotation of {@link rotated} up to a gate before it, which is diagonal in the states of the controls and of
 * `across`·σ on the target. The last part of the commutator is omitted. For two controls this is Margolus' gate.
 */
const before = (
  controls: ReadonlyArray<number>,
  target: number,
  axis: Axis,
  across: Axis,
  angle: number,
): Ops => {
  if (controls.length < 2) return few(controls[0], target, axis, angle)
  const { first } = beforeCost(controls.length)
  const outer = before(controls.slice(0, first), target, axis, across, angle / 2)
  return [...undone(outer), ...rotated(controls.slice(first), target, across, Math.PI), ...outer]
}

const spareCounts = ({ borrowed, clean }: Spares) => ({ borrowed: borrowed.length, clean: clean.length })

/** e^(i angle) where all qubits are 1, up to a global phase. */
const phased = (qubits: ReadonlyArray<number>, angle: number, spares: Spares): Ops => {
  const [first, second] = qubits
  if (first === undefined || isTurn(angle)) return []
  if (second === undefined) return [local(first, about(Z, angle))]
  if (qubits.length === 2) return [local(first, about(Z, angle / 2)), ...few(first, second, Z, angle)]
  const way = phaseWay(qubits.length, isFlip(angle), spareCounts(spares))
  switch (way.kind) {
    case "peel": {
      const others = qubits.slice(1)
      const more = { ...spares, borrowed: [...spares.borrowed, first] }
      return [...rotated(others, first, Z, angle), ...phased(others, angle / 2, more)]
    }
    case "clean": {
      const [helper = 0, ...clean] = spares.clean
      const [part, rest] = [qubits.slice(0, way.part), qubits.slice(way.part)]
      const inner = phased([helper, ...rest], angle, { borrowed: [...spares.borrowed, ...part], clean })
      return within(conjunction(part, helper, [...spares.borrowed, ...rest]), inner)
    }
    case "borrow": {
      const [helper = 0, ...borrowed] = spares.borrowed
      const [part, rest] = [qubits.slice(0, way.part), qubits.slice(way.part)]
      const inner = phased([helper, ...rest], angle, { ...spares, borrowed: [...part, ...borrowed] })
      return [...within(conjunction(part, helper, [...borrowed, ...rest]), inner), ...inner]
    }
    case "ladder":
      return laddered(qubits, spares.borrowed)
    default:
      return counted(qubits, angle)
  }
}

/**
 * Steps that compute a conjunction into the last borrowed qubit of a ladder, for a gate controlled by it. (Barenco et
 * al. 1995, 7.2.)
 */
const climb = (qubits: ReadonlyArray<number>, borrowed: ReadonlyArray<number>): Ops => {
  const [first = 0, second = 0, ...rest] = qubits
  const rungs = rest.map((qubit, i) => before([qubit, borrowed[i] ?? 0], borrowed[i + 1] ?? 0, X, Z, Math.PI))
  const bottom = before([first, second], borrowed[0] ?? 0, X, Z, Math.PI)
  return [...rungs.toReversed().map(undone), bottom, ...rungs].flat()
}

/** A phase of -1 where all qubits are 1. Takes one borrowed qubit for each qubit except three. */
const laddered = (qubits: ReadonlyArray<number>, borrowed: ReadonlyArray<number>): Ops => {
  const [target = 0, last = 0, ...rest] = qubits
  const top = phased([last, borrowed[rest.length - 2] ?? 0, target], Math.PI, { borrowed: [], clean: [] })
  return [...top, ...within(climb(rest, borrowed), top)]
}

/** Flips a qubit where all controls are 1, up to a diagonal gate after it. Other qubits may be borrowed. */
const conjunction = (qubits: ReadonlyArray<number>, target: number, others: ReadonlyArray<number>): Ops => {
  if (!isLadder(qubits.length, others.length)) return undone(before(qubits, target, X, Z, Math.PI))
  const [last = 0, ...rest] = qubits
  const top = before([last, others[rest.length - 2] ?? 0], target, X, Z, Math.PI)
  return [...top, ...within(climb(rest, others), undone(top))]
}

/**
 * The phase of {@link phased} by a counter. Let t be the target, b the lowest bit, c the number on m upper qubits, and
 * d the number (b+c) mod 2^m. Then t(b+c-d) is 2^m where all qubits are 1, and 0 elsewhere. `unit` is angle/2^m. (After
 * Gidney 2015, and da Silva and Park 2022.)
 */
const counted = (qubits: ReadonlyArray<number>, angle: number): Ops => {
  const [target = 0, lowest = 0, ...upper] = qubits
  const unit = (2 * angle) / 2 ** (qubits.length - 1)
  const row = upper.flatMap((qubit, j) => coupled(target, qubit, unit * 2 ** j))
  return [...coupled(target, lowest, unit), ...row, ...within(incremented(lowest, upper), undone(row))]
}

/** e^(i angle) where both qubits are 1, up to a global phase. */
const coupled = (a: number, b: number, angle: number): Ops => [
  local(a, about(Z, angle / 2)),
  ...few(a, b, Z, angle),
]

/** Adds the control to the number on some qubits, lowest bit first, by a Fourier transform. (Draper 2000.) */
const incremented = (control: number, qubits: ReadonlyArray<number>): Ops => {
  const half = about([Math.SQRT1_2, 0, Math.SQRT1_2], Math.PI)
  const transform = qubits
    .map((qubit, j) => [
      local(qubit, half),
      ...qubits.slice(0, j).flatMap((lower, l) => coupled(qubit, lower, Math.PI / 2 ** (j - l))),
    ])
    .toReversed()
    .flat()
  const added = qubits.flatMap((qubit, j) => coupled(control, qubit, Math.PI / 2 ** j))
  return within(transform, added)
}

/** A rotation that turns Z into a direction. */
const fromZ = (axis: Axis): Rotation => {
  const level = cross(Z, axis)
  const size = Math.hypot(...level)
  if (size < tolerance) return about(X, axis[2] > 0 ? 0 : Math.PI)
  const [x, y, z] = level
  return about([x / size, y / size, z / size], Math.atan2(size, dot(Z, axis)))
}

/** A single-qubit gate on `target` where all controls are 1. */
export const controlled = (
  controls: ReadonlyArray<number>,
  target: number,
  { axis, angle, phase }: OneQubit,
  spares: Spares,
  freedom: Freedom = "exact",
): Ops => {
  if (controls.length === 0) return few(undefined, target, axis, angle)
  const count = spareCounts(spares)
  const asPhase = phaseWay(controls.length + 1, isFlip(angle), count).cost
  const isLevel = Math.abs(axis[2]) < tolerance
  if (freedom === "diagonal" && isLevel && beforeCost(controls.length).cost <= asPhase) {
    return undone(before(controls, target, axis, Z, -angle))
  }
  // One of the two eigenvalues is made 1, so that a phase remains where the controls and the target are 1.
  const left = phase - angle / 2
  const aside = (radians: number) => (freedom === "exact" && !isTurn(radians) ? radians : 0)
  const cost = (radians: number) =>
    aside(radians) === 0 ? 0 : phaseWay(controls.length, isFlip(radians), count).cost
  const asRotation = rotationCost(controls.length).cost + cost(phase)
  const after = (radians: number) =>
    phased(controls, aside(radians), { ...spares, borrowed: [...spares.borrowed, target] })
  if (asRotation <= asPhase + cost(left)) return [...rotated(controls, target, axis, angle), ...after(phase)]
  const frame = [local(target, fromZ(axis))]
  const turned = within(undone(frame), phased([target, ...controls], angle, spares))
  return [...turned, ...after(left)]
}

/** exp(-i angle P) for a product P of axes on qubits, where all controls are 1. */
export const exponential = (
  controls: ReadonlyArray<number>,
  factors: ReadonlyArray<readonly [qubit: number, axis: Axis]>,
  angle: number,
  spares: Spares,
  freedom: Freedom = "exact",
): Ops => {
  const [first, second, ...rest] = factors
  if (first === undefined) {
    // A global phase, which only matters under controls.
    return freedom === "exact" ? phased(controls, -angle, spares) : []
  }
  const [a, m] = first
  if (second === undefined)
    return controlled(controls, a, { axis: m, angle: 2 * angle, phase: 0 }, spares, freedom)
  const [b, n] = second
  if (rest.length === 0 && controls.length === 0) return [interact(a, b, m, n, angle)]
  // exp(-iπ/4 m⊗(n×q)) takes m⊗n to q on the second qubit alone, for any q at a right angle to n.
  const q = perpendicular(n)
  const step = [interact(a, b, m, cross(n, q), Math.PI / 4)]
  const inner = exponential(
    controls,
    [[b, q], ...rest],
    angle,
    spares,
    freedom === "exact" ? "exact" : "controls",
  )
  return within(step, inner)
}
