const final: ReadonlySet<string> = new Set([
  "CredentialsRequiredError",
  "SignedOutError",
  "LoginError",
  "InvalidRequestError",
  "QpiValidationError",
  "QpiUnauthorizedError",
  "QpiForbiddenError",
  "QpiNotFoundError",
])

/** Whether the same call would fail in the same way again. All other failures may be temporary. */
export const isFinal = ({ _tag }: { readonly _tag: string }): boolean => final.has(_tag)
