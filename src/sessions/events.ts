import { type Cause, Effect, Queue, type Scope, Stream } from "effect"

/** The number of events that are kept for a listener. A slower listener loses the oldest events. */
const most = 1024

/** Sends each event to all listeners. */
export interface Events<A> {
  readonly publish: (event: A) => Effect.Effect<void>
  /** All events from the subscription until the scope closes. */
  readonly stream: Stream.Stream<A>
}

/**
 * Creates events without a history, with a queue for each listener. Effect's `PubSub` does the same, but adds more code
 * than all modules of sessions together.
 */
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
