import type { FieldErrors } from "../../schema/Server.ts"
import type { Accounts } from "../model/Accounts.ts"
import type { Database } from "../model/Database.ts"
import { type Incoming, json, type Outgoing } from "../model/Http.ts"
import type { Options } from "../model/Options.ts"
import { blank, notFound, Refusal } from "../model/Refusal.ts"
import { type Caller, idOf, type Row, textOf } from "../model/Row.ts"
import type { Schema } from "../model/schemas.ts"
import { recordBody } from "../model/body.ts"
import { pick } from "../model/pickFields.ts"
import { show } from "../model/visibleRecord.ts"

/** The sign-in endpoints of a collection: by password, refresh, impersonation, and the list of methods. */
export const makeSigning = (db: Database, accounts: Accounts, options: Options) => {
  const attempts: Array<number> = []

  const signed = (schema: Schema, row: Row, token: string) => {
    const caller: Caller = { kind: "user", id: row.id, tokenKey: "" }
    return { record: show(db, schema, row, caller), token }
  }

  const withPassword = (schema: Schema, request: Incoming): Outgoing => {
    if (options.rateLimits === true) {
      while (attempts[0] !== undefined && attempts[0] <= db.millis - 3000) attempts.shift()
      if (attempts.length >= 2) throw new Refusal(429, "Too Many Requests.")
      attempts.push(db.millis)
    }
    if (options.passwordAuth === false && schema === db.schemas.users) {
      throw new Refusal(403, "The collection is not configured to allow password authentication.")
    }
    const body = recordBody(request)
    const [identity, password] = [textOf(body["identity"]), textOf(body["password"])]
    if (identity === "" || password === "") {
      throw new Refusal(400, "An error occurred while validating the submitted data.", {
        ...(identity === "" ? { identity: blank } : {}),
        ...(password === "" ? { password: blank } : {}),
      })
    }
    const row = db.find(schema, (each) => each["email"] === identity)
    if (row === undefined || row["$password"] !== password) throw new Refusal(400, "Failed to authenticate.")
    return json(pick(signed(schema, row, accounts.tokenFor(schema, row)), request.query.get("fields")))
  }

  const refresh = (schema: Schema, request: Incoming): Outgoing => {
    const token = accounts.jwtIn(request)
    const holder = accounts.holder(token)
    if (holder === undefined) {
      throw new Refusal(401, "The request requires valid record authorization token.")
    }
    if (holder.schema !== schema) {
      throw new Refusal(403, `The request requires auth record from ${holder.schema.name} collection.`)
    }
    // The token of an impersonation is returned unchanged.
    return json(
      signed(schema, holder.row, holder.claims.refreshable ? accounts.tokenFor(schema, holder.row) : token),
    )
  }

  const impersonate = (schema: Schema, id: string, request: Incoming): Outgoing => {
    if (accounts.caller(request).kind !== "superuser") {
      throw new Refusal(403, "The authorized record is not allowed to perform this action.")
    }
    const row = db.get(schema, id)
    if (row === undefined) throw notFound()
    const seconds = Number(recordBody(request)["duration"] ?? 0)
    return json(signed(schema, row, accounts.tokenFor(schema, row, seconds > 0 ? seconds : 432_000)))
  }

  const methods = (): Outgoing =>
    json({
      password: { identityFields: ["email"], enabled: options.passwordAuth !== false },
      oauth2: { providers: [], enabled: false },
      mfa: { enabled: false, duration: 0 },
      otp: { enabled: false, duration: 0 },
      authProviders: null,
      usernamePassword: false,
      emailPassword: options.passwordAuth !== false,
    })

  return { withPassword, refresh, impersonate, methods }
}

const shortest = 8

/**
 * Validates the email and the password in a user's fields. A new password adds two hidden fields: the password, and a
 * new key for JWTs, which revokes the earlier JWTs of the user.
 */
export const withPassword = (
  db: Database,
  fields: Readonly<Record<string, unknown>>,
  caller: Caller,
  old: Row | undefined,
): Readonly<Record<string, unknown>> => {
  const words = old === undefined ? "Failed to create record." : "Failed to update record."
  const refuse = (data: FieldErrors): never => {
    throw new Refusal(400, words, data)
  }
  const isSuperuser = caller.kind === "superuser"
  const email = fields["email"]
  if (old !== undefined && !isSuperuser && email !== undefined && email !== old["email"]) {
    refuse({ email: { code: "validation_values_mismatch", message: "Values don't match." } })
  }
  const password = fields["password"]
  if (password === undefined) {
    if (old === undefined) refuse({ password: blank })
    return fields
  }
  if (textOf(password).length < shortest) {
    refuse({
      password: {
        code: "validation_min_text_constraint",
        message: `Must be at least ${shortest} character(s).`,
      },
    })
  }
  if (password !== fields["passwordConfirm"]) {
    refuse({ passwordConfirm: { code: "validation_values_mismatch", message: "Values don't match." } })
  }
  if (
    old !== undefined &&
    !isSuperuser &&
    idOf(caller) === old.id &&
    fields["oldPassword"] !== old["$password"]
  ) {
    refuse({
      oldPassword: { code: "validation_invalid_old_password", message: "Missing or invalid old password." },
    })
  }
  return { ...fields, $password: password, $tokenKey: db.text(50) }
}
