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

/** Whether an error is permanent: a retry would fail in the same way. All other errors may be temporary. */
export const isFinal = ({ _tag }: { readonly _tag: string }): boolean => final.has(_tag)
