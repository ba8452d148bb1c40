/** Selects some of a value's fields: `id,expand.user.name`, with `*` for all fields of a level. */
export const pick = (value: unknown, fields: string | null): unknown => {
  if (fields === null || fields.trim() === "") return value
  return pickPaths(
    value,
    fields.split(",").map((field) => field.trim().split(".")),
  )
}

type Paths = ReadonlyArray<ReadonlyArray<string>>

const pickPaths = (value: unknown, paths: Paths): unknown => {
  if (Array.isArray(value)) return value.map((item) => pickPaths(item, paths))
  if (typeof value !== "object" || value === null) return value
  const picked: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) {
    const fit = paths.filter(([head]) => head === key || head === "*")
    if (fit.length === 0) continue
    const deeper = fit.filter((path) => path.length > 1).map((path) => path.slice(1))
    picked[key] =
      deeper.length === 0 || fit.some((path) => path.length === 1) ? part : pickPaths(part, deeper)
  }
  return picked
}

/** Selects some of the fields of each record on a page. */
export const pickItems = <A extends { readonly items: ReadonlyArray<unknown> }>(
  page: A,
  fields: string | null,
): A => ({ ...page, items: page.items.map((item) => pick(item, fields)) })
