import { Context } from "effect"

/**
 * Marks an endpoint that may be sent twice without harm although its method alone does not say so. Without the mark,
 * GET, PUT and DELETE may, and POST may not.
 *
 * @category annotations
 * @since 0.1.0
 */
export const Idempotent = Context.Reference<boolean | undefined>("effect-ionq/client/Idempotent", {
  defaultValue: () => undefined,
})

/**
 * Marks an endpoint whose answer is what its content type says: JSON, text or bytes. It is not read for the caller,
 * who gets a stream of it.
 *
 * @category annotations
 * @since 0.1.0
 */
export const AnyContent = Context.Reference<boolean>("effect-ionq/client/AnyContent", {
  defaultValue: () => false,
})
