import type { Accounts } from "../model/Accounts.ts"
import { routeBody } from "../model/body.ts"
import type { Database } from "../model/Database.ts"
import { type Incoming, json, type Outgoing } from "../model/Http.ts"
import { badBody, Refusal, unauthorized } from "../model/Refusal.ts"
import { type Row, textOf } from "../model/Row.ts"
import { pick } from "../model/pickFields.ts"

const shown = (row: Row, token?: string) => ({
  id: row.id,
  ...(token === undefined ? {} : { token }),
  name: row["name"],
  ...(row["expires_at"] === "" ? {} : { expires_at: row["expires_at"] }),
  created: "",
})

/** The routes of API tokens, and the dismissal of notifications. Both accept an API token as credentials. */
export const makeTokens = (db: Database, accounts: Accounts) => {
  const { apiTokens, notifications } = db.schemas

  const userOf = (request: Incoming): Row => {
    const user = accounts.user(request)
    if (user === undefined) throw unauthorized()
    return user
  }

  const tokenOf = (request: Incoming, id: string): Row => {
    const user = userOf(request)
    const holder = accounts.caller(request)
    const row = db.get(apiTokens, id)
    if (row === undefined || (row["user"] !== user.id && holder.kind !== "superuser")) {
      throw new Refusal(404, "Token not found.")
    }
    return row
  }

  const changesOf = (request: Incoming): Record<string, unknown> => {
    const body = routeBody(request)
    const changes: Record<string, unknown> = {}
    for (const name of ["name", "expires_at"]) {
      const value = body[name]
      if (value === undefined || value === null) continue
      if (typeof value !== "string") throw badBody()
      changes[name] = value
    }
    return changes
  }

  return {
    create: (request: Incoming): Outgoing => {
      const user = userOf(request)
      const changes = changesOf(request)
      const token = db.token()
      const row = db.insert(
        apiTokens,
        { ...changes, user: user.id, token: db.text(64, "0123456789abcdef"), $token: token },
        [500, "Failed to create token."],
      )
      return json(shown(row, token), 201)
    },
    list: (request: Incoming): Outgoing => {
      const user = userOf(request)
      const own = [...db.rows(apiTokens).values()].filter((row) => row["user"] === user.id).toReversed()
      return json(
        pick(
          own.map((row) => shown(row)),
          request.query.get("fields"),
        ),
      )
    },
    get: (request: Incoming, id: string): Outgoing => json(shown(tokenOf(request, id))),
    update: (request: Incoming, id: string): Outgoing =>
      json(shown(db.update(apiTokens, tokenOf(request, id), changesOf(request)))),
    delete: (request: Incoming, id: string): Outgoing => {
      db.remove(apiTokens, tokenOf(request, id))
      return json({ status: "deleted" })
    },
    dismiss: (request: Incoming, id: string): Outgoing => {
      const user = userOf(request)
      const row = db.get(notifications, id)
      if (row === undefined) throw new Refusal(404, "Notification not found.")
      const target = textOf(row["target_users"])
      if (target !== "" && target !== user.id) throw new Refusal(403, "Access denied.")
      // If several users dismiss a notification, the server stores only the last user.
      db.update(notifications, row, { dismissed_by: user.id })
      return json({ status: "dismissed" })
    },
  }
}
