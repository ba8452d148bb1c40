/** What a job may have. */
export interface Room {
  readonly circuits: number
  readonly gates: number
  readonly bytes: number
}

/** What one circuit takes of it. */
export interface Size {
  readonly gates: number
  readonly bytes: number
}

/** The circuits of one job, which all have the same shots. */
export interface Pack<A> {
  /** In the order in which the jobs were filled. */
  readonly number: number
  readonly shots: number
  readonly items: ReadonlyArray<A>
  readonly gates: number
}

interface Open<A> {
  readonly items: Array<A>
  gates: number
  bytes: number
}

/**
 * Packs circuits into jobs in the order in which they come. There is one job open for each number of shots; it is full when the
 * next circuit would be over a limit, so that the same circuits always make the same jobs.
 */
export const makePacker = <A>(room: Room) => {
  const open = new Map<number, Open<A>>()
  let packs = 0
  const close = (shots: number, { items, gates }: Open<A>): Pack<A> => {
    open.delete(shots)
    return { number: packs++, shots, items, gates }
  }
  return {
    /** Puts a circuit into its job, and gives the one that it had no room in. */
    add: (shots: number, item: A, size: Size): Pack<A> | undefined => {
      const before = open.get(shots)
      const isFull =
        before !== undefined &&
        (before.items.length >= room.circuits ||
          before.gates + size.gates > room.gates ||
          before.bytes + size.bytes > room.bytes)
      const full = isFull ? close(shots, before) : undefined
      const current = open.get(shots) ?? { items: [], gates: 0, bytes: 0 }
      open.set(shots, current)
      current.items.push(item)
      current.gates += size.gates
      current.bytes += size.bytes
      return full
    },
    /** The jobs that are not full, in the order in which they were begun. */
    rest: (): ReadonlyArray<Pack<A>> => [...open].map(([shots, pack]) => close(shots, pack)),
  }
}
