type Json = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const at = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined)

export const listAt = (value: unknown, key: string): ReadonlyArray<unknown> => {
  const found = at(value, key)
  return Array.isArray(found) ? found : []
}

export const entriesAt = (value: unknown, key: string): ReadonlyArray<readonly [string, unknown]> => {
  const found = at(value, key)
  return isObject(found) ? Object.entries(found) : []
}
