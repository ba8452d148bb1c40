// The kernels in AssemblyScript, which `npm run build:wasm` compiles into `../wasmModules.ts`.
//
// A tile has 2^t amplitudes: their real parts start at `tile`, and their imaginary parts at `tile + IM`. A program consists
// of 32-bit words and doubles, which `../PassBody.ts` writes. `../scalarKernels.ts` runs the same programs and adds in the
// same order, so both give the same doubles to the last bit.

/**
 * Bytes from a tile's real parts to its imaginary parts: 2^14 doubles, and a gap so that both are not on the same cache
 * lines.
 */
const IM: usize = (1 << 17) + 512
/** The offsets of a tile's working tables from `tile`, in bytes. */
const FACTORS: usize = 2 * IM
const CHUNK: usize = FACTORS + 65536
const GROUPS: usize = CHUNK + 4096

const X = 1
const ANTI = 2
const REAL = 3
const IMAGINARY = 4
const GENERIC = 5
const SCALE = 6
const PARITY = 7
const PAULI = 8
const TABLE = 9

/** The number of words of one operation. */
const OP = 8

// @ts-ignore: decorator
@inline
function word(words: usize, index: i32): i32 {
  return load<i32>(words + (<usize>index << 2))
}

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): f64 {
  return load<f64>(base + (<usize>index << 3))
}

// @ts-ignore: decorator
@inline
function splat(base: usize, index: i32): v128 {
  return v128.load64_splat(base + (<usize>index << 3))
}

// a * x + b * y
// @ts-ignore: decorator
@inline
function plus(a: v128, x: v128, b: v128, y: v128): v128 {
  return f64x2.add(f64x2.mul(a, x), f64x2.mul(b, y))
}

// a * x - b * y
// @ts-ignore: decorator
@inline
function minus(a: v128, x: v128, b: v128, y: v128): v128 {
  return f64x2.sub(f64x2.mul(a, x), f64x2.mul(b, y))
}

/** Applies a 2x2 matrix to the pairs of amplitudes base | p0 and base | p1, over all base without a bit of `fixed`. */
// @ts-ignore: decorator
@inline
function pairs(kind: i32, tile: usize, size: i32, fixed: i32, p0: i32, p1: i32, k: usize): void {
  const run = fixed & -fixed
  if (run > 1) vectorPairs(kind, tile, size, fixed, p0, p1, k, run)
  else if ((p0 ^ p1) == 1 && size >= 4 && (fixed & 2) == 0) lanePairs(kind, tile, size, fixed, p0, k)
  else scalarPairs(kind, tile, size, fixed, p0, p1, k)
}

// @ts-ignore: decorator
@inline
function vectorPairs(kind: i32, tile: usize, size: i32, fixed: i32, p0: i32, p1: i32, k: usize, run: i32): void {
  const ar = splat(k, 0)
  const br = splat(k, 1)
  const cr = splat(k, 2)
  const dr = splat(k, 3)
  const ai = splat(k, 4)
  const bi = splat(k, 5)
  const ci = splat(k, 6)
  const di = splat(k, 7)
  const bytes = <usize>run << 3
  for (let base = 0; base < size; base = ((base | fixed) + run) & ~fixed) {
    let first = tile + (<usize>(base | p0) << 3)
    let second = tile + (<usize>(base | p1) << 3)
    const end = first + bytes
    do {
      const r0 = v128.load(first)
      const m0 = v128.load(first, IM)
      const r1 = v128.load(second)
      const m1 = v128.load(second, IM)
      if (kind == X) {
        v128.store(first, r1)
        v128.store(first, m1, IM)
        v128.store(second, r0)
        v128.store(second, m0, IM)
      } else if (kind == ANTI) {
        v128.store(first, minus(br, r1, bi, m1))
        v128.store(first, plus(br, m1, bi, r1), IM)
        v128.store(second, minus(cr, r0, ci, m0))
        v128.store(second, plus(cr, m0, ci, r0), IM)
      } else if (kind == REAL) {
        v128.store(first, plus(ar, r0, br, r1))
        v128.store(first, plus(ar, m0, br, m1), IM)
        v128.store(second, plus(cr, r0, dr, r1))
        v128.store(second, plus(cr, m0, dr, m1), IM)
      } else if (kind == IMAGINARY) {
        v128.store(first, minus(ar, r0, bi, m1))
        v128.store(first, plus(ar, m0, bi, r1), IM)
        v128.store(second, minus(dr, r1, ci, m0))
        v128.store(second, plus(dr, m1, ci, r0), IM)
      } else {
        v128.store(first, f64x2.add(minus(ar, r0, ai, m0), minus(br, r1, bi, m1)))
        v128.store(first, f64x2.add(plus(ar, m0, ai, r0), plus(br, m1, bi, r1)), IM)
        v128.store(second, f64x2.add(minus(cr, r0, ci, m0), minus(dr, r1, di, m1)))
        v128.store(second, f64x2.add(plus(cr, m0, ci, r0), plus(dr, m1, di, r1)), IM)
      }
      first += 16
      second += 16
    } while (first < end)
  }
}

