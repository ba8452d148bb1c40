import { Context } from "effect"

/**
 * Marks an endpoint that may safely be sent twice although its method does not imply it. Without the mark, GET, PUT
 * and DELETE requests may be sent twice, and POST requests may not.
 *
 * @category annotations
 * @since 0.1.0
 */
export const Idempotent = Context.Reference<boolean | undefined>("effect-ionq/client/Idempotent", {
  defaultValue: () => undefined,
})

/**
 * Marks an endpoint whose response can be JSON, text or bytes. The caller gets it as an unread stream.
 *
 * @category annotations
 * @since 0.1.0
 */
export const AnyContent = Context.Reference<boolean>("effect-ionq/client/AnyContent", {
  defaultValue: () => false,
})
