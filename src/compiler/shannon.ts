import { canonical, diagonalAngle } from "./canonical.ts"
import { exponential, product, special } from "./Matrix4.ts"
import {
  adjoint,
  columnNorm,
  identityOf,
  type Matrix,
  normalized,
  orthogonalize,
  quarterOf,
  scaleRows,
  times,
} from "./Matrix.ts"
import { interact, local, type Op, type Ops } from "./Op.ts"
import { about, type Axis, X, Y, Z } from "./quaternion.ts"

/** A unitary on the two lowest qubits, or steps that are diagonal on them. */
type Part = { readonly kind: "two"; readonly matrix: Matrix } | { readonly kind: "steps"; readonly ops: Ops }

/** The halves of a unitary that is diagonal in its highest qubit. */
type Halves = readonly [Matrix, Matrix]

const polar = (radians: number) => [Math.cos(radians), Math.sin(radians)] as const

/**
 * The cosine-sine decomposition U = (L0⊕L1) [[C, -S], [S, C]] (R0⊕R1). C and S are diagonal, with the cosines and
 * the sines of `angles`.
 */
const cosineSine = (whole: Matrix): { left: Halves; right: Halves; angles: ReadonlyArray<number> } => {
  const [top, bottom] = [quarterOf(whole, 0, 0), quarterOf(whole, 1, 0)]
  const { size } = top
  const right = identityOf(size)
  const all = Array.from({ length: size }, (_, k) => k)
  orthogonalize(top, [bottom, right], all)
  // For a cosine near 1, the sine gives the angle more accurately, so the columns of the lower half are used.
  const near = all.filter((k) => columnNorm(bottom, k) < Math.SQRT1_2)
  orthogonalize(bottom, [top, right], near)
  const angles = all.map((k) => Math.atan2(columnNorm(bottom, k), columnNorm(top, k)))
  const [first, second] = [normalized(top), normalized(bottom)]
  const upper = scaleRows(times(adjoint(first), quarterOf(whole, 0, 1)), (row) => [
    -Math.sin(angles[row] ?? 0),
    0,
  ])
  const lower = scaleRows(times(adjoint(second), quarterOf(whole, 1, 1)), (row) => [
    Math.cos(angles[row] ?? 0),
    0,
  ])
  const last: Matrix = {
    size,
    re: upper.re.map((x, k) => x + lower.re[k]!),
    im: upper.im.map((x, k) => x + lower.im[k]!),
  }
  return { left: [first, second], right: [adjoint(right), last], angles }
}

/** The sum of the squares of the entries off the diagonal. */
const offDiagonal = ({ size, re, im }: Matrix): number =>
  re.reduce((sum, x, k) => (k % (size + 1) === 0 ? sum : sum + x * x + im[k]! ** 2), 0)

/**
 * The eigenvectors of a unitary matrix U, as columns. They are those of a combination of U + U† and (U - U†)/i. Several
 * combinations are tried, because different eigenvalues of U may coincide in one of them.
 */
const eigenvectors = (unitary: Matrix): Matrix => {
  const { size } = unitary
  const other = adjoint(unitary)
  let best: { readonly vectors: Matrix; readonly error: number } | undefined
  for (const mixture of [0.7, 1.9, 0.2, 2.6, 1.3]) {
    const [cos, sin] = polar(mixture)
    // 2 + cos (U + U†)/2 + sin (U - U†)/2i, which is positive.
    const positive: Matrix = {
      size,
      re: unitary.re.map(
        (x, k) =>
          (k % (size + 1) === 0 ? 2 : 0) +
          (cos * (x + other.re[k]!) + sin * (unitary.im[k]! - other.im[k]!)) / 2,
      ),
      im: unitary.im.map((y, k) => (cos * (y + other.im[k]!) - sin * (unitary.re[k]! - other.re[k]!)) / 2),
    }
    const vectors = identityOf(size)
    orthogonalize(
      positive,
      [vectors],
      Array.from({ length: size }, (_, k) => k),
    )
    const error = offDiagonal(times(adjoint(vectors), times(unitary, vectors)))
    if (best === undefined || error < best.error) best = { vectors, error }
    if (best.error < 1e-26) break
  }
  return best?.vectors ?? identityOf(size)
}

const flip = (control: number, target: number, axis: Axis): Ops => [
  local(control, about(Z, Math.PI / 2)),
  local(target, about(axis, Math.PI / 2)),
  interact(control, target, Z, axis, -Math.PI / 4),
]

