import { exponential, type Four, product, real, type Sixteen, sixteen, transpose } from "./Matrix4.ts"
import type { Axis, Rotation } from "./quaternion.ts"

const half = Math.SQRT1_2

/**
 * The magic basis as columns: (|00⟩+|11⟩)/√2, i(|01⟩+|10⟩)/√2, (|01⟩-|10⟩)/√2, i(|00⟩-|11⟩)/√2. In this basis, a pair
 * of single-qubit gates is real, and XX, YY and ZZ are diagonal.
 */
const magic: Four = {
  re: [half, 0, 0, 0, 0, 0, half, 0, 0, 0, -half, 0, half, 0, 0, 0],
  im: [0, 0, 0, half, 0, half, 0, 0, 0, half, 0, 0, 0, 0, 0, -half],
}
const magicAdjoint = transpose(magic, -1)

/** The diagonals of XX, YY and ZZ in the magic basis. */
const signs = [
  [1, 1, -1, -1],
  [-1, 1, -1, 1],
  [1, -1, -1, 1],
] as const

/**
 * The real eigenvectors, as columns, of two commuting real symmetric matrices, by Jacobi rotations with the best
 * angle for both (Cardoso and Souloumiac 1996). Brings the matrices into diagonal form.
 */
const diagonalize = (a: Sixteen, b: Sixteen): Sixteen => {
  const vectors = sixteen()
  for (let k = 0; k < 4; k++) vectors[k * 5] = 1
  for (let sweep = 0; sweep < 30; sweep++) {
    let largest = 0
    for (let p = 0; p < 3; p++) {
      for (let q = p + 1; q < 4; q++) {
        let [on, off] = [0, 0]
        for (const matrix of [a, b]) {
          const difference = (matrix[p * 5] ?? 0) - (matrix[q * 5] ?? 0)
          const twice = 2 * (matrix[p * 4 + q] ?? 0)
          on += difference * difference - twice * twice
          off += 2 * difference * twice
          largest = Math.max(largest, Math.abs(twice))
        }
        const theta = Math.atan2(off, on) / 4
        if (theta === 0) continue
        const [cos, sin] = [Math.cos(theta), Math.sin(theta)]
        for (const matrix of [a, b]) {
          rotateColumns(matrix, p, q, cos, sin)
          rotateRows(matrix, p, q, cos, sin)
        }
        rotateColumns(vectors, p, q, cos, sin)
      }
    }
    if (largest < 1e-15) break
  }
  return vectors
}

const rotateColumns = (matrix: Sixteen, p: number, q: number, cos: number, sin: number): void => {
  for (let r = 0; r < 4; r++) {
    const x = matrix[r * 4 + p] ?? 0
    const y = matrix[r * 4 + q] ?? 0
    matrix[r * 4 + p] = cos * x + sin * y
    matrix[r * 4 + q] = cos * y - sin * x
  }
}
const rotateRows = (matrix: Sixteen, p: number, q: number, cos: number, sin: number): void => {
  for (let c = 0; c < 4; c++) {
    const x = matrix[p * 4 + c] ?? 0
    const y = matrix[q * 4 + c] ?? 0
    matrix[p * 4 + c] = cos * x + sin * y
    matrix[q * 4 + c] = cos * y - sin * x
  }
}

/** The determinant, +1 or -1, of a real orthogonal 4x4 matrix. */
const determinant = (m: Sixteen): number => {
  const minor = (r: number, c: number, s: number, d: number) =>
    (m[r * 4 + c] ?? 0) * (m[s * 4 + d] ?? 0) - (m[r * 4 + d] ?? 0) * (m[s * 4 + c] ?? 0)
  return (
    minor(0, 0, 1, 1) * minor(2, 2, 3, 3) -
    minor(0, 0, 1, 2) * minor(2, 1, 3, 3) +
    minor(0, 0, 1, 3) * minor(2, 1, 3, 2) +
    minor(0, 1, 1, 2) * minor(2, 0, 3, 3) -
    minor(0, 1, 1, 3) * minor(2, 0, 3, 2) +
    minor(0, 2, 1, 3) * minor(2, 0, 3, 1)
  )
}

/** The rows of each Pauli matrix, which have one entry each: its column, and its value as a power of i. */
const paulis: ReadonlyArray<
  readonly [columns: readonly [number, number], powers: readonly [number, number]]
> = [
  [
    [0, 1],
    [0, 0],
  ],
  [
    [1, 0],
    [0, 0],
  ],
  [
    [1, 0],
    [3, 1],
  ],
  [
    [0, 1],
    [0, 2],
  ],
]

