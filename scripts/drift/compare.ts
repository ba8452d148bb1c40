import { type Facts, type Field, type Operation, type Sender, type Variant, wordsOf } from "./facts.ts"

/** A difference in one line: where, and what is different. */
export type Difference = string

type Fields = ReadonlyMap<string, Field>

const listed = (words: Iterable<string>): string => [...words].toSorted().join(" or ")

/** Whether values of these types fit where those are taken; `any` takes all. */
const fit = (types: ReadonlySet<string>, taken: ReadonlySet<string>): boolean =>
  taken.has("any") ||
  [...types].every((type) => type === "any" || taken.has(type) || (type === "integer" && taken.has("number")))

const shown = ({ types, required }: Field): string => `${listed(types)}${required ? ", required" : ""}`

/** What each of two sets lacks. */
function* ofSets(ours: ReadonlySet<string>, theirs: ReadonlySet<string>, noun: string): Generator<string> {
  for (const each of theirs) if (!ours.has(each)) yield `ours lacks ${noun}${each}`
  for (const each of ours) if (!theirs.has(each)) yield `theirs lacks ${noun}${each}`
}

/** A field of both. Only what can go wrong is a difference: a reader may take more than is sent, and be sent less. */
function* ofField(ours: Field, theirs: Field, sender: Sender): Generator<string> {
  const fits =
    sender === "us" ? fit(ours.types, theirs.types) : !ours.types.has("any") && fit(theirs.types, ours.types)
  if (!fits && listed(ours.types) !== listed(theirs.types)) {
    yield `differs: ours is ${listed(ours.types)}, theirs ${listed(theirs.types)}`
  }
  // It may be absent or null here wherever it is optional, and a number wherever it is an integer.
  const further = [...ours.types].filter(
    (type) =>
      !theirs.types.has(type) && type !== "null" && !(type === "number" && theirs.types.has("integer")),
  )
  if (fits && sender === "server" && further.length > 0 && !theirs.types.has("any")) {
    yield `theirs lacks the type ${listed(further)}`
  }
  if (sender === "us" && theirs.required && !ours.required) yield "differs: theirs is required, ours is not"
  if (sender === "server" && ours.required && !theirs.required)
    yield "differs: ours is required, theirs is not"
  if (theirs.words.size > 0) {
    const quoted = (words: ReadonlySet<string>) => new Set([...words].map((word) => JSON.stringify(word)))
    yield* ofSets(quoted(ours.words), quoted(theirs.words), "the word ")
  }
}

