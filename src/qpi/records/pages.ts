import { Effect, Option, Result, Stream } from "effect"
import { count } from "../../client/ranges.ts"
import { asRequest } from "../../client/ranges.ts"
import type { InvalidRequestError } from "../../errors/call.ts"
import type { FilterError } from "../errors/jobErrors.ts"
import type { Page } from "../schema/Record.ts"
import { above, and, below, equals, type Filter, or, render } from "./filter.ts"

/** Which records to list, and the number per request. */
export interface ListOptions {
  /** The filter. Default: all visible records. */
  readonly filter?: Filter | undefined
  /** The number of records per request, at most 1000. Default: 200. */
  readonly pageSize?: number | undefined
}

interface Query {
  readonly query: {
    readonly filter?: string
    readonly sort: string
    readonly perPage: number
    readonly skipTotal: true
  }
}

type Row = { readonly id: string }

/**
 * Records in the order of a field and their ids, page by page. A page starts after the last record of the previous
 * page. Records that are added or deleted in the meantime therefore cause no duplicates and no omissions.
 */
export const recordStream = <A extends Row, E>(
  list: (request: Query) => Effect.Effect<Page<A>, E>,
  key: (keyof A & string) | "id",
  { filter = and(), pageSize }: ListOptions = {},
  isReversed = false,
): Stream.Stream<A, E | FilterError | InvalidRequestError> =>
  Stream.unwrap(
    Effect.map(asRequest(count("pageSize", pageSize, { min: 1, max: 1000 })), (size = 200) =>
      Stream.paginate<A | undefined, A, E | FilterError>(undefined, (last) =>
        Effect.gen(function* () {
          const text = yield* Effect.fromResult(
            render(last === undefined ? filter : and(filter, after(key, last, isReversed ? below : above))),
          )
          const { items, perPage } = yield* list({
            query: {
              ...(text === "" ? {} : { filter: text }),
              sort: (key === "id" ? ["id"] : [key, "id"])
                .map((field) => (isReversed ? `-${field}` : field))
                .join(),
              perPage: size,
              skipTotal: true,
            },
          })
          const next = items.at(-1)
          // The server may have shorter pages than requested.
          const isLast = items.length < Math.min(size, perPage)
          return [items, isLast || next === undefined ? Option.none() : Option.some(next)] as const
        }),
      ),
    ),
  )

/** The filter for the records after a given one. */
const after = <A extends Row>(key: (keyof A & string) | "id", last: A, beyond: typeof above): Filter => {
  if (key === "id") return beyond("id", last.id)
  const value = String(last[key])
  return or(beyond(key, value), and(equals(key, value), beyond("id", last.id)))
}

/** Renders a filter that is known to be valid. Throws for an invalid one. */
export const known = (filter: Filter): string => Result.getOrThrow(render(filter))
