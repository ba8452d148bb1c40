/** A seeded generator of uniform numbers below 1 (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const nested = (depth: number): unknown =>
  depth === 0 ? 0 : depth % 2 === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) }

/** What may stand where something else should. */
const strange: ReadonlyArray<unknown> = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  "",
  "unheard-of",
  "__proto__",
  "1e999",
  [],
  [null],
  {},
  { id: 1 },
  nested(200),
]

/** The text of a valid body after some harm: dropped keys, nulls, unknown words, wrong types, nesting, cut JSON. */
export const mutate = (body: unknown, random: () => number): string => {
  const pick = <A>(items: ReadonlyArray<A>): A => items[Math.floor(random() * items.length)]!
  const oddity = () => structuredClone(pick(strange))
  let harmed = structuredClone(body)
  for (let harms = 1 + Math.floor(random() * 3); harms > 0; harms--) {
    const places: Array<readonly [holder: Record<string, unknown>, key: string]> = []
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return
      for (const key of Object.keys(value)) {
        // Arrays are objects with the indices as keys.
        const holder = value as Record<string, unknown>
        places.push([holder, key])
        visit(holder[key])
      }
    }
    visit(harmed)
    if (places.length === 0) break
    const [holder, key] = pick(places)
    const kind = random()
    if (kind < 0.25 && !Array.isArray(holder)) delete holder[key]
    else if (kind < 0.4) holder[key] = null
    else if (kind < 0.5 && !Array.isArray(holder)) holder[`${key}_new`] = oddity()
    else if (kind < 0.55) harmed = oddity()
    else holder[key] = oddity()
  }
  const text = JSON.stringify(harmed).replaceAll("1e+308", "1e999")
  return random() < 0.1 ? text.slice(0, Math.floor(random() * text.length)) : text
}
