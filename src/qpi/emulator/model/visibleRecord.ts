import type { Database } from "./Database.ts"
import { type Caller, idOf, type Row } from "./Row.ts"
import type { Schema } from "./schemas.ts"

/** A record as the caller may see it, with the records in `expand`. */
export const show = (
  db: Database,
  schema: Schema,
  row: Row,
  caller: Caller,
  expand = "",
): Readonly<Record<string, unknown>> => {
  const shown: Record<string, unknown> = { collectionId: schema.collectionId, collectionName: schema.name }
  for (const [name, value] of Object.entries(row)) if (!name.startsWith("$")) shown[name] = value
  const isOwner = idOf(caller) === row.id || caller.kind === "superuser"
  if (schema.isAuth === true && !isOwner && row["emailVisibility"] !== true) delete shown["email"]
  const expanded: Record<string, unknown> = {}
  for (const name of expand.split(",").map((part) => part.trim())) {
    const field = schema.fields[name]
    if (field?.type !== "relation") continue
    const target = db.schemaOf(field.to)
    const found = target === undefined ? undefined : db.get(target, String(row[name]))
    if (target === undefined || found === undefined) continue
    const mayView = caller.kind === "superuser" || target.rules.view?.(found, caller, db.now) === true
    if (mayView) expanded[name] = show(db, target, found, caller)
  }
  return Object.keys(expanded).length === 0 ? shown : { ...shown, expand: expanded }
}
