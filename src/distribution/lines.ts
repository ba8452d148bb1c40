/** A text in lines of so many characters; none of an empty one. */
export const inLines = (text: string, length: number): ReadonlyArray<string> =>
  text.match(new RegExp(`.{1,${length}}`, "gsu")) ?? []

/** A text in lines of so many characters, broken between words where a word is not too long itself. */
export const wordsInLines = (text: string, length: number): ReadonlyArray<string> =>
  text.match(new RegExp(`\\S.{0,${length - 1}}(?=\\s|$)|\\S{1,${length}}`, "gu")) ?? []

export const longest = (texts: ReadonlyArray<string>): number =>
  texts.reduce((most, { length }) => Math.max(most, length), 0)
