import { canonical } from "./canonical.ts"
import { collect, type Interaction, isNone, type Program } from "./Program.ts"
import { about, type Axis, identity, inverse, type Rotation, times, turn, X, Y, Z } from "./rotation.ts"

/** The multiple of π/2 nearest to an angle: exp(-i π/2 m⊗n) is m·σ on one qubit and n·σ on the other. */
const quarters = (angle: number): number => Math.round((2 * angle) / Math.PI)

/** What is left of a block as interactions, and the single-qubit gates that stand after it. */
interface Reduced {
  readonly interactions: ReadonlyArray<Interaction>
  readonly after: readonly [Rotation, Rotation]
}

/** The block in canonical form: as many interactions as any circuit out of them needs, at most three. */
const consolidate = (block: ReadonlyArray<Interaction>, { a, b }: Interaction): Reduced => {
  const { before, after, coordinates } = canonical(block)
  const axes = [X, Y, Z].map((axis): readonly [Axis, Axis] => [
    turn(inverse(before[0]), axis),
    turn(inverse(before[1]), axis),
  ])
  const interactions = axes.flatMap(([m, n], k) => ({ a, b, m, n, angle: coordinates[k] ?? 0 }))
  return { interactions, after: [times(after[0], before[0]), times(after[1], before[1])] }
}

/** Takes the multiples of π/2 out of the angles; they are single-qubit gates, drawn to the end of the block. */
const reduce = ({ interactions, after }: Reduced): Reduced => {
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
  return { interactions: left, after: [times(after[0], onA), times(after[1], onB)] }
}

const none: readonly [Rotation, Rotation] = [identity, identity]

/** What interactions of one pair of qubits can be done with, the last of which is new. */
const shorten = (block: ReadonlyArray<Interaction>, last: Interaction): Reduced => {
  const plain = reduce({ interactions: block, after: none })
  if (plain.interactions.length < 2) return plain
  const short = reduce(consolidate(block, last))
  return short.interactions.length < plain.interactions.length ? short : plain
}

/** Interactions of one pair of qubits with nothing else on either qubit between them. */
interface Block {
  interactions: ReadonlyArray<Interaction>
}

/** One pass over a program: what two qubits do in a row as short as it can be, then equal axes joined. */
const pass = (program: Program): Program => {
  const { locals } = program
  const blocks: Array<Block> = []
  // The blocks on each qubit, the last one on top.
  const stacks: ReadonlyArray<Array<Block>> = locals.map(() => [])
  // What stands after the blocks on each qubit; what comes next is drawn through it.
  const pending: Array<Rotation> = locals.map(() => identity)
  for (const { a, b, m, n, angle } of program.interactions) {
    const [onA, onB] = [pending[a] ?? identity, pending[b] ?? identity]
    const drawn = { a, b, m: turn(inverse(onA), m), n: turn(inverse(onB), n), angle }
    const [stackA = [], stackB = []] = [stacks[a], stacks[b]]
    const top = stackA.at(-1)
    const met = top === stackB.at(-1) ? top : undefined
    const { interactions, after } = shorten([...(met?.interactions ?? []), drawn], drawn)
    pending[a] = times(onA, after[0])
    pending[b] = times(onB, after[1])
    if (met !== undefined) {
      met.interactions = interactions
      // What stood before an empty block is next to what follows.
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
  locals.forEach((rotation, qubit) => sink.local(qubit, times(rotation, pending[qubit] ?? identity)))
  return sink.done()
}

/** Repeats the pass for as long as it saves interactions. */
export const simplify = (program: Program): Program => {
  let best = program
  for (;;) {
    const next = pass(best)
    if (next.interactions.length >= best.interactions.length) return next
    best = next
  }
}
