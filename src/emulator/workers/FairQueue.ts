/** A queue in which callers take turns: who sends much waits for himself. */
export class FairQueue<A> {
  /** By caller; the caller whose turn it is stands first. */
  private readonly queues = new Map<string, Array<A>>()

  /** Puts something at the end of its caller's queue, and gives a function that takes it out again. */
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

  /** The next item, if it may be taken: nobody is passed over, so that large ones are not put off for ever. */
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
