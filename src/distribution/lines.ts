/** A text in lines of so many characters; none of an empty one. */
export const inLines = (text: string, length: number): ReadonlyArray<string> =>
  text.match(new RegExp(`.{1,${length}}`, "gsu")) ?? []

export const longest = (texts: ReadonlyArray<string>): number =>
  texts.reduce((most, { length }) => Math.max(most, length), 0)
