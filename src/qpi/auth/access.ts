import { Context } from "effect"
import { HttpApi } from "effect/http-api"
import { type Access, AccessOf, Secret } from "../api/access.ts"
import { CredentialsRequiredError } from "../errors/jobErrors.ts"
import type { Credentials } from "./Credentials.ts"

/**
 * The credentials that each endpoint of a contract needs, by its name, and the endpoints whose responses contain a
 * secret.
 */
export interface Needs {
  readonly access: ReadonlyMap<string, Access>
  readonly secret: ReadonlySet<string>
}

export const needsOf = (api: HttpApi.Top): Needs => {
  const access = new Map<string, Access>()
  const secret = new Set<string>()
  HttpApi.reflect(api, {
    onGroup: () => undefined,
    onEndpoint: ({ group, endpoint }) => {
      const name = `${group.identifier}.${endpoint.identifier}`
      access.set(name, Context.get(endpoint.annotations, AccessOf))
      if (Context.get(endpoint.annotations, Secret)) secret.add(name)
    },
  })
  return { access, secret }
}

const words = {
  token: "an API token or a JWT",
  jwt: "a JWT: sign in with an email and a password, or pass a JWT",
  superuser: "a superuser",
}

/**
 * The error of a call that the given credentials do not permit; undefined if they do. `isSuperuser` comes from the type
 * of the credentials or from the claims of the JWT.
 */
export const refusal = (
  call: string,
  needed: Access,
  given: Credentials["_tag"] | "none",
  isSuperuser: boolean,
): CredentialsRequiredError | undefined => {
  if (needed === "guest") return undefined
  const does =
    given !== "none" && (needed === "token" || (given !== "ApiToken" && (needed === "jwt" || isSuperuser)))
  return does
    ? undefined
    : new CredentialsRequiredError({
        message: `${call} needs ${words[needed]}, but the client has ${given === "none" ? "no credentials" : given}`,
        required: needed,
        given,
        call,
      })
}