/** Applies a matrix to pairs of neighbors: four doubles are two pairs. */
// @ts-ignore: decorator
@inline
function lanePairs(kind: i32, tile: usize, size: i32, fixed: i32, p0: i32, k: usize): void {
  // Whether the second of the two neighbors is the first of the pair.
  const swap = (p0 & 1) == 1
  const ar = splat(k, swap ? 3 : 0)
  const br = splat(k, swap ? 2 : 1)
  const cr = splat(k, swap ? 1 : 2)
  const dr = splat(k, swap ? 0 : 3)
  const ai = splat(k, swap ? 7 : 4)
  const bi = splat(k, swap ? 6 : 5)
  const ci = splat(k, swap ? 5 : 6)
  const di = splat(k, swap ? 4 : 7)
  const others = fixed & ~1
  const pattern = p0 & ~1
  for (let base = 0; base < size; base = ((base | others) + 4) & ~others) {
    const here = tile + (<usize>(base | pattern) << 3)
    const ra = v128.load(here)
    const rb = v128.load(here, 16)
    const ma = v128.load(here, IM)
    const mb = v128.load(here, IM + 16)
    const r0 = v128.shuffle<f64>(ra, rb, 0, 2)
    const r1 = v128.shuffle<f64>(ra, rb, 1, 3)
    const m0 = v128.shuffle<f64>(ma, mb, 0, 2)
    const m1 = v128.shuffle<f64>(ma, mb, 1, 3)
    let s0: v128
    let s1: v128
    let t0: v128
    let t1: v128
    if (kind == X) {
      s0 = r1
      t0 = m1
      s1 = r0
      t1 = m0
    } else if (kind == ANTI) {
      s0 = minus(br, r1, bi, m1)
      t0 = plus(br, m1, bi, r1)
      s1 = minus(cr, r0, ci, m0)
      t1 = plus(cr, m0, ci, r0)
    } else if (kind == REAL) {
      s0 = plus(ar, r0, br, r1)
      t0 = plus(ar, m0, br, m1)
      s1 = plus(cr, r0, dr, r1)
      t1 = plus(cr, m0, dr, m1)
    } else if (kind == IMAGINARY) {
      s0 = minus(ar, r0, bi, m1)
      t0 = plus(ar, m0, bi, r1)
      s1 = minus(dr, r1, ci, m0)
      t1 = plus(dr, m1, ci, r0)
    } else {
      s0 = f64x2.add(minus(ar, r0, ai, m0), minus(br, r1, bi, m1))
      t0 = f64x2.add(plus(ar, m0, ai, r0), plus(br, m1, bi, r1))
      s1 = f64x2.add(minus(cr, r0, ci, m0), minus(dr, r1, di, m1))
      t1 = f64x2.add(plus(cr, m0, ci, r0), plus(dr, m1, di, r1))
    }
    v128.store(here, v128.shuffle<f64>(s0, s1, 0, 2))
    v128.store(here, v128.shuffle<f64>(s0, s1, 1, 3), 16)
    v128.store(here, v128.shuffle<f64>(t0, t1, 0, 2), IM)
    v128.store(here, v128.shuffle<f64>(t0, t1, 1, 3), IM + 16)
  }
}

