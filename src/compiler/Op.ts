import { type Axis, inverse, type Rotation } from "./quaternion.ts"

/** A rotation of one qubit. */
export interface Local {
  readonly kind: "local"
  readonly qubit: number
  readonly rotation: Rotation
}

/** The interaction exp(-i angle m⊗n), with m on qubit a and n on qubit b. */
export interface Interact {
  readonly kind: "interact"
  readonly a: number
  readonly b: number
  readonly m: Axis
  readonly n: Axis
  readonly angle: number
}

/** One step of a circuit, before single-qubit gates are moved to its end. */
export type Op = Local | Interact

/** Steps in time order. */
export type Ops = ReadonlyArray<Op>

export const local = (qubit: number, rotation: Rotation): Op => ({ kind: "local", qubit, rotation })

export const interact = (a: number, b: number, m: Axis, n: Axis, angle: number): Op => ({
  kind: "interact",
  a,
  b,
  m,
  n,
  angle,
})

const undo = (op: Op): Op =>
  op.kind === "local" ? { ...op, rotation: inverse(op.rotation) } : { ...op, angle: -op.angle }

/** The inverse of some steps. */
export const undone = (ops: Ops): Ops => ops.toReversed().map(undo)

/** Steps conjugated by others: the outer steps, the inner ones, and the inverse of the outer ones. */
export const within = (outer: Ops, inner: Ops): Ops => [...outer, ...inner, ...undone(outer)]
