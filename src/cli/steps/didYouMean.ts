import { Effect } from "effect"
import { wordsOf } from "../../schema/wire.ts"
import { usage } from "../terminal/CommandError.ts"

/** The Levenshtein distance: the number of letters to insert, remove or replace to make one word of another. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === b[j] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

/** A question for the word that was probably meant; undefined if none is near. */
export const didYouMean = (word: string, words: ReadonlyArray<string>): string | undefined => {
  const near = words
    .map((each) => ({ each, distance: distance(word.toLowerCase(), each) }))
    .filter(({ distance }) => distance <= Math.max(1, word.length / 3))
    .toSorted((a, b) => a.distance - b.distance)[0]
  return near === undefined ? undefined : `Did you mean ${near.each}?`
}

/** The status in a flag. An unknown one is rejected here, because a server responds to it with an empty list. */
export const knownStatus = (
  status: string | undefined,
  schema: { readonly ast: Parameters<typeof wordsOf>[0] },
) => {
  const known = wordsOf(schema.ast) ?? []
  return status === undefined || known.includes(status)
    ? Effect.succeed(status)
    : Effect.fail(
        usage(`There is no status ${status}`, didYouMean(status, known) ?? `A job is ${known.join(", ")}.`),
      )
}