// @ts-ignore: decorator
@inline
function scalarPairs(kind: i32, tile: usize, size: i32, fixed: i32, p0: i32, p1: i32, k: usize): void {
  const ar = at(k, 0)
  const br = at(k, 1)
  const cr = at(k, 2)
  const dr = at(k, 3)
  const ai = at(k, 4)
  const bi = at(k, 5)
  const ci = at(k, 6)
  const di = at(k, 7)
  for (let base = 0; base < size; base = ((base | fixed) + 1) & ~fixed) {
    const first = tile + (<usize>(base | p0) << 3)
    const second = tile + (<usize>(base | p1) << 3)
    const r0 = load<f64>(first)
    const m0 = load<f64>(first, IM)
    const r1 = load<f64>(second)
    const m1 = load<f64>(second, IM)
    if (kind == X) {
      store<f64>(first, r1)
      store<f64>(first, m1, IM)
      store<f64>(second, r0)
      store<f64>(second, m0, IM)
    } else if (kind == ANTI) {
      store<f64>(first, br * r1 - bi * m1)
      store<f64>(first, br * m1 + bi * r1, IM)
      store<f64>(second, cr * r0 - ci * m0)
      store<f64>(second, cr * m0 + ci * r0, IM)
    } else if (kind == REAL) {
      store<f64>(first, ar * r0 + br * r1)
      store<f64>(first, ar * m0 + br * m1, IM)
      store<f64>(second, cr * r0 + dr * r1)
      store<f64>(second, cr * m0 + dr * m1, IM)
    } else if (kind == IMAGINARY) {
      store<f64>(first, ar * r0 - bi * m1)
      store<f64>(first, ar * m0 + bi * r1, IM)
      store<f64>(second, dr * r1 - ci * m0)
      store<f64>(second, dr * m1 + ci * r0, IM)
    } else {
      store<f64>(first, ar * r0 - ai * m0 + (br * r1 - bi * m1))
      store<f64>(first, ar * m0 + ai * r0 + (br * m1 + bi * r1), IM)
      store<f64>(second, cr * r0 - ci * m0 + (dr * r1 - di * m1))
      store<f64>(second, cr * m0 + ci * r0 + (dr * m1 + di * r1), IM)
    }
  }
}

/** Multiplies `count` amplitudes from `here` by cr + i ci. */
// @ts-ignore: decorator
@inline
function scaleRun(here: usize, count: i32, cr: f64, ci: f64): void {
  if (count > 1) {
    const vr = f64x2.splat(cr)
    const vi = f64x2.splat(ci)
    const end = here + (<usize>count << 3)
    do {
      const r = v128.load(here)
      const m = v128.load(here, IM)
      v128.store(here, minus(vr, r, vi, m))
      v128.store(here, plus(vr, m, vi, r), IM)
      here += 16
    } while (here < end)
  } else {
    const r = load<f64>(here)
    const m = load<f64>(here, IM)
    store<f64>(here, cr * r - ci * m)
    store<f64>(here, cr * m + ci * r, IM)
  }
}

/** Multiplies the amplitudes whose bits under `fixed` are `pattern` by a number. */
function scale(tile: usize, size: i32, fixed: i32, pattern: i32, k: usize): void {
  const cr = at(k, 0)
  const ci = at(k, 1)
  const run = fixed == 0 ? size : fixed & -fixed
  for (let base = 0; base < size; base = ((base | fixed) + run) & ~fixed) {
    scaleRun(tile + (<usize>(base | pattern) << 3), run, cr, ci)
  }
}

/**
 * Applies exp(-i theta Z...Z). The factor of an amplitude is cos - i sin if the number of its set bits under `signs`,
 * plus `odd`, is even, and otherwise cos + i sin.
 */
