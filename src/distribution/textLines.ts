/** Splits a text into lines of at most `length` characters. No line is empty. */
export const inLines = (text: string, length: number): ReadonlyArray<string> =>
  text.match(new RegExp(`.{1,${length}}`, "gsu")) ?? []

/** Splits a text into lines of at most `length` characters. Words that are longer than a line are split. */
export const wordsInLines = (text: string, length: number): ReadonlyArray<string> =>
  text.match(new RegExp(`\\S.{0,${length - 1}}(?=\\s|$)|\\S{1,${length}}`, "gu")) ?? []

export const longest = (texts: ReadonlyArray<string>): number =>
  texts.reduce((most, { length }) => Math.max(most, length), 0)
