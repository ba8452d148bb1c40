import { Effect, Option, Stream } from "effect"
import { PaginationError } from "../IonQError.ts"

/** One page: its items and the cursor of the next, null or absent at the end. */
export interface Page<A> {
  readonly items: ReadonlyArray<A>
  readonly next: string | null | undefined
}

/**
 * Follows cursors to the end. A cursor that is empty or was seen before fails with `PaginationError`, because
 * following it would never end.
 */
export const paginate = <A, E, R>(
  page: (cursor: string | undefined) => Effect.Effect<Page<A>, E, R>,
): Stream.Stream<A, E | PaginationError, R> =>
  Stream.suspend(() => {
    const seen = new Set<string>()
    return Stream.paginate<string | undefined, A, E | PaginationError, R>(
      undefined,
      Effect.fnUntraced(function* (cursor) {
        const { items, next } = yield* page(cursor)
        if (next === null || next === undefined) return [items, Option.none()] as const
        if (next === "" || seen.has(next)) {
          return yield* new PaginationError({
            cursor: next,
            message:
              next === "" ? "The server sent an empty cursor" : `The server sent the cursor ${next} twice`,
          })
        }
        seen.add(next)
        return [items, Option.some(next)] as const
      }),
    )
  })
