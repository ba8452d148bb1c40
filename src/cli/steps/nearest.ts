/** The number of letters to insert, remove or replace to make one word of another. */
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
