import { type Canonical, canonical } from "./canonical.ts"
import { productOf } from "./Matrix4.ts"
import { collect, isNone } from "./mergeInteractions.ts"
import { inPlace, type Interaction, type Program } from "./Program.ts"
import { about, type Axis, identity, inverse, type Rotation, times, turn, X, Y, Z } from "./quaternion.ts"

/** The multiple of π/2 nearest to an angle: exp(-i π/2 m⊗n) is m·σ on one qubit and n·σ on the other. */
const quarters = (angle: number): number => Math.round((2 * angle) / Math.PI)

/**
 * The interactions of a reduced block, the single-qubit gates after them, and whether the qubits are swapped at the
 * end.
 */
interface Reduced {
  readonly interactions: ReadonlyArray<Interaction>
  readonly after: readonly [Rotation, Rotation]
  readonly exchanged: boolean
}

/**
 * The block in canonical form, with the least number of interactions, at most three. If `exchanged`, a swap of its
 * qubits was removed from its end.
 */
const consolidate = (
  { before, after, coordinates }: Canonical,
  { a, b }: Pick<Interaction, "a" | "b">,
  exchanged: boolean,
): Reduced => {
  const axes = [X, Y, Z].map((axis): readonly [Axis, Axis] => [
    turn(inverse(before[0]), axis),
    turn(inverse(before[1]), axis),
  ])
  const more = exchanged ? -Math.PI / 4 : 0
  const interactions = axes.flatMap(([m, n], k) => ({ a, b, m, n, angle: (coordinates[k] ?? 0) + more }))
  const [onA, onB] = exchanged ? [after[1], after[0]] : after
  return { interactions, after: [times(onA, before[0]), times(onB, before[1])], exchanged }
}

/** Takes multiples of π/2 out of the angles. They are single-qubit gates, which are moved to the end of the block. */
const reduce = ({ interactions, after, exchanged }: Reduced): Reduced => {
  const left: Array<Interaction> = []
  let [onA, onB] = [identity, identity]
  for (const { a, b, angle, ...axes } of interactions) {
    const m = turn(inverse(onA), axes.m)
    const n = turn(inverse(onB), axes.n)
    const count = quarters(angle)
    const rest = angle - (count * Math.PI) / 2
    if (!isNone(rest)) left.push({ a, b, m, n, angle: rest })
    if (count % 2 !== 0) {
      onA = times(onA, about(m, Math.PI))
      onB = times(onB, about(n, Math.PI))
    }
  }
  return { interactions: left, after: [times(after[0], onA), times(after[1], onB)], exchanged }
}

/** The shortest form of interactions of one pair of qubits. */
export const shorten = (block: ReadonlyArray<Interaction>, renames: boolean): Reduced => {
  const plain = reduce({ interactions: block, after: [identity, identity], exchanged: false })
  const [first] = plain.interactions
  if (first === undefined || plain.interactions.length < 2) return plain
  const form = canonical(productOf(block))
  const ways = [false, ...(renames ? [true] : [])].map((way) => reduce(consolidate(form, first, way)))
  return ways.reduce((best, way) => (way.interactions.length < best.interactions.length ? way : best), plain)
}

/** Interactions of one pair of qubits with nothing between them on either qubit. */
interface Block {
  interactions: ReadonlyArray<Interaction>
}

/**
 * One pass over a program: consecutive interactions of a pair are brought into their shortest form, then interactions
 * about equal axes are merged. With `renames`, a swap that makes a block shorter is moved to the end, which relabels
 * the wires of all that follows.
 */
const pass = (program: Program, renames: boolean): Program => {
  const { locals } = program
  const blocks: Array<Block> = []
  // The blocks on each wire, the last one on top.
  const stacks: ReadonlyArray<Array<Block>> = locals.map(() => [])
  // The rotation after the blocks on each wire, which later interactions are moved through.
  const pending: Array<Rotation> = locals.map(() => identity)
  const wires = [...inPlace(locals.length)]
  for (const { a: one, b: two, ...given } of program.interactions) {
    const [first, second] = [wires[one] ?? one, wires[two] ?? two]
    const [a, b, m, n] =
      first < second ? [first, second, given.m, given.n] : [second, first, given.n, given.m]
    const [onA, onB] = [pending[a] ?? identity, pending[b] ?? identity]
    const drawn = { a, b, m: turn(inverse(onA), m), n: turn(inverse(onB), n), angle: given.angle }
    const [stackA = [], stackB = []] = [stacks[a], stacks[b]]
    const top = stackA.at(-1)
    const met = top === stackB.at(-1) ? top : undefined
    const { interactions, after, exchanged } = shorten([...(met?.interactions ?? []), drawn], renames)
    pending[a] = times(exchanged ? onB : onA, after[0])
    pending[b] = times(exchanged ? onA : onB, after[1])
    if (exchanged) {
      const [wasA, wasB] = [wires.indexOf(a), wires.indexOf(b)]
      wires[wasA] = b
      wires[wasB] = a
    }
    if (met !== undefined) {
      met.interactions = interactions
      // The gates before an empty block are now adjacent to what follows.
      if (interactions.length === 0) for (const stack of [stackA, stackB]) stack.pop()
    } else if (interactions.length > 0) {
      const block = { interactions }
      for (const list of [blocks, stackA, stackB]) list.push(block)
    }
  }
  const sink = collect(locals.length)
  for (const { interactions } of blocks) {
    for (const { a, b, m, n, angle } of interactions) sink.interact(a, b, m, n, angle)
  }
  locals.forEach((rotation, qubit) => {
    const wire = wires[qubit] ?? qubit
    sink.local(wire, times(rotation, pending[wire] ?? identity))
  })
  return { ...sink.done(), wires: program.wires.map((wire) => wires[wire] ?? wire) }
}

/** Repeats the pass as long as it saves interactions. */
export const simplify = (program: Program, renames: boolean): Program => {
  let best = program
  for (;;) {
    const next = pass(best, renames)
    if (next.interactions.length >= best.interactions.length) return next
    best = next
  }
}
