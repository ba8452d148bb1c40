import { diagonalAngle } from "./canonical.ts"
import { productOf } from "./Matrix4.ts"
import { collect } from "./mergeInteractions.ts"
import type { Interaction, Program } from "./Program.ts"
import { alignment, type Axis, inverse, times, turn, Z } from "./quaternion.ts"
import { shorten } from "./simplifyBlocks.ts"

/** The measured direction of each wire before its last rotation. */
const measuredAxes = ({ locals }: Program): ReadonlyArray<Axis> =>
  locals.map((rotation) => turn(inverse(rotation), Z))

/** Drops interactions that only change the phases of the measured states. */
const dropDiagonal = (program: Program): Program => {
  const axes = measuredAxes(program)
  // For each wire: whether all kept interactions after the current one commute with gates that are diagonal on the
  // wire.
  const open = program.locals.map(() => true)
  const isDiagonal = (wire: number, axis: Axis) => alignment(axis, axes[wire] ?? Z) !== 0
  const kept: Array<Interaction> = []
  for (const interaction of program.interactions.toReversed()) {
    const { a, b, m, n } = interaction
    const [onA, onB] = [isDiagonal(a, m), isDiagonal(b, n)]
    if (onA && onB && open[a] && open[b]) continue
    if (!onA) open[a] = false
    if (!onB) open[b] = false
    kept.push(interaction)
  }
  return kept.length === program.interactions.length
    ? program
    : { ...program, interactions: kept.toReversed() }
}

/** For each pair of wires, the interactions at the end of both with nothing after them. */
const lastBlocks = ({ interactions, locals }: Program): ReadonlyArray<ReadonlyArray<Interaction>> => {
  const blocks: Array<Array<Interaction>> = []
  const partners: Array<number | undefined> = locals.map(() => undefined)
  const blockOf = new Map<number, Array<Interaction>>()
  for (const interaction of interactions.toReversed()) {
    const { a, b } = interaction
    const isNew = partners[a] === undefined && partners[b] === undefined
    if (isNew) {
      const block: Array<Interaction> = []
      blocks.push(block)
      blockOf.set(a, block)
      partners[a] = b
      partners[b] = a
    }
    if (partners[a] === b && partners[b] === a) blockOf.get(a)?.push(interaction)
    else {
      // Earlier interactions are not adjacent to the block any more.
      for (const wire of [a, b]) {
        const partner = partners[wire]
        if (partner !== undefined && partner >= 0 && partners[partner] === wire) partners[partner] = -1
        partners[wire] = -1
      }
    }
  }
  return blocks.map((block) => block.toReversed())
}

/** Shortens the last blocks. A diagonal gate after them does not change the outcomes, so it need not be preserved. */
const shortenLast = (program: Program): Program => {
  const axes = measuredAxes(program)
  const replaced = new Map<Interaction, ReadonlyArray<Interaction>>()
  const locals = [...program.locals]
  for (const block of lastBlocks(program)) {
    const [first] = block
    if (first === undefined || block.length < 2) continue
    const { a, b } = first
    const [m = Z, n = Z] = [axes[a], axes[b]]
    const best = shorten([...block, { a, b, m, n, angle: diagonalAngle(productOf(block), m, n) }], false)
    if (best.interactions.length >= block.length) continue
    for (const interaction of block) replaced.set(interaction, [])
    replaced.set(first, best.interactions)
    for (const [i, wire] of [a, b].entries()) {
      const after = best.after[i]
      const local = locals[wire]
      if (after !== undefined && local !== undefined) locals[wire] = times(local, after)
    }
  }
  if (replaced.size === 0) return program
  const sink = collect(locals.length)
  for (const interaction of program.interactions) {
    for (const { a, b, m, n, angle } of replaced.get(interaction) ?? [interaction]) {
      sink.interact(a, b, m, n, angle)
    }
  }
  locals.forEach((rotation, wire) => sink.local(wire, rotation))
  return { ...sink.done(), wires: program.wires }
}

/** Drops and shortens interactions that only change the phases of the measured states, until no more are saved. */
export const trim = (program: Program): Program => {
  let best = program
  for (;;) {
    const next = shortenLast(dropDiagonal(best))
    if (next.interactions.length >= best.interactions.length) return next
    best = next
  }
}