/**
 * exp(-i angles[j] axis·σ) on the target where the controls are j, by flips about a perpendicular axis in the order
 * of a Gray code. With `short`, the last flip is omitted. (Möttönen et al. 2004.)
 */
const multiplexed = (
  controls: ReadonlyArray<number>,
  target: number,
  angles: ReadonlyArray<number>,
  [axis, across]: readonly [Axis, Axis],
  short: boolean,
): Ops => {
  const ops: Array<Op> = []
  const count = angles.length
  const parity = (bits: number): number => (bits === 0 ? 0 : (bits & 1) ^ parity(bits >> 1))
  for (let i = 0; i < count; i++) {
    const gray = i ^ (i >> 1)
    const mean = angles.reduce((sum, angle, j) => sum + (parity(j & gray) === 1 ? -angle : angle), 0) / count
    ops.push(local(target, about(axis, 2 * mean)))
    const isLast = i === count - 1
    const bit = isLast ? controls.length - 1 : 31 - Math.clz32((i + 1) & -(i + 1))
    if (!(isLast && short)) ops.push(...flip(controls[bit] ?? 0, target, across))
  }
  return ops
}

/**
 * Splits a unitary that is diagonal in its highest qubit into V, a rotation of that qubit about Z that depends on the
 * state of the other qubits, and W.
 */
const separated = ([first, second]: Halves, qubits: ReadonlyArray<number>): ReadonlyArray<Part> => {
  const unitary = times(first, adjoint(second))
  const vectors = eigenvectors(unitary)
  const values = times(adjoint(vectors), times(unitary, vectors))
  const { size } = values
  const halves = Array.from(
    { length: size },
    (_, k) => Math.atan2(values.im[k * (size + 1)]!, values.re[k * (size + 1)]!) / 2,
  )
  const before = scaleRows(times(adjoint(vectors), second), (row) => polar(halves[row] ?? 0))
  const [others, target] = [qubits.slice(0, -1), qubits.at(-1) ?? 0]
  const rotation = multiplexed(
    others,
    target,
    halves.map((angle) => -angle),
    [Z, X],
    false,
  )
  return [...parts(before, others), { kind: "steps", ops: rotation }, ...parts(vectors, others)]
}

/**
 * The quantum Shannon decomposition of a unitary, in time order (Shende, Bullock and Markov 2006). The first of
 * `qubits` is the lowest bit of the rows and columns.
 */
const parts = (matrix: Matrix, qubits: ReadonlyArray<number>): ReadonlyArray<Part> => {
  if (qubits.length === 2) return [{ kind: "two", matrix }]
  const { left, right, angles } = cosineSine(matrix)
  const [others, target] = [qubits.slice(0, -1), qubits.at(-1) ?? 0]
  // The last flip about Z is diagonal and is absorbed by the next part: the sign changes where the highest two qubits
  // are 1.
  const [first, second] = left
  const { size } = second
  const signed: Matrix = {
    size,
    re: second.re.map((x, k) => (k % size >= size / 2 ? -x : x)),
    im: second.im.map((y, k) => (k % size >= size / 2 ? -y : y)),
  }
  const rotation = multiplexed(others, target, angles, [Y, Z], true)
  return [
    ...separated(right, qubits),
    { kind: "steps", ops: rotation },
    ...separated([first, signed], qubits),
  ]
}

const diagonal = (angle: number) => exponential({ m: Z, n: Z, angle })

/**
 * A unitary of three or more qubits as steps: 20 interactions for 3 qubits and 100 for 4. The first of `qubits` is the
 * lowest bit of the rows and columns.
 */
export const shannon = (matrix: Matrix, qubits: ReadonlyArray<number>): Ops => {
  const [low = 0, high = 0] = qubits
  const all = parts(matrix, qubits)
  const last = all.findLastIndex(({ kind }) => kind === "two")
  let carried = 0
  return all.flatMap((part, k): Ops => {
    if (part.kind === "steps") return part.ops
    const given = special({ re: Array.from(part.matrix.re), im: Array.from(part.matrix.im) })
    const before = product(given, diagonal(carried))
    // All parts between commute with a diagonal gate on the two qubits, which is absorbed by their next unitary.
    const angle = k === last ? 0 : diagonalAngle(before, Z, Z)
    carried = -angle
    const { before: first, after, coordinates } = canonical(product(diagonal(angle), before))
    const [xx, yy, zz] = coordinates
    return [
      local(high, first[0]),
      local(low, first[1]),
      interact(high, low, X, X, xx),
      interact(high, low, Y, Y, yy),
      interact(high, low, Z, Z, zz),
      local(high, after[0]),
      local(low, after[1]),
    ]
  })
}
