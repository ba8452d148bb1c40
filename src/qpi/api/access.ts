import { Context } from "effect"

/**
 * Who may call an endpoint: anybody, whoever has a token or a JWT, whoever has a JWT, superusers. What a guest may call gives
 * more to those who are signed in.
 */
export type Access = "guest" | "token" | "jwt" | "superuser"

/** Said of each endpoint of the contract. */
export const AccessOf = Context.Reference<Access>("effect-ionq/qpi/AccessOf", {
  defaultValue: () => "guest",
})

/** Marks an endpoint whose answer holds a secret: what does not decode is not shown. */
export const Secret = Context.Reference<boolean>("effect-ionq/qpi/Secret", { defaultValue: () => false })
