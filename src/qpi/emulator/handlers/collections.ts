import type { Accounts } from "../model/Accounts.ts"
import type { Database } from "../model/Database.ts"
import { type Incoming, json, nothing, type Outgoing } from "../model/Http.ts"
import { pageOf } from "../model/listing.ts"
import type { Options } from "../model/Options.ts"
import { notFound, Refusal, superusersOnly } from "../model/Refusal.ts"
import type { Caller, Row } from "../model/Row.ts"
import type { Schema } from "../model/schemas.ts"
import { recordBody } from "../model/body.ts"
import { pick } from "../model/pickFields.ts"
import { show } from "../model/visibleRecord.ts"
import { makeSigning, withPassword } from "./accounts.ts"
import { beforeCreate, beforeDelete, beforeUpdate } from "./hooks.ts"

/** The PocketBase part of the API: records of collections, and signing in. */
export const makeCollections = (db: Database, accounts: Accounts, options: Options) => {
  const signing = makeSigning(db, accounts, options)

  const shown = (schema: Schema, row: Row, caller: Caller, request: Incoming): Outgoing =>
    json(pick(show(db, schema, row, caller, request.query.get("expand") ?? ""), request.query.get("fields")))

  /**
   * The record, if the rule permits the caller to access it. Otherwise throws a 404, or a 403 if only superusers may.
   */
  const found = (schema: Schema, id: string, caller: Caller, rule: "view" | "update" | "delete"): Row => {
    const may = schema.rules[rule]
    if (may === null && caller.kind !== "superuser") throw superusersOnly()
    const row = db.get(schema, id)
    if (row === undefined || (caller.kind !== "superuser" && may?.(row, caller, db.now) !== true)) {
      throw notFound()
    }
    return row
  }

  const create = (schema: Schema, request: Incoming, caller: Caller): Outgoing => {
    const rule = schema.rules.create
    if (rule === null && caller.kind !== "superuser") throw superusersOnly()
    const sent = recordBody(request)
    const body = schema.isAuth === true ? withPassword(db, sent, caller, undefined) : sent
    if (caller.kind !== "superuser" && rule?.({ ...body, id: "" }, caller, db.now) !== true) {
      throw new Refusal(400, "Failed to create record.")
    }
    const fields = beforeCreate(db, schema, body, caller)
    const row = db.insert(schema, fields, [400, "Failed to create record."])
    return shown(schema, row, caller, request)
  }

  const update = (schema: Schema, id: string, request: Incoming, caller: Caller): Outgoing => {
    const row = found(schema, id, caller, "update")
    const sent = recordBody(request)
    const body = schema.isAuth === true ? withPassword(db, sent, caller, row) : sent
    return shown(schema, db.update(schema, row, beforeUpdate(db, schema, row, body, caller)), caller, request)
  }

  const remove = (schema: Schema, id: string, caller: Caller): Outgoing => {
    const row = found(schema, id, caller, "delete")
    beforeDelete(db, schema, row, caller)
    db.remove(schema, row)
    return nothing
  }

  const records = (schema: Schema, id: string | undefined, request: Incoming): Outgoing => {
    const caller = accounts.caller(request)
    switch (`${request.method} ${id === undefined ? "all" : "one"}`) {
      case "GET all":
        return json(pageOf(db, schema, request.query, caller))
      case "GET one":
        return shown(schema, found(schema, id ?? "", caller, "view"), caller, request)
      case "POST all":
        return create(schema, request, caller)
      case "PATCH one":
        return update(schema, id ?? "", request, caller)
      case "DELETE one":
        return remove(schema, id ?? "", caller)
      default:
        throw notFound()
    }
  }

  return (request: Incoming): Outgoing => {
    const [, , , name = "", part, id, ...rest] = request.path.split("/")
    if (name === "" && request.method === "GET") return administration(db, accounts, request)
    const schema = db.schemaOf(name)
    if (schema === undefined) throw new Refusal(404, "Missing collection context.")
    if (rest.length > 0) throw notFound()
    if (part === "records") return records(schema, id, request)
    switch (`${request.method} ${part}`) {
      case "GET auth-methods":
        return signing.methods()
      case "POST auth-with-password":
        return signing.withPassword(schema, request)
      case "POST auth-refresh":
        return signing.refresh(schema, request)
      case "POST impersonate":
        return signing.impersonate(schema, id ?? "", request)
      default:
        throw notFound()
    }
  }
}

/** The list of the collections, for superusers. */
const administration = (db: Database, accounts: Accounts, request: Incoming): Outgoing => {
  if (accounts.caller(request).kind !== "superuser") {
    throw new Refusal(403, "The authorized record is not allowed to perform this action.")
  }
  const { superusers, users } = db.names
  const rank = (name: string): number => (name === superusers ? 0 : name === users ? 1 : 2)
  const own = Object.values(db.schemas).map(({ name, isAuth }) => ({
    name,
    type: isAuth === true ? "auth" : "base",
  }))
  const items = [
    ...["_mfas", "_otps", "_externalAuths", "_authOrigins"].map((name) => ({ name, type: "base" })),
    ...own.toSorted((a, b) => rank(a.name) - rank(b.name)),
    { name: "themes", type: "base" },
  ]
  const perPage = Number(request.query.get("perPage") ?? 30)
  return json({ items, page: 1, perPage, totalItems: items.length, totalPages: 1 })
}
