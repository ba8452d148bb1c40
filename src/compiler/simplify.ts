import { canonical } from "./canonical.ts"
import { collect, type Interaction, isNone, type Program } from "./Program.ts"
import { about, type Axis, identity, inverse, type Rotation, times, turn, X, Y, Z } from "./rotation.ts"

/** Interactions of one pair of qubits with nothing else on either qubit between them. */
type Block = Array<Interaction>

/** The blocks of a program, in an order in which they may run. */
const blocksOf = ({ interactions, locals }: Program): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  const open: Array<Block | undefined> = locals.map(() => undefined)
  for (const interaction of interactions) {
    const { a, b } = interaction
    const block = open[a]
    if (block !== undefined && block === open[b]) {
      block.push(interaction)
      continue
    }
    const fresh = [interaction]
    blocks.push(fresh)
    open[a] = fresh
    open[b] = fresh
  }
  return blocks
}

/** The multiple of π/2 nearest to an angle: exp(-i π/2 m⊗n) is m·σ on one qubit and n·σ on the other. */
const quarters = (angle: number): number => Math.round((2 * angle) / Math.PI)

/** What is left of a block as interactions, and the single-qubit gates that stand after it. */
interface Reduced {
  readonly interactions: ReadonlyArray<Interaction>
  readonly after: readonly [Rotation, Rotation]
}

/** The block in canonical form: as many interactions as any circuit out of them needs, at most three. */
const consolidate = (block: Block, { a, b }: Interaction): Reduced => {
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

/** One pass over a program: each block as short as it can be, then equal axes joined. */
const pass = (program: Program): Program => {
  const { locals } = program
  const sink = collect(locals.length)
  // What stands between the gates already written and those to come, drawn through the latter.
  const pending: Array<Rotation> = locals.map(() => identity)
  for (const block of blocksOf(program)) {
    const [first] = block
    if (first === undefined) continue
    const { a, b } = first
    const [onA, onB] = [inverse(pending[a] ?? identity), inverse(pending[b] ?? identity)]
    const drawn = block.map(({ m, n, angle }) => ({ a, b, m: turn(onA, m), n: turn(onB, n), angle }))
    const plain = reduce({ interactions: drawn, after: none })
    const short = plain.interactions.length < 2 ? plain : reduce(consolidate(drawn, first))
    const best = short.interactions.length < plain.interactions.length ? short : plain
    for (const { m, n, angle } of best.interactions) sink.interact(a, b, m, n, angle)
    pending[a] = times(pending[a] ?? identity, best.after[0])
    pending[b] = times(pending[b] ?? identity, best.after[1])
  }
  locals.forEach((rotation, qubit) => sink.local(qubit, times(rotation, pending[qubit] ?? identity)))
  return sink.done()
}

/** Repeats the pass for as long as it saves interactions. */
export const simplify = (program: Program): Program => {
  const next = pass(program)
  return next.interactions.length < program.interactions.length ? simplify(next) : next
}
