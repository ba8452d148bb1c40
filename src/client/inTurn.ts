import { Effect, Semaphore } from "effect"

/** Runs effects of the same key one after the other, and those of different keys at the same time. */
export const makeTurns = () => {
  const queues = new Map<string, { readonly semaphore: Semaphore.Semaphore; users: number }>()
  return (key: string) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.acquireUseRelease(
        Effect.sync(() => {
          const queue = queues.get(key) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
          queues.set(key, queue)
          queue.users++
          return queue
        }),
        (queue) => queue.semaphore.withPermits(1)(effect),
        (queue) => Effect.sync(() => void (--queue.users === 0 && queues.delete(key))),
      )
}
