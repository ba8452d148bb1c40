import type { Database } from "../model/Database.ts"
import { storedDate } from "../model/fields.ts"
import { Refusal } from "../model/Refusal.ts"
import { type Caller, idOf, type Row, textOf } from "../model/Row.ts"
import type { Schema } from "../model/schemas.ts"

type Fields = Readonly<Record<string, unknown>>

const refuse = (message: string): never => {
  throw new Refusal(400, message)
}

const overlaps = (db: Database, start: string, end: string, except: string | undefined): boolean =>
  db.find(
    db.schemas.timeSlots,
    (row) => row.id !== except && textOf(row["start_time"]) < end && start < textOf(row["end_time"]),
  ) !== undefined

/** Checks of a booking that the server makes in addition to the access rules. */
const slot = (db: Database, fields: Fields, caller: Caller, old: Row | undefined): void => {
  const start = storedDate(fields["start_time"] ?? old?.["start_time"])
  const end = storedDate(fields["end_time"] ?? old?.["end_time"])
  if (caller.kind === "superuser") {
    if (start === "" || end === "" || textOf(fields["booked_by"] ?? old?.["booked_by"]) === "") return
    if (start >= end || overlaps(db, start, end, old?.id)) {
      refuse(old === undefined ? "Failed to create record." : "Failed to update record.")
    }
    return
  }
  if (old === undefined) {
    if (start < db.now) refuse("Cannot book a slot in the past.")
  } else {
    if (textOf(old["start_time"]) <= db.now) {
      refuse("Cannot modify a booking slot that has already started.")
    }
    if (start < db.now) refuse("Cannot reschedule a booking slot to a start time in the past.")
  }
  if (start >= end) refuse("Start_time must be strictly before end_time.")
  if (overlaps(db, start, end, old?.id)) {
    refuse("The requested booking slot overlaps with an existing reservation.")
  }
}

/** Runs before a record is created. Returns the fields to store. */
export const beforeCreate = (db: Database, schema: Schema, fields: Fields, caller: Caller): Fields => {
  if (schema === db.schemas.timeSlots) slot(db, fields, caller, undefined)
  return schema === db.schemas.timeRequests ? { ...fields, handled_by: "" } : fields
}

/**
 * Runs before a record is updated. Returns the fields to store. The approval of a time request adds its seconds to the
 * user.
 */
export const beforeUpdate = (
  db: Database,
  schema: Schema,
  row: Row,
  fields: Fields,
  caller: Caller,
): Fields => {
  if (schema === db.schemas.timeSlots) slot(db, fields, caller, row)
  if (schema !== db.schemas.timeRequests) return fields
  if ("user" in fields && fields["user"] !== row["user"]) {
    refuse("Cannot modify the user of a time request.")
  }
  if ("seconds" in fields && fields["seconds"] !== row["seconds"]) {
    refuse("Cannot modify the requested seconds.")
  }
  const decision = fields["status"] ?? row["status"]
  if (row["status"] !== "pending" && decision !== row["status"]) {
    refuse("Cannot update a request that has already been processed.")
  }
  if (row["status"] === "pending" && decision === "approved") {
    const user = db.get(db.schemas.users, textOf(row["user"]))
    if (user !== undefined) db.update(db.schemas.users, user, { "qpu_seconds+": row["seconds"] })
  }
  return decision === "pending" ? fields : { ...fields, handled_by: idOf(caller) }
}

/** Runs before a record is deleted. Only superusers may delete a booking that has started. */
export const beforeDelete = (db: Database, schema: Schema, row: Row, caller: Caller): void => {
  if (schema !== db.schemas.timeSlots || caller.kind === "superuser") return
  if (textOf(row["start_time"]) <= db.now) {
    refuse("Cannot delete/cancel a booking slot that has already started.")
  }
}
