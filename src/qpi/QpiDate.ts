/**
 * Dates in PocketBase's format: `2026-11-21 11:56:31.394Z`, or an empty string for no date.
 *
 * @since 0.2.0
 */
import { DateTime, Effect, Option } from "effect"
import { InvalidRequestError } from "../errors/call.ts"
import { formatDate, isDay, isWritable, parseDate } from "./schema/dates.ts"

/**
 * A point in time: a `DateTime`, a `Date`, milliseconds since 1970, or a string with a time zone.
 *
 * @category models
 * @since 0.2.0
 */
export type Input = DateTime.DateTime | Date | number | string

/**
 * Parses a date of the server; none for an empty string and for an invalid one.
 *
 * @category conversions
 * @since 0.2.0
 */
export const parse: (text: string) => Option.Option<DateTime.Utc> = parseDate

/**
 * Formats a point in time as the server does, in UTC and with milliseconds.
 *
 * @category conversions
 * @since 0.2.0
 */
export const format: (moment: DateTime.DateTime) => string = formatDate

/** A date, a time and a time zone. Without a time zone, a string would mean different times on different machines. */
const withZone = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})$/i

/**
 * Formats a point in time to be sent. Fails with `InvalidRequestError`, which names the field, for an invalid date,
 * for a year after 9999 and for a string without a time zone. The server would silently store these as "no date".
 *
 * @category conversions
 * @since 0.2.0
 */
export const encode = (field: string, input: Input): Effect.Effect<string, InvalidRequestError> => {
  const moment = Option.filter(typeof input === "string" ? fromText(input) : DateTime.make(input), isWritable)
  return Option.match(moment, {
    onSome: (found) => Effect.succeed(formatDate(found)),
    onNone: () =>
      Effect.fail(
        new InvalidRequestError({
          field,
          message: `${field} is ${JSON.stringify(String(input))}, which is not a date with a time zone such as 2026-11-21T11:56:31Z`,
        }),
      ),
  })
}

const fromText = (text: string): Option.Option<DateTime.DateTime> => {
  const [, day = "", time = "", zone = ""] = withZone.exec(text.trim()) ?? []
  return isDay(day) ? DateTime.make(`${day}T${time}${zone}`.toUpperCase()) : Option.none()
}