function parity(tile: usize, size: i32, controls: i32, signs: i32, odd: i32, k: usize): void {
  const cos = at(k, 0)
  const sin = at(k, 1)
  const all = controls | signs
  const run = all == 0 ? size : all & -all
  for (let base = 0; base < size; base = ((base | controls) + run) & ~controls) {
    const here = base | controls
    scaleRun(tile + (<usize>here << 3), run, cos, ((popcnt(here & signs) + odd) & 1) == 0 ? -sin : sin)
  }
}

/**
 * Replaces the amplitudes x at i and y at j = i ^ flips by cos x + f s(j) y and cos y + f s(i) x. s is 1 if the number
 * of set bits under `signs`, plus `odd`, is even, and otherwise -1.
 */
function pauli(tile: usize, size: i32, controls: i32, flips: i32, signs: i32, odd: i32, k: usize): void {
  const cos = at(k, 0)
  const fr = at(k, 1)
  const fi = at(k, 2)
  const pivot = 1 << (31 - clz(flips))
  const fixed = controls | pivot
  const all = fixed | flips | signs
  const run = all & -all
  const vc = f64x2.splat(cos)
  for (let base = 0; base < size; base = ((base | fixed) + run) & ~fixed) {
    const i = base | controls
    const j = i ^ flips
    const si = ((popcnt(i & signs) + odd) & 1) == 0 ? 1.0 : -1.0
    const sj = ((popcnt(j & signs) + odd) & 1) == 0 ? 1.0 : -1.0
    // The factor of the old amplitude at j in the new one at i, and that of the old amplitude at i in the new one at j.
    const ir = sj * fr
    const ii = sj * fi
    const jr = si * fr
    const ji = si * fi
    let first = tile + (<usize>i << 3)
    let second = tile + (<usize>j << 3)
    if (run > 1) {
      const vir = f64x2.splat(ir)
      const vii = f64x2.splat(ii)
      const vjr = f64x2.splat(jr)
      const vji = f64x2.splat(ji)
      const end = first + (<usize>run << 3)
      do {
        const r0 = v128.load(first)
        const m0 = v128.load(first, IM)
        const r1 = v128.load(second)
        const m1 = v128.load(second, IM)
        v128.store(first, f64x2.add(f64x2.mul(vc, r0), minus(vir, r1, vii, m1)))
        v128.store(first, f64x2.add(f64x2.mul(vc, m0), plus(vir, m1, vii, r1)), IM)
        v128.store(second, f64x2.add(f64x2.mul(vc, r1), minus(vjr, r0, vji, m0)))
        v128.store(second, f64x2.add(f64x2.mul(vc, m1), plus(vjr, m0, vji, r0)), IM)
        first += 16
        second += 16
      } while (first < end)
    } else {
      const r0 = load<f64>(first)
      const m0 = load<f64>(first, IM)
      const r1 = load<f64>(second)
      const m1 = load<f64>(second, IM)
      store<f64>(first, cos * r0 + (ir * r1 - ii * m1))
      store<f64>(first, cos * m0 + (ir * m1 + ii * r1), IM)
      store<f64>(second, cos * r1 + (jr * r0 - ji * m0))
      store<f64>(second, cos * m1 + (jr * m0 + ji * r0), IM)
    }
  }
}

/**
 * Multiplies `count` amplitudes by a table. Their real parts are at `here`, and their imaginary parts `gap` bytes
 * later. The table has `count` real parts, followed by as many imaginary parts.
 */
// @ts-ignore: decorator
@inline
function times(here: usize, gap: usize, table: usize, count: i32): void {
  const tableGap = <usize>count << 3
  if (count > 1) {
    const end = here + tableGap
    do {
      const r = v128.load(here)
      const m = v128.load(here + gap)
      const tr = v128.load(table)
      const ti = v128.load(table + tableGap)
      v128.store(here, minus(tr, r, ti, m))
      v128.store(here + gap, plus(tr, m, ti, r))
      here += 16
      table += 16
    } while (here < end)
  } else {
    const r = load<f64>(here)
    const m = load<f64>(here + gap)
    const tr = load<f64>(table)
    const ti = load<f64>(table + tableGap)
    store<f64>(here, tr * r - ti * m)
    store<f64>(here + gap, tr * m + ti * r)
  }
}

