import { DateTime, Option } from "effect"

/** What the server writes: `2026-11-21 11:56:31.394Z`. */
const stored = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)Z?$/

/** A date of the server's; nothing for an empty one, and for what is no date. Events have a `T` for the space. */
export const parseDate = (text: string): Option.Option<DateTime.Utc> => {
  const match = stored.exec(text)
  return match === null ? Option.none() : DateTime.make(`${match[1]}T${match[2]}Z`)
}

/** A moment in the server's format, in UTC and milliseconds. Filters compare dates as texts: only this one is right there. */
export const formatDate = (moment: DateTime.DateTime): string =>
  DateTime.formatIso(DateTime.toUtc(moment)).replace("T", " ")

/** The same with a `T`, as events have it. */
export const formatEventDate = (moment: DateTime.DateTime): string =>
  DateTime.formatIso(DateTime.toUtc(moment))
