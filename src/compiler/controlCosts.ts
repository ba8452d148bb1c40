/**
 * The number of interactions that gates with many controls take, and which construction is the cheapest. `beforeCost`
 * is for a controlled rotation up to a diagonal gate, `rotationCost` for an exact one, and `phaseWay` for a phase where
 * all of some qubits are 1.
 */

/** The two groups of controls of a commutator: the size of the first, with the rest in the second. */
interface Split {
  readonly cost: number
  readonly first: number
}

const directly: Split = { cost: 1, first: 0 }
const diagonals: Array<Split> = [{ cost: 0, first: 0 }, directly]
const rotations: Array<Split> = [{ cost: 0, first: 0 }, directly]

/** The splits to try: all of them for few controls, those near the middle for many. */
const splits = (controls: number): ReadonlyArray<number> => {
  const all = Array.from({ length: controls - 1 }, (_, i) => i + 1)
  return controls <= 32 ? all : all.filter((first) => Math.abs(first - controls * 0.6) < controls / 6)
}

const fill = (controls: number): void => {
  for (let k = diagonals.length; k <= controls; k++) {
    const tried = splits(k).map((first) => {
      const outer = 2 * (diagonals[first]?.cost ?? 0)
      const inner = rotations[k - first]?.cost ?? 0
      return { first, diagonal: outer + inner, rotation: outer + 2 * inner }
    })
    const least = (kind: "diagonal" | "rotation"): Split =>
      tried.reduce((best, way) => (way[kind] < best.cost ? { cost: way[kind], first: way.first } : best), {
        cost: Infinity,
        first: 1,
      })
    diagonals.push(least("diagonal"))
    rotations.push(least("rotation"))
  }
}

/** The cost of a rotation with this number of controls, up to a diagonal gate. */
export const beforeCost = (controls: number): Split => {
  fill(controls)
  return diagonals[controls] ?? directly
}

/** The cost of an exact rotation with this number of controls. */
export const rotationCost = (controls: number): Split => {
  fill(controls)
  return rotations[controls] ?? directly
}

/**
 * The cost of a conjunction of this many qubits by a ladder over borrowed ones. The simplifier later cancels parts of
 * it.
 */
const ladderCost = (qubits: number): number => 8 * qubits - 8

/** Whether a conjunction of this many qubits, up to a diagonal gate, is cheaper by a ladder over this many others. */
export const isLadder = (qubits: number, others: number): boolean =>
  others >= qubits - 2 && ladderCost(qubits) < beforeCost(qubits).cost

const conjunctionCost = (qubits: number, others: number): number =>
  isLadder(qubits, others) ? ladderCost(qubits) : beforeCost(qubits).cost

/**
 * The number of qubits that a gate may use in addition to its own. Borrowed ones are in any state, clean ones are in
 * |0⟩.
 */
export interface Spare {
  readonly borrowed: number
  readonly clean: number
}

/** How a phase is constructed. `part` is the number of qubits whose conjunction is stored in a spare one. */
export type PhaseWay =
  | { readonly kind: "direct" | "peel" | "count" | "ladder"; readonly cost: number }
  | { readonly kind: "clean" | "borrow"; readonly cost: number; readonly part: number }

const ways = new Map<string, PhaseWay>()

const parts = (size: number): ReadonlyArray<number> => {
  const all = Array.from({ length: size - 1 }, (_, i) => i + 2)
  return size <= 24 ? all : all.filter((part) => part === 2 || part >= size - 3 || part === size >> 1)
}

/** The cheapest way to construct a phase where all of `size` qubits are 1. `flip` is true if the phase is -1. */
export const phaseWay = (size: number, flip: boolean, spare: Spare): PhaseWay => {
  if (size <= 2) return { kind: "direct", cost: size === 2 ? 1 : 0 }
  const borrowed = Math.min(spare.borrowed, size)
  const clean = Math.min(spare.clean, size)
  const key = `${size} ${flip} ${borrowed} ${clean}`
  const known = ways.get(key)
  if (known !== undefined) return known
  const controls = size - 1
  let best: PhaseWay = {
    kind: "count",
    cost: 2 * (controls - 1) ** 2 + 2 * controls - 1,
  }
  const offer = (way: PhaseWay) => {
    if (way.cost < best.cost) best = way
  }
  if (size <= 64) {
    const rest = phaseWay(size - 1, false, { borrowed: borrowed + 1, clean }).cost
    offer({ kind: "peel", cost: rotationCost(controls).cost + rest })
  }
  if (flip && size > 4 && borrowed >= controls - 2) offer({ kind: "ladder", cost: ladderCost(controls) })
  for (const part of clean > 0 || (flip && borrowed > 0) ? parts(size) : []) {
    const rest = size - part
    if (clean > 0) {
      const outer = 2 * conjunctionCost(part, borrowed + rest)
      const inner = phaseWay(size - part + 1, flip, { borrowed: borrowed + part, clean: clean - 1 }).cost
      offer({ kind: "clean", cost: outer + inner, part })
    }
    if (flip && borrowed > 0) {
      const outer = 2 * conjunctionCost(part, borrowed - 1 + rest)
      const inner = phaseWay(size - part + 1, flip, { borrowed: borrowed + part - 1, clean }).cost
      offer({ kind: "borrow", cost: outer + 2 * inner, part })
    }
  }
  ways.set(key, best)
  return best
}
