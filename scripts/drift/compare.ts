import type { Facts, Field, Operation, Sender } from "./facts.ts"

/** A difference in one line: where, and what is different. */
export type Difference = string

const listed = (words: Iterable<string>): string => [...words].toSorted().join(" or ")

/** Whether values of these types fit where those are taken; `any` takes all. */
const fit = (types: ReadonlySet<string>, taken: ReadonlySet<string>): boolean =>
  taken.has("any") ||
  [...types].every((type) => type === "any" || taken.has(type) || (type === "integer" && taken.has("number")))

const shown = ({ types, required }: Field): string => `${listed(types)}${required ? ", required" : ""}`

/** A field of both. Only what can go wrong is a difference: a reader may take more than is sent, and be sent less. */
function* ofField(ours: Field, theirs: Field, sender: Sender): Generator<string> {
  const fits =
    sender === "us" ? fit(ours.types, theirs.types) : !ours.types.has("any") && fit(theirs.types, ours.types)
  if (!fits && listed(ours.types) !== listed(theirs.types)) {
    yield `differs: ours is ${listed(ours.types)}, theirs ${listed(theirs.types)}`
  }
  if (sender === "us" && theirs.required && !ours.required) yield "differs: theirs is required, ours is not"
  if (sender === "server" && ours.required && !theirs.required)
    yield "differs: ours is required, theirs is not"
  if (theirs.words.size === 0) return
  for (const word of theirs.words)
    if (!ours.words.has(word)) yield `ours lacks the word ${JSON.stringify(word)}`
  for (const word of ours.words)
    if (!theirs.words.has(word)) yield `theirs lacks the word ${JSON.stringify(word)}`
}

/** Whether the place is a parameter or stands in something that is there. */
const hasHolder = ({ fields }: Operation, place: string): boolean => {
  const holder = place.replace(/(\[\]|\.[^.[]+)$/, "")
  return holder === place || fields.has(holder) || !/[.[]/.test(place)
}

function* ofOperation(ours: Operation, theirs: Operation): Generator<string> {
  if (ours.key !== theirs.key) {
    yield `differs: ${theirs.key ? "theirs needs a key, ours does not" : "ours needs a key, theirs does not"}`
  }
  for (const status of theirs.statuses)
    if (!ours.statuses.has(status)) yield `ours lacks the status ${status}`
  for (const status of ours.statuses)
    if (!theirs.statuses.has(status)) yield `theirs lacks the status ${status}`
  for (const [place, their] of theirs.fields) {
    const our = ours.fields.get(place)
    if (our === undefined) yield `${place}: ours lacks it (${shown(their)})`
    else for (const line of ofField(our, their, their.sender)) yield `${place}: ${line}`
    // What words ours does not know of a field that it does not know.
    if (our === undefined) {
      for (const word of their.words) yield `${place}: ours lacks the word ${JSON.stringify(word)}`
    }
  }
  for (const [place, our] of ours.fields) {
    // What is below goes with it.
    if (!theirs.fields.has(place) && hasHolder(theirs, place))
      yield `${place}: theirs lacks it (${shown(our)})`
  }
}

/** All differences, each in one line that names its place. */
export function* differences(ours: Facts, theirs: Facts): Generator<Difference> {
  for (const server of theirs.servers) {
    if (!ours.servers.includes(server)) yield `server: ours lacks ${server}`
  }
  for (const server of ours.servers) {
    if (!theirs.servers.includes(server)) yield `server: theirs lacks ${server}`
  }
  const names = new Set([...ours.operations.keys(), ...theirs.operations.keys()])
  for (const name of [...names].toSorted()) {
    const [our, their] = [ours.operations.get(name), theirs.operations.get(name)]
    if (our === undefined) yield `${name}: ours lacks it`
    else if (their === undefined) yield `${name}: theirs lacks it`
    else for (const line of ofOperation(our, their)) yield `${name}: ${line}`
  }
}
