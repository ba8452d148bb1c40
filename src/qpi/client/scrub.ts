/** The patterns of API tokens and of JWTs. They also match tokens that the server has just created. */
const patterns = [/qpi_[\da-f]{16,}/gi, /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g]

/** The values of fields with these names are secrets, whatever their form. */
const named = /("(?:token|auth_token|password)"\s*:\s*)"(?:[^"\\]|\\.)*"?/g

const scrub = (text: string): string =>
  patterns
    .reduce((rest, pattern) => rest.replaceAll(pattern, "<redacted>"), text)
    .replaceAll(named, '$1"<redacted>"')

/** Removes anything that looks like a token from an error, and its body if the response contains a secret. */
export const withoutTokens = <E>(error: E, isSecret: boolean): E => {
  if (!(error instanceof Error)) return error
  // A spread copies only enumerable fields, and `message` is not enumerable.
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
  // The constructor of an error class accepts the fields of its instances.
  const { constructor } = error as unknown as { constructor: new (fields: object) => E }
  return new constructor(fields)
}
