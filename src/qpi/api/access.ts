import { Context } from "effect"

/**
 * Who may call an endpoint: anybody, anyone with a token or a JWT, anyone with a JWT, or superusers. An endpoint for
 * guests returns more to signed-in users.
 */
export type Access = "guest" | "token" | "jwt" | "superuser"

/** The annotation of each endpoint of the contract. */
export const AccessOf = Context.Reference<Access>("effect-ionq/qpi/AccessOf", {
  defaultValue: () => "guest",
})

/** Marks an endpoint whose response contains a secret. A response that does not decode is not shown. */
export const Secret = Context.Reference<boolean>("effect-ionq/qpi/Secret", { defaultValue: () => false })
