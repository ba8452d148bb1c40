import { Duration } from "effect"
import type { Database } from "./Database.ts"
import { type Claims, claimsOf, isSignedBy, sign } from "./jwt.ts"
import type { Options } from "./Options.ts"
import { type Caller, guest, type Row, textOf } from "./Row.ts"
import type { Schema } from "./schemas.ts"

/** The credentials in the headers of a request. */
export interface Credentials {
  readonly authorization: string | undefined
  readonly apiToken: string | undefined
}

/** Issues and verifies JWTs, and finds the caller of a request. */
export class Accounts {
  readonly #db: Database
  readonly #options: Options

  constructor(db: Database, options: Options) {
    this.#db = db
    this.#options = options
  }

  /**
   * A JWT for a record of `users` or `superusers`. `seconds` is the lifetime for an impersonation; its JWT cannot be
   * refreshed.
   */
  tokenFor(schema: Schema, row: Row, seconds?: number): string {
    const { superusers } = this.#db.schemas
    const { userToken = "432000 seconds", superuserToken = "86400 seconds" } = this.#options.times ?? {}
    const life = Duration.toSeconds(
      Duration.fromInputUnsafe(schema === superusers ? superuserToken : userToken),
    )
    const claims: Claims = {
      collectionId: schema.collectionId,
      exp: Math.floor(this.#db.millis / 1000) + (seconds ?? Math.round(life)),
      id: row.id,
      refreshable: seconds === undefined,
      type: "auth",
    }
    return sign(claims, textOf(row["$tokenKey"]))
  }

  /** The record of a valid JWT, with its collection; undefined if the JWT is invalid, expired or revoked. */
  holder(token: string): { readonly schema: Schema; readonly row: Row; readonly claims: Claims } | undefined {
    const claims = claimsOf(token)
    if (claims === undefined || claims.exp * 1000 <= this.#db.millis) return undefined
    const { users, superusers } = this.#db.schemas
    const schema = [users, superusers].find(({ collectionId }) => collectionId === claims.collectionId)
    const row = schema === undefined ? undefined : this.#db.get(schema, claims.id)
    return schema === undefined || row === undefined || !isSignedBy(token, textOf(row["$tokenKey"]))
      ? undefined
      : { schema, row, claims }
  }

  /** The JWT in the Authorization header, with or without the scheme `Bearer` in upper or lower case. */
  jwtIn({ authorization = "" }: Credentials): string {
    return authorization.replace(/^bearer\s+/i, "")
  }

  /** The caller for collections. API tokens count as anonymous. */
  caller(credentials: Credentials): Caller {
    const holder = this.holder(this.jwtIn(credentials))
    if (holder === undefined) return guest
    return {
      kind: holder.schema === this.#db.schemas.superusers ? "superuser" : "user",
      id: holder.row.id,
      tokenKey: textOf(holder.row["$tokenKey"]),
    }
  }

  /**
   * The caller for jobs and tokens: a JWT takes precedence over a token, and a superuser acts as the user with the
   * same email.
   */
  user(credentials: Credentials): Row | undefined {
    const holder = this.holder(this.jwtIn(credentials))
    const { users, superusers } = this.#db.schemas
    if (holder?.schema === users) return holder.row
    if (holder?.schema === superusers) return this.#proxyOf(holder.row)
    const { authorization = "", apiToken } = credentials
    const bearer = /^Bearer (qpi_.*)$/.exec(authorization)?.[1]
    const token = apiToken ?? bearer
    return token === undefined ? undefined : this.#ownerOf(token)
  }

  #ownerOf(token: string): Row | undefined {
    const { apiTokens, users } = this.#db.schemas
    const found = this.#db.find(apiTokens, (row) => row["$token"] === token)
    if (found === undefined) return undefined
    const expiry = textOf(found["expires_at"])
    if (expiry !== "" && expiry <= this.#db.now) return undefined
    return this.#db.get(users, textOf(found["user"]))
  }

  #proxyOf({ email }: Row): Row {
    const { users } = this.#db.schemas
    return (
      this.#db.find(users, (row) => row["email"] === email) ??
      this.#db.insert(
        users,
        {
          email,
          qpu_seconds: 999_999_999,
          $password: this.#db.text(30),
          $tokenKey: this.#db.text(50),
        },
        [500, "Failed to create proxy user."],
      )
    )
  }
}
