const segmenter = new Intl.Segmenter()
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u

/** Latin, Greek, punctuation and mathematical characters, each one cell wide. */
const plain = /^[\u0020-\u02FF\u0370-\u03FF\u2010-\u2044\u2190-\u22FF]*$/

/** The cells of a text in a fixed grid. A character that is two cells wide is followed by an empty one. */
export const cellsOf = (text: string): ReadonlyArray<string> =>
  plain.test(text)
    ? Array.from(text)
    : Array.from(segmenter.segment(text), ({ segment }) =>
        wide.test(segment) ? [segment, ""] : [segment],
      ).flat()
