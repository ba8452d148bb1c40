import { Effect, Option, Stream } from "effect"
import { checkCount } from "../client/ranges.ts"
import { type InvalidRequestError, PaginationError } from "../IonQError.ts"

/** One page: its items and the cursor of the next page, null or absent at the end. */
export interface Page<A> {
  readonly items: ReadonlyArray<A>
  readonly next: string | null | undefined
}

/** How a list is fetched. */
export interface PageOptions {
  /** The page size. Default: the server's own. */
  readonly pageSize?: number | undefined
  /**
   * The smallest number of pages to fetch ahead of the one that is read. At most twice as many are fetched. Default:
   * 0.
   */
  readonly prefetch?: number | undefined
}

/** The cursor to follow, which is recorded as seen; undefined at the end. Fails if following it would never end. */
export const nextCursor = (
  seen: Set<string>,
  next: string | null | undefined,
): Effect.Effect<string | undefined, PaginationError> => {
  if (next === null || next === undefined) return Effect.undefined
  if (next === "" || seen.has(next)) {
    const message =
      next === "" ? "The server sent an empty cursor" : `The server sent the cursor ${next} twice`
    return Effect.fail(new PaginationError({ cursor: next, message }))
  }
  seen.add(next)
  return Effect.succeed(next)
}

/**
 * Follows cursors to the end. A cursor that is empty or was seen before fails with `PaginationError`, because
 * following it would never end.
 */
export const paginate = <A, E, R>(
  { prefetch = 0 }: Pick<PageOptions, "prefetch">,
  page: (cursor: string | undefined) => Effect.Effect<Page<A>, E, R>,
): Stream.Stream<A, E | PaginationError | InvalidRequestError, R> =>
  Stream.unwrap(
    Effect.map(checkCount("prefetch", prefetch), () => {
      const seen = new Set<string>()
      const pages = Stream.paginate<string | undefined, ReadonlyArray<A>, E | PaginationError, R>(
        undefined,
        Effect.fnUntraced(function* (cursor) {
          const { items, next } = yield* page(cursor)
          const following = yield* nextCursor(seen, next)
          if (following === undefined) return [[items], Option.none()] as const
          return [[items], Option.some(following)] as const
        }),
      )
      const ahead = prefetch > 0 ? Stream.buffer(pages, { capacity: prefetch }) : pages
      return Stream.flatMap(ahead, (items) => Stream.fromIterable(items))
    }),
  )