/** Multiplies the entries of a table whose index has the bits of `mask` by a number. */
// @ts-ignore: decorator
@inline
function timesWhere(table: usize, length: i32, mask: i32, cr: f64, ci: f64): void {
  const gap = <usize>length << 3
  const run = mask == 0 ? length : mask & -mask
  for (let base = 0; base < length; base = ((base | mask) + run) & ~mask) {
    let here = table + (<usize>(base | mask) << 3)
    const end = here + (<usize>run << 3)
    if (run > 1) {
      const vr = f64x2.splat(cr)
      const vi = f64x2.splat(ci)
      do {
        const r = v128.load(here)
        const m = v128.load(here + gap)
        v128.store(here, minus(vr, r, vi, m))
        v128.store(here + gap, plus(vr, m, vi, r))
        here += 16
      } while (here < end)
    } else {
      const r = load<f64>(here)
      const m = load<f64>(here + gap)
      store<f64>(here, cr * r - ci * m)
      store<f64>(here + gap, cr * m + ci * r)
    }
  }
}

/**
 * Applies a table operation, which merges diagonal gates: see `Table` in `../diagonalTables.ts`. A tile consists of
 * blocks of 2^low amplitudes. The words of the operation from word 3 on: the position of the groups' words, the number
 * of columns (in the low half) and of scalars, the number of tables, the offset of the constants, and low.
 */
function table(tile: usize, size: i32, offset: i32, words: usize, op: usize, constants: usize): void {
  let groups = words + (<usize>load<i32>(op, 12) << 2)
  const columns = load<i32>(op, 16) & 0xffff
  const scalars = load<i32>(op, 16) >>> 16
  const tables = load<i32>(op, 20)
  let k = constants + (<usize>load<i32>(op, 24) << 3)
  const low = load<i32>(op, 28)
  const length = 1 << low
  const blocks = size >> low
  const gap = <usize>blocks << 3
  const columnBytes = gap << 1
  const factors = tile + FACTORS
  const columnMasks = groups
  memory.copy(factors, k, columnBytes * columns)
  k += columnBytes * columns
  groups += columns << 2
  for (let s = 0; s < scalars; s++) {
    const outer = load<i32>(groups)
    if ((offset & outer) == outer) {
      const column = factors + columnBytes * load<i32>(groups, 8)
      timesWhere(column, blocks, load<i32>(groups, 4), load<f64>(k), load<f64>(k, 8))
    }
    groups += 12
    k += 16
  }
  const active = tile + GROUPS
  let count = 0
  for (let g = 0; g < tables; g++) {
    const outer = load<i32>(groups)
    if ((offset & outer) == outer) {
      store<i32>(active + (<usize>count << 3), load<i32>(groups, 4))
      store<i32>(active + (<usize>count << 3), <i32>k, 4)
      count++
    }
    groups += 8
    k += <usize>length << 4
  }
  const chunk = tile + CHUNK
  const whole = <usize>length << 3
  for (let block = 0; block < blocks; block++) {
    let found: usize = 0
    for (let g = 0; g < count; g++) {
      const mask = load<i32>(active + (<usize>g << 3))
      if ((block & mask) != mask) continue
      const next = <usize>load<u32>(active + (<usize>g << 3), 4)
      if (found == 0) {
        found = next
      } else {
        if (found != chunk) memory.copy(chunk, found, whole << 1)
        times(chunk, whole, next, length)
        found = chunk
      }
    }
    // The first column applies to the whole block.
    for (let column = columns - 1; column >= 0; column--) {
      const factor = factors + columnBytes * column + (<usize>block << 3)
      const cr = load<f64>(factor)
      const ci = load<f64>(factor + gap)
      if (cr == 1.0 && ci == 0.0) continue
      if (column == 0 && found == 0) {
        scaleRun(tile + ((<usize>block << low) << 3), length, cr, ci)
        continue
      }
      if (found == 0) {
        for (let i: usize = 0; i < whole; i += 8) store<f64>(chunk + i, 1.0)
        memory.fill(chunk + whole, 0, whole)
      } else if (found != chunk) memory.copy(chunk, found, whole << 1)
      found = chunk
      timesWhere(chunk, length, load<i32>(columnMasks + (<usize>column << 2)), cr, ci)
    }
    if (found != 0) times(tile + ((<usize>block << low) << 3), IM, found, length)
  }
}