/** Whether the place is the first or stands in something that is there. */
const hasHolder = (fields: Fields, place: string): boolean => {
  const holder = place.replace(/(\[\]|\.[^.[]+)$/, "")
  return holder === place || fields.has(holder)
}

/** Without what a line says in brackets. */
const plain = (line: string): string => line.replace(/ \(.*\)$/, "")

const lacking = (fields: Fields, others: Fields): ReadonlyArray<readonly [place: string, field: Field]> =>
  // What is below goes with it.
  [...fields].filter(([place]) => !others.has(place) && hasHolder(others, place))

function* ofFields(ours: Fields, theirs: Fields, sender: Sender): Generator<string> {
  for (const [place, their] of theirs) {
    const our = ours.get(place)
    if (our !== undefined) {
      for (const line of ofField(our, their, sender)) yield `${place}: ${line}`
    } else {
      yield `${place}: ours lacks it (${shown(their)})`
      // What words ours does not know of a field that it does not know.
      for (const word of their.words) yield `${place}: ours lacks the word ${JSON.stringify(word)}`
    }
  }
  for (const [place, our] of lacking(ours, theirs)) yield `${place}: theirs lacks it (${shown(our)})`
}

/** How well two variants go together; undefined where the words of a field rule it out. */
const likeness = (our: Variant, their: Variant): number | undefined => {
  let score = our.name !== undefined && our.name === their.name ? 4 : 0
  let shared = 0
  for (const [place, field] of their.fields) {
    const other = our.fields.get(place)
    if (other === undefined) continue
    shared++
    const [known, words] = [wordsOf(other), wordsOf(field)]
    if (known.length === 0 || words.length === 0) continue
    const same = words.filter((word) => known.includes(word)).length
    if (same === 0) return undefined
    score += 2
  }
  return score + shared / Math.max(1, new Set([...our.fields.keys(), ...their.fields.keys()]).size)
}

const matchOf = (their: Variant, index: number, ours: ReadonlyArray<Variant>): Variant | undefined => {
  let [best, most]: [Variant | undefined, number] = [undefined, 0]
  for (const [i, our] of ours.entries()) {
    const found = likeness(our, their)
    // Among equals the one at the same place.
    const score = found === undefined ? -1 : found + (i === index ? 1e-6 : 0)
    if (score > most) [best, most] = [our, score]
  }
  return best
}

const join = (place: string, below: string): string =>
  place === "" || below.startsWith("[") ? `${place}${below}` : `${place}.${below}`

/**
 * The differences between the variants of the same places, beside those that are said of all of them together. `at` is
 * the place with the variants around it, `merged` without.
 */
function* ofVariants(
  ours: Fields,
  theirs: Fields,
  sender: Sender,
  said: ReadonlySet<string>,
  around: { readonly at: string; readonly merged: string },
): Generator<string> {
  for (const [place, { variants: their }] of theirs) {
    const our = ours.get(place)?.variants ?? []
    if (our.length === 0 || their.length === 0 || (our.length === 1 && their.length === 1)) continue
    const [where, merged] = [join(around.at, place), join(around.merged, place)]
    const labels = (variants: ReadonlyArray<Variant>): string =>
      variants.length === 1
        ? "one object"
        : [...new Set(variants.map(({ label }) => label))].toSorted().join(" / ")
    if (labels(our) !== labels(their)) {
      yield `${where}: variants differ: ours has ${labels(our)}; theirs ${labels(their)}`
    }
    // One object was compared with all of ours together.
    if (their.length === 1) continue
    for (const [i, variant] of their.entries()) {
      const match = matchOf(variant, i, our)
      const here = `${where}{${variant.label}}`
      if (match === undefined) {
        yield `${here}: ours has nothing like it`
        continue
      }
      const isNew = (line: string) => !said.has(plain(join(merged, line)))
      for (const name of ["ours", "theirs"] as const) {
        const [fields, others] =
          name === "ours" ? [variant.fields, match.fields] : [match.fields, variant.fields]
        const missing = lacking(fields, others)
          .map(([below]) => below)
          .filter((below) => isNew(`${below}: ${name} lacks it`))
        if (missing.length > 0) yield `${here}: ${name} lacks ${missing.toSorted().join(", ")}`
      }
      for (const [below, field] of variant.fields) {
        const other = match.fields.get(below)
        if (other === undefined) continue
        for (const line of ofField(other, field, sender)) {
          if (isNew(`${below}: ${line}`)) yield `${join(here, below)}: ${line}`
        }
      }
      yield* ofVariants(match.fields, variant.fields, sender, said, { at: here, merged })
    }
  }
}

/** All differences between two schemas. */
function* ofSchemas(ours: Fields, theirs: Fields, sender: Sender): Generator<string> {
  const lines = [...ofFields(ours, theirs, sender)]
  yield* lines
  yield* ofVariants(ours, theirs, sender, new Set(lines.map(plain)), { at: "", merged: "" })
}

function* ofOperation(ours: Operation, theirs: Operation): Generator<string> {
  if (ours.key !== theirs.key) {
    yield `differs: ${theirs.key ? "theirs needs a key, ours does not" : "ours needs a key, theirs does not"}`
  }
  yield* ofSets(ours.servers, theirs.servers, "the server ")
  yield* ofSets(ours.statuses, theirs.statuses, "the status ")
  for (const [place, media] of theirs.contents) {
    const known = ours.contents.get(place)
    if (known !== undefined)
      for (const line of ofSets(known, media, "the content type ")) yield `${place}: ${line}`
  }
  for (const [place, style] of theirs.styles) {
    const known = ours.styles.get(place)
    if (known !== undefined && known !== style) {
      yield `${place}: differs: ours is written as ${known}, theirs as ${style}`
    }
  }
  const none: Fields = new Map()
  for (const place of new Set([...theirs.sent.keys(), ...ours.sent.keys()])) {
    const [our, their] = [ours.sent.get(place), theirs.sent.get(place)]
    const sender = their?.sender ?? our?.sender ?? "us"
    if (their !== undefined) yield* ofSchemas(our?.fields ?? none, their.fields, sender)
    // The status or the content type of a response was missed above.
    else if (our !== undefined && !/^response \S+$/.test(place)) {
      const [whole] = our.fields.values()
      if (whole !== undefined) yield `${place}: theirs lacks it (${shown(whole)})`
    }
  }
}

/** All differences, each in one line that names its place. */
export function* differences(ours: Facts, theirs: Facts): Generator<Difference> {
  for (const line of ofSets(new Set(ours.servers), new Set(theirs.servers), "")) yield `server: ${line}`
  const names = new Set([...ours.operations.keys(), ...theirs.operations.keys()])
  for (const name of [...names].toSorted()) {
    const [our, their] = [ours.operations.get(name), theirs.operations.get(name)]
    if (our === undefined) yield `${name}: ours lacks it`
    else if (their === undefined) yield `${name}: theirs lacks it`
    else for (const line of ofOperation(our, their)) yield `${name}: ${line}`
  }
  for (const [status, their] of theirs.errors) {
    const our = ours.errors.get(status)
    if (our !== undefined)
      for (const line of ofSchemas(our, their, "server")) yield `error ${status}: ${line}`
  }
  if (theirs.formats.size === 0) {
    yield "formats: theirs has no catalog"
    return
  }
  for (const format of [...new Set([...ours.formats.keys(), ...theirs.formats.keys()])].toSorted()) {
    const [our, their] = [ours.formats.get(format), theirs.formats.get(format)]
    if (our === undefined) yield `format ${format}: ours lacks it`
    else if (their === undefined) yield `format ${format}: theirs lacks it`
    else for (const line of ofSchemas(our, their, "server")) yield `format ${format}: ${line}`
  }
}