/** The two single-qubit gates whose tensor product is, in the magic basis, a given real orthogonal matrix. */
const factors = (orthogonal: Sixteen): readonly [Rotation, Rotation] => {
  const { re, im } = product(product(magic, real(orthogonal)), magicAdjoint)
  // Tr((P⊗Q) U)/4 is the product of the coefficients of P and Q. The coefficients of X, Y and Z have a factor -i,
  // which is removed here.
  const table = paulis.map(([leftColumns, leftPowers], i) =>
    paulis.map(([rightColumns, rightPowers], j) => {
      let sum = 0
      for (let r = 0; r < 4; r++) {
        const high = r < 2 ? 0 : 1
        const low = r % 2 === 0 ? 0 : 1
        const at = (2 * leftColumns[high] + rightColumns[low]) * 4 + r
        const power = (leftPowers[high] + rightPowers[low] + (i > 0 ? 1 : 0) + (j > 0 ? 1 : 0)) % 4
        // The real part of the entry times i to that power.
        sum += (power % 2 === 0 ? (re[at] ?? 0) : -(im[at] ?? 0)) * (power < 2 ? 1 : -1)
      }
      return sum / 4
    }),
  )
  const norms = table.map((row) => Math.hypot(...row))
  const best = norms.indexOf(Math.max(...norms))
  const right = unit(table[best] ?? [])
  const left = unit(table.map((row) => row.reduce((sum, x, j) => sum + x * (right[j] ?? 0), 0)))
  return [left, right]
}

const unit = (values: ReadonlyArray<number>): Rotation => {
  const norm = Math.hypot(...values)
  const [w = 0, x = 0, y = 0, z = 0] = values.map((value) => value / norm)
  return [w, x, y, z]
}

/**
 * A decomposition after · exp(-i(xx XX + yy YY + zz ZZ)) · before, where `before` and `after` are a gate on qubit a
 * and one on qubit b.
 */
export interface Canonical {
  readonly before: readonly [Rotation, Rotation]
  readonly after: readonly [Rotation, Rotation]
  readonly coordinates: readonly [xx: number, yy: number, zz: number]
}

const toMagic = (whole: Four): Four => product(product(magicAdjoint, whole), magic)

/**
 * The angle for which the canonical form of `matrix`, followed by exp(-i angle m⊗n), has a coordinate of 0. At this
 * angle the trace of UᵀU is real, for the product U in the magic basis with determinant 1. (Shende, Bullock and Markov
 * 2004.)
 */
export const diagonalAngle = (matrix: Four, m: Axis, n: Axis): number => {
  // The trace is a combination of e^(-2i angle) and e^(2i angle), so two angles determine it.
  const traceAt = (angle: number): number => {
    const { re, im } = toMagic(product(exponential({ m, n, angle }), matrix))
    // The imaginary part of the sum of the squares of all entries.
    return re.reduce((sum, x, k) => sum + 2 * x * (im[k] ?? 0), 0)
  }
  return Math.atan2(-traceAt(0), traceAt(Math.PI / 4)) / 2
}

/** The canonical form of a unitary with determinant 1 (Kraus and Cirac 2001). */
export const canonical = (matrix: Four): Canonical => {
  const inMagic = toMagic(matrix)
  const square = product(transpose(inMagic, 1), inMagic)
  const vectors = diagonalize(square.re, square.im)
  if (determinant(vectors) < 0) for (let r = 0; r < 4; r++) vectors[r * 4] = -(vectors[r * 4] ?? 0)
  const phases = Array.from(
    { length: 4 },
    (_, k) => Math.atan2(square.im[k * 5] ?? 0, square.re[k * 5] ?? 0) / 2,
  )
  const left = (): Sixteen => {
    const columns = product(inMagic, real(vectors))
    return columns.re.map((re, i) => {
      const phase = phases[i % 4] ?? 0
      return re * Math.cos(phase) + (columns.im[i] ?? 0) * Math.sin(phase)
    })
  }
  if (determinant(left()) < 0) phases[0] = (phases[0] ?? 0) + Math.PI
  const coordinate = (row: readonly [number, number, number, number]) =>
    row.reduce<number>((sum, sign, k) => sum - (sign * (phases[k] ?? 0)) / 4, 0)
  return {
    before: factors(transpose(real(vectors), 1).re),
    after: factors(left()),
    coordinates: [coordinate(signs[0]), coordinate(signs[1]), coordinate(signs[2])],
  }
}