/** Runs a pass's operations on one tile, whose first amplitude is at `offset` in the state. */
export function operate(words: usize, constants: usize, header: i32, tile: usize, t: i32, offset: i32): void {
  const size = 1 << t
  const count = word(words, header)
  let op = words + (<usize>word(words, header + 3) << 2)
  for (let i = 0; i < count; i++, op += OP << 2) {
    if ((offset & load<i32>(op, 4)) != load<i32>(op, 8)) continue
    const a = load<i32>(op, 12)
    const b = load<i32>(op, 16)
    const c = load<i32>(op, 20)
    const d = load<i32>(op, 24)
    const k = constants + (<usize>d << 3)
    switch (load<i32>(op)) {
      case X:
        pairs(X, tile, size, a, b, c, k)
        break
      case ANTI:
        pairs(ANTI, tile, size, a, b, c, k)
        break
      case REAL:
        pairs(REAL, tile, size, a, b, c, k)
        break
      case IMAGINARY:
        pairs(IMAGINARY, tile, size, a, b, c, k)
        break
      case GENERIC:
        pairs(GENERIC, tile, size, a, b, c, k)
        break
      case SCALE:
        scale(tile, size, a, c, k)
        break
      case PARITY:
        parity(tile, size, a, b, popcnt(offset & load<i32>(op, 28)), k)
        break
      case PAULI:
        pauli(tile, size, a, b, c, popcnt(offset & load<i32>(op, 28)), k)
        break
      case TABLE:
        table(tile, size, offset, words, op, constants)
        break
    }
  }
}

// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, bytes: usize): void {
  const end = to + bytes
  do {
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 16), 16)
    v128.store(to, v128.load(from, 32), 32)
    v128.store(to, v128.load(from, 48), 48)
    to += 64
    from += 64
  } while (to < end)
}

/**
 * Runs a pass on `count` tiles from `first`: copies each out of the state, operates on it and copies it back.
 * Amplitudes at an index with a bit outside `support` are 0 and are not read. Tiles that have only such amplitudes
 * are not counted.
 */
export function pass(
  words: usize,
  constants: usize,
  header: i32,
  tile: usize,
  re: usize,
  im: usize,
  t: i32,
  support: i32,
  first: i32,
  count: i32,
): void {
  const local = word(words, header + 1)
  const low = word(words, header + 2)
  const size = 1 << t
  const run = 1 << low
  const bytes = <usize>run << 3
  const high = local & ~(run - 1)
  const outside = support & ~local
  const empty = high & ~support
  // The offset of the first tile: the bits of its number, at the positions of the qubits outside.
  let offset = 0
  for (let bit = 0, rest = first; rest != 0; bit++) {
    if (((outside >> bit) & 1) == 0) continue
    offset |= (rest & 1) << bit
    rest >>= 1
  }
  for (let n = 0; n < count; n++) {
    let inner = 0
    for (let i = 0; i < size; i += run) {
      const there = <usize>(offset | inner) << 3
      const here = tile + (<usize>i << 3)
      if ((inner & empty) == 0) {
        copy(here, re + there, bytes)
        copy(here + IM, im + there, bytes)
      } else {
        memory.fill(here, 0, bytes)
        memory.fill(here + IM, 0, bytes)
      }
      inner = ((inner | ~high) + 1) & high
    }
    operate(words, constants, header, tile, t, offset)
    inner = 0
    for (let i = 0; i < size; i += run) {
      const there = <usize>(offset | inner) << 3
      const here = tile + (<usize>i << 3)
      copy(re + there, here, bytes)
      copy(im + there, here + IM, bytes)
      inner = ((inner | ~high) + 1) & high
    }
    offset = ((offset | ~outside) + 1) & outside
  }
}
