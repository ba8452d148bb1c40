/** A queue in which callers take turns, so that a caller with many items delays only itself. */
export class FairQueue<A> {
  /** The queue of each caller. The first caller is the next in turn. */
  private readonly queues = new Map<string, Array<A>>()

  /** Adds an item to the end of its caller's queue. Returns a function that removes it. */
  add(caller: string, item: A): () => void {
    const queue = this.queues.get(caller) ?? []
    queue.push(item)
    this.queues.set(caller, queue)
    return () => {
      const place = queue.indexOf(item)
      if (place === -1) return
      queue.splice(place, 1)
      if (queue.length === 0 && this.queues.get(caller) === queue) this.queues.delete(caller)
    }
  }

  /**
   * Takes the next item; undefined if there is none or `mayTake` rejects it. No other item overtakes a rejected one, so
   * a large item is not delayed forever.
   */
  take(mayTake: (item: A) => boolean): A | undefined {
    const [first] = this.queues
    if (first === undefined) return undefined
    const [caller, queue] = first
    const item = queue[0]
    if (item === undefined || !mayTake(item)) return undefined
    queue.shift()
    this.queues.delete(caller)
    if (queue.length > 0) this.queues.set(caller, queue)
    return item
  }

  get size(): number {
    let size = 0
    for (const queue of this.queues.values()) size += queue.length
    return size
  }
}
