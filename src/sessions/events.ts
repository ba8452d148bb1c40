import { type Cause, Effect, Queue, type Scope, Stream } from "effect"

/** A reader that is this far behind loses the oldest events. */
const most = 1024

/** What happens, for whoever is listening. */
export interface Events<A> {
  readonly publish: (event: A) => Effect.Effect<void>
  /** Every event from when it is run until the layer ends. */
  readonly stream: Stream.Stream<A>
}

/** Events without a past, a queue for each listener. A `PubSub` does the same and is larger than all of the sessions. */
export const makeEvents = <A>(): Effect.Effect<Events<A>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const listeners = new Set<Queue.Queue<A, Cause.Done>>()
    let isOver = false
    yield* Effect.addFinalizer(() => {
      isOver = true
      return Effect.forEach(listeners, Queue.end, { discard: true })
    })
    const listen = Effect.acquireRelease(
      Effect.tap(Queue.sliding<A, Cause.Done>(most), (queue) => {
        if (isOver) return Queue.end(queue)
        listeners.add(queue)
        return Effect.void
      }),
      (queue) => Effect.sync(() => void listeners.delete(queue)),
    )
    return {
      publish: (event) => Effect.forEach(listeners, (queue) => Queue.offer(queue, event), { discard: true }),
      stream: Stream.unwrap(Effect.map(listen, Stream.fromQueue)),
    }
  })
