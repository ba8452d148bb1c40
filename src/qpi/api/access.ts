import { Context } from "effect"

/**
 * The credentials that an endpoint needs: none, a token or a JWT, a JWT, or those of a superuser. An endpoint for
 * guests returns more to signed-in users.
 */
export type Access = "guest" | "token" | "jwt" | "superuser"

/** The annotation of an endpoint with the credentials that it needs. Default: `guest`. */
export const AccessOf = Context.Reference<Access>("effect-ionq/qpi/AccessOf", {
  defaultValue: () => "guest",
})

/** Marks an endpoint whose response contains a secret. If the response does not decode, its body is not shown. */
export const Secret = Context.Reference<boolean>("effect-ionq/qpi/Secret", { defaultValue: () => false })
