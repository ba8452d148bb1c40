/** A square complex matrix, row by row, in real and imaginary parts. */
export interface Matrix {
  readonly size: number
  readonly re: Float64Array
  readonly im: Float64Array
}

export const zeros = (size: number): Matrix => ({
  size,
  re: new Float64Array(size * size),
  im: new Float64Array(size * size),
})

export const identityOf = (size: number): Matrix => {
  const result = zeros(size)
  for (let k = 0; k < size; k++) result.re[k * (size + 1)] = 1
  return result
}

export const times = (a: Matrix, b: Matrix): Matrix => {
  const { size } = a
  const out = zeros(size)
  for (let r = 0; r < size; r++) {
    for (let k = 0; k < size; k++) {
      const [x, y] = [a.re[r * size + k]!, a.im[r * size + k]!]
      if (x === 0 && y === 0) continue
      for (let c = 0; c < size; c++) {
        out.re[r * size + c]! += x * b.re[k * size + c]! - y * b.im[k * size + c]!
        out.im[r * size + c]! += x * b.im[k * size + c]! + y * b.re[k * size + c]!
      }
    }
  }
  return out
}

export const adjoint = ({ size, re, im }: Matrix): Matrix => {
  const out = zeros(size)
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      out.re[c * size + r] = re[r * size + c]!
      out.im[c * size + r] = -im[r * size + c]!
    }
  }
  return out
}

/** One quarter of a matrix. `lower` selects the half of the rows, and `right` the half of the columns. */
export const quarterOf = ({ size, re, im }: Matrix, lower: 0 | 1, right: 0 | 1): Matrix => {
  const half = size / 2
  const out = zeros(half)
  for (let r = 0; r < half; r++) {
    for (let c = 0; c < half; c++) {
      const from = (r + lower * half) * size + c + right * half
      out.re[r * half + c] = re[from]!
      out.im[r * half + c] = im[from]!
    }
  }
  return out
}

/** Multiplies each row of a matrix by a complex number. */
export const scaleRows = (
  { size, re, im }: Matrix,
  factor: (row: number) => readonly [re: number, im: number],
): Matrix => {
  const out = zeros(size)
  for (let r = 0; r < size; r++) {
    const [x, y] = factor(r)
    for (let c = r * size; c < (r + 1) * size; c++) {
      out.re[c] = x * re[c]! - y * im[c]!
      out.im[c] = x * im[c]! + y * re[c]!
    }
  }
  return out
}

/** The inner product of two columns, of which the first is conjugated. */
const inner = ({ size, re, im }: Matrix, p: number, q: number): readonly [re: number, im: number] => {
  let [x, y] = [0, 0]
  for (let r = 0; r < size; r++) {
    const [i, j] = [r * size + p, r * size + q]
    x += re[i]! * re[j]! + im[i]! * im[j]!
    y += re[i]! * im[j]! - im[i]! * re[j]!
  }
  return [x, y]
}

export const columnNorm = (matrix: Matrix, column: number): number =>
  Math.sqrt(inner(matrix, column, column)[0])

/** Rotates two columns: p becomes cos p - sin e^(-i phase) q, and q becomes sin p + cos e^(-i phase) q. */
const mix = (
  { size, re, im }: Matrix,
  p: number,
  q: number,
  [cos, sin, x, y]: readonly [number, number, number, number],
): void => {
  for (let r = 0; r < size; r++) {
    const [i, j] = [r * size + p, r * size + q]
    const [a, b] = [re[i]!, im[i]!]
    const [c, d] = [re[j]! * x + im[j]! * y, im[j]! * x - re[j]! * y]
    re[i] = cos * a - sin * c
    im[i] = cos * b - sin * d
    re[j] = sin * a + cos * c
    im[j] = sin * b + cos * d
  }
}

/**
 * Makes columns orthogonal by one-sided Jacobi rotations (Hestenes 1958), which find small columns as accurately as
 * large ones. The same rotations are applied to other matrices.
 */
export const orthogonalize = (
  matrix: Matrix,
  others: ReadonlyArray<Matrix>,
  columns: ReadonlyArray<number>,
): void => {
  for (let sweep = 0; sweep < 40; sweep++) {
    let largest = 0
    for (const [k, p] of columns.entries()) {
      for (const q of columns.slice(k + 1)) {
        const [x, y] = inner(matrix, p, q)
        const size = Math.hypot(x, y)
        const [onP, onQ] = [inner(matrix, p, p)[0], inner(matrix, q, q)[0]]
        const scale = Math.sqrt(onP * onQ)
        if (size <= 1e-16 * scale || size < 1e-30) continue
        largest = Math.max(largest, size / scale)
        const ratio = (onQ - onP) / (2 * size)
        const tan = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio))
        const cos = 1 / Math.sqrt(1 + tan * tan)
        for (const each of [matrix, ...others]) mix(each, p, q, [cos, cos * tan, x / size, y / size])
      }
    }
    if (largest < 1e-15) return
  }
}

/**
 * The unitary matrix nearest to columns that are orthogonal up to rounding. The longest columns are normalized first,
 * because rounding errors are relatively larger in short ones. Columns of length 0 are replaced so that the matrix is
 * complete.
 */
export const normalized = ({ size, re, im }: Matrix): Matrix => {
  const out: Matrix = { size, re: re.slice(), im: im.slice() }
  const lengths = Array.from({ length: size }, (_, column) => columnNorm(out, column))
  const order = lengths.map((_, column) => column).toSorted((p, q) => (lengths[q] ?? 0) - (lengths[p] ?? 0))
  const done: Array<number> = []
  /** Removes the components of a column along the finished columns. */
  const clear = (column: number) => {
    for (const other of done) {
      const [x, y] = inner(out, other, column)
      for (let r = 0; r < size; r++) {
        const [i, j] = [r * size + column, r * size + other]
        out.re[i]! -= x * out.re[j]! - y * out.im[j]!
        out.im[i]! -= x * out.im[j]! + y * out.re[j]!
      }
    }
  }
  const scale = (column: number) => {
    const norm = columnNorm(out, column)
    for (let i = column; i < size * size; i += size) {
      out.re[i]! /= norm
      out.im[i]! /= norm
    }
  }
  for (const column of order) {
    clear(column)
    if (columnNorm(out, column) < 1e-14) {
      // The basis vector that is farthest from all columns so far.
      const covered = Array.from({ length: size }, (_, row) =>
        done.reduce((sum, c) => sum + out.re[row * size + c]! ** 2 + out.im[row * size + c]! ** 2, 0),
      )
      const row = covered.indexOf(Math.min(...covered))
      for (let r = 0; r < size; r++) {
        out.re[r * size + column] = r === row ? 1 : 0
        out.im[r * size + column] = 0
      }
      clear(column)
    }
    scale(column)
    // Orthogonalizes a second time, to remove the rounding errors of the first time.
    clear(column)
    scale(column)
    done.push(column)
  }
  return out
}
