import type { MethodsFor } from "../../client/methodTypes.ts"
import { ownCalls, withOptions } from "../../CallOptions.ts"
import { Effect, Redacted } from "effect"
import type { QpiApi } from "../api/contract.ts"
import type { Signing } from "../auth/session.ts"
import type { QpiCallError } from "./errors.ts"
import { type CredentialsRequiredError, SignedOutError } from "../errors/jobErrors.ts"

type Methods = Pick<MethodsFor<QpiApi, QpiCallError>, "userAuth" | "superuserAuth">

/** A client without credentials sends all requests anonymously, so this error cannot occur. */
const impossible = ({ message }: CredentialsRequiredError) => Effect.fail(new SignedOutError({ message }))

/** Signs in with a client that has no credentials. Options that a caller sets for its own calls do not apply. */
export const signingWith = ({ userAuth, superuserAuth }: Methods): Signing => {
  const auth = (isSuperuser: boolean) => (isSuperuser ? superuserAuth : userAuth)
  return {
    withPassword: (isSuperuser, identity, password) =>
      auth(isSuperuser)
        .withPassword({ payload: { identity, password } })
        .pipe(Effect.catchTag("CredentialsRequiredError", impossible), ownCalls),
    refresh: (isSuperuser, token) =>
      auth(isSuperuser)
        .refresh()
        .pipe(
          withOptions({ headers: { authorization: `Bearer ${Redacted.value(token)}` } }),
          Effect.catchTag("CredentialsRequiredError", impossible),
          ownCalls,
        ),
  }
}
