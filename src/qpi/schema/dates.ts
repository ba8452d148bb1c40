import { DateTime, Option } from "effect"

/** The server's format: `2026-11-21 11:56:31.394Z`. */
const stored = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)Z?$/

/**
 * Parses a date of the server; none for an empty date and for an invalid one. Events have a `T` instead of the space.
 */
export const parseDate = (text: string): Option.Option<DateTime.Utc> => {
  const match = stored.exec(text)
  return match?.[1] === undefined || !isDay(match[1])
    ? Option.none()
    : DateTime.make(`${match[1]}T${match[2]}Z`)
}

/** Whether a date of the form `YYYY-MM-DD` exists. JavaScript parses February 30 as March 2. */
export const isDay = (text: string): boolean => {
  const moment = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text)
}

/** Whether a date fits into the server's format: the years from 0 to 9999. */
export const isWritable = (moment: DateTime.DateTime): boolean =>
  /^\d{4}-/.test(DateTime.formatIso(DateTime.toUtc(moment)))

/**
 * Formats a point in time as the server does, in UTC with milliseconds. Filters compare dates as texts, so no other
 * format works there.
 */
export const formatDate = (moment: DateTime.DateTime): string =>
  DateTime.formatIso(DateTime.toUtc(moment)).replace("T", " ")

/** Formats a date with a `T`, as in events. */
export const formatEventDate = (moment: DateTime.DateTime): string =>
  DateTime.formatIso(DateTime.toUtc(moment))
