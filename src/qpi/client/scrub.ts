/** What tokens look like: those that a server makes are not known before they are sent. */
const patterns = [/qpi_[\da-f]{16,}/gi, /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g]

/** What stands under these names is one, whatever it looks like. */
const named = /("(?:token|auth_token|password)"\s*:\s*)"(?:[^"\\]|\\.)*"?/g

const scrub = (text: string): string =>
  patterns
    .reduce((rest, pattern) => rest.replaceAll(pattern, "<redacted>"), text)
    .replaceAll(named, '$1"<redacted>"')

/** An error without what looks like a token; without its body, where the answer holds one. */
export const withoutTokens = <E>(error: E, isSecret: boolean): E => {
  if (!(error instanceof Error)) return error
  // An error's message is no field of its own that is copied.
  const fields: Record<string, unknown> = { ...error, message: error.message }
  let changed = false
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== "string" || name === "_tag") continue
    const clean = name === "body" && isSecret ? "<redacted>" : scrub(value)
    if (clean === value) continue
    fields[name] = clean
    changed = true
  }
  if (!changed) return error
  // Errors are made by classes that take their own fields.
  const { constructor } = error as unknown as { constructor: new (fields: object) => E }
  return new constructor(fields)
}
