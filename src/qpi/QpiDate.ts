/**
 * Dates as PocketBase writes them: `2026-11-21 11:56:31.394Z`, and an empty text for none.
 *
 * @since 0.2.0
 */
import { DateTime, Effect, Option } from "effect"
import { InvalidRequestError } from "../errors/call.ts"
import { formatDate, parseDate } from "./schema/dates.ts"

/**
 * A moment: a `DateTime`, a `Date`, milliseconds since 1970, or a text with its time zone.
 *
 * @category models
 * @since 0.2.0
 */
export type Input = DateTime.DateTime | Date | number | string

/**
 * A date of the server's; none for an empty text, and for what is no date.
 *
 * @category conversions
 * @since 0.2.0
 */
export const parse: (text: string) => Option.Option<DateTime.Utc> = parseDate

/**
 * A moment in the server's format, in UTC and to the millisecond.
 *
 * @category conversions
 * @since 0.2.0
 */
export const format: (moment: DateTime.DateTime) => string = formatDate

/** A text says its zone, else it would mean another moment on each machine. */
const withZone = /(?:Z|[+-]\d{2}:?\d{2})$/i

/**
 * A moment as it is sent. Fails with `InvalidRequestError`, which names the field, for what is no date and for a text without
 * a time zone: the server would store it as "no date", and say nothing.
 *
 * @category conversions
 * @since 0.2.0
 */
export const encode = (field: string, input: Input): Effect.Effect<string, InvalidRequestError> => {
  const moment = typeof input === "string" ? fromText(input) : DateTime.make(input)
  return Option.match(moment, {
    onSome: (found) => Effect.succeed(formatDate(found)),
    onNone: () =>
      Effect.fail(
        new InvalidRequestError({
          field,
          message: `${field} is ${JSON.stringify(String(input))}, not a date with a time zone such as 2026-11-21T11:56:31Z`,
        }),
      ),
  })
}

const fromText = (text: string): Option.Option<DateTime.DateTime> => {
  const trimmed = text.trim()
  if (!withZone.test(trimmed)) return Option.none()
  return Option.orElse(parseDate(trimmed), () => DateTime.make(trimmed))
}
