import { Redacted } from "effect"
import type { Headers } from "effect/http"

/** Replaces the secrets in a text. */
export type Scrub = (text: string) => string

/** The secrets of a request. */
export interface Secrets {
  readonly texts: ReadonlySet<string>
  /** Replaces each secret, however it is escaped, by `<redacted>`. */
  readonly scrub: Scrub
}

/** The shortest secret that is removed. A shorter one is a placeholder that may occur in any text. */
const shortest = 8

/** The start of a secret at the end of a truncated text is removed if it has at least this many characters. */
const shortestPart = 4

const mark = "<redacted>"

/** Builds the secrets of a request from their texts. Texts shorter than 8 characters are left out. */
export const secretsOf = (texts: Iterable<string>): Secrets => {
  // Longest first: one secret may be a part of another.
  const long = [...new Set(texts)]
    .filter(({ length }) => length >= shortest)
    .toSorted((a, b) => b.length - a.length)
  return { texts: new Set(long), scrub: long.length === 0 ? (text) => text : scrubberOf(long) }
}

/** Adds more secrets. */
export const withMore = (secrets: Secrets, texts: ReadonlyArray<string>): Secrets =>
  texts.every((text) => text.length < shortest || secrets.texts.has(text))
    ? secrets
    : secretsOf([...secrets.texts, ...texts])

/** The texts of all redacted parts of a value, such as the Q-CTRL key of a QAOA job. */
export const redactedIn = (value: unknown): ReadonlyArray<string> => {
  const found: Array<string> = []
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return
    if (Redacted.isRedacted(part)) {
      const secret = Redacted.value(part)
      if (typeof secret === "string") found.push(secret)
    } else if (Array.isArray(part)) part.forEach(visit)
    else Object.values(part).forEach(visit)
  }
  visit(value)
  return found
}

/** Whether the name of a header suggests credentials. */
export const isSecretHeader = (name: string): boolean =>
  /authorization|cookie|api-?key|token|secret|password/i.test(name)

/** The credentials in headers. For `scheme credentials` this is the second part. */
export const secretsInHeaders = (headers: Headers.Headers): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined && isSecretHeader(name)) found.push(value.replace(/^[\w-]+ +(?=\S+$)/, ""))
  }
  return found
}

const scrubberOf = (texts: ReadonlyArray<string>): Scrub => {
  const secrets = texts.flatMap(formsOf)
  const longest = Math.min(window, Math.max(...secrets.map(({ length }) => length)) * mostPerCharacter)
  // Every escaped form of a secret contains at least one of these texts. Most bodies contain none, so they are not
  // searched further.
  const signs = secrets.every((secret) => /^[\w.~:+=-]+$/.test(secret)) ? ["u00", "%", "&"] : ["\\", "%", "&"]
  return (text) => {
    if (!special.test(text) && !secrets.some((secret) => isNear(text, secret))) return text
    const found: Array<Range> = []
    if (secrets.some((secret) => text.includes(secret)) || signs.some((sign) => text.includes(sign))) {
      for (let from = 0; from < text.length; from += window) {
        collect(secrets, text.slice(from, from + window + longest), from, found, within)
      }
    }
    const end = Math.max(0, text.length - longest)
    collect(secrets, text.slice(end), end, found, atEnd)
    return found.length === 0 ? text : without(text, found)
  }
}

/** Every escape contains one of these characters, and so does a text that was cut within a character. */
const special = /[\\%&\uFFFD]/

/** Whether a text without special characters contains a secret, or ends with a part of one. */
const isNear = (text: string, secret: string): boolean =>
  text.includes(secret) || (text.length >= shortestPart && secret.includes(text.slice(-shortestPart)))

/** The position of a secret in a text, from the first index to before the second. */
type Range = readonly [from: number, until: number]

/** Long texts are searched in chunks of this length, so that the offsets of only one chunk are in memory. */
const window = 1_048_576

/** The largest number of characters that one escaped character of a secret can take. Three nested escapes take 252. */
const mostPerCharacter = 320

/**
 * The forms in which a secret is searched for. A secret may itself look escaped, so its unescaped forms are included.
 * Each form is also included without an end that may be the start of an escape.
 */
const formsOf = (secret: string): ReadonlyArray<string> => {
  const forms = [secret, secret.replace(openEscape, "")]
  let level = unescaped({ text: secret, starts: undefined })
  for (let depth = 1; level !== undefined && depth < mostLevels; depth++) {
    forms.push(level.text, level.text.replace(openEscape, ""))
    level = unescaped(level)
  }
  return [...new Set(forms)].filter((form) => form === secret || form.length >= shortestForm)
}

/** A possible start of an escape at the end of a text. */
const openEscape = /(?:\\+(?:u[\da-f]{0,3})?|%+[\da-f]?|&+#?\w{0,7})+$/i

/** The shortest form of a secret that is searched for, because a shorter one may occur in any text. */
const shortestForm = 6

/** The depth of nested escapes. */
const mostLevels = 8

/** Searches a text, then its unescaped form, and so on, because escapes may be nested. */
const collect = (
  secrets: ReadonlyArray<string>,
  text: string,
  offset: number,
  found: Array<Range>,
  search: (text: string, secret: string) => Iterable<Range>,
): void => {
  let level: Level | undefined = { text, starts: undefined }
  for (let depth = 0; level !== undefined && depth < mostLevels; depth++) {
    const { starts } = level
    for (const secret of secrets) {
      for (const [from, until] of search(level.text, secret)) {
        found.push([offset + (starts?.[from] ?? from), offset + (starts?.[until] ?? until)])
      }
    }
    level = unescaped(level)
  }
}

const within = function* (text: string, secret: string): Iterable<Range> {
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length)) {
    yield [at, at + secret.length]
  }
}

/** The start of a secret at the truncated end of the text. The characters after it may be a part of an escape. */
const atEnd = function* (text: string, secret: string): Iterable<Range> {
  const first = /[\\%&\uFFFD][\\%&#;\w\uFFFD]*$/.exec(text.slice(-longestRest))
  const earliest = first === null ? text.length : text.length - first[0].length
  for (let end = text.length; end >= earliest; end--) {
    if (end < text.length && !/[\\%&\uFFFD]/.test(text.charAt(end))) continue
    // The last characters are compared first, which rules out most positions.
    if (end < shortestPart || !secret.includes(text.slice(end - shortestPart, end))) continue
    for (let length = Math.min(secret.length, end); length >= shortestPart; length--) {
      if (!text.endsWith(secret.slice(0, length), end)) continue
      yield [end - length, text.length]
      return
    }
  }
}

/** The longest part of a (possibly nested) escape at which a text may be truncated. */
const longestRest = 256

/** A partly unescaped text, with the offset of each of its characters in the original text. */
interface Level {
  readonly text: string
  /**
   * The offsets of the characters and of the end, so one more than there are characters. Absent if nothing was
   * escaped.
   */
  readonly starts: Uint32Array | undefined
}

const escapes =
  /\\u([\da-f]{4})|\\(["\\/bfnrt])|(%[0-7][\da-f]|%[c-f][\da-f](?:%[89ab][\da-f]){1,3})|&(?:#(\d{1,7})|#x([\da-f]{1,6})|(quot|amp|lt|gt|apos));/gi

const short: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }
const entities: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" }

const unescaped = (level: Level): Level | undefined => {
  const { text } = level
  if (!/[\\%&]/.test(text)) return undefined
  const parts: Array<string> = []
  const starts = new Uint32Array(text.length + 1)
  let [length, done] = [0, 0]
  const keep = (until: number): void => {
    for (let at = done; at < until; at++) starts[length++] = level.starts?.[at] ?? at
    parts.push(text.slice(done, until))
  }
  for (const match of text.matchAll(escapes)) {
    const said = saidBy(match)
    if (said === undefined) continue
    keep(match.index)
    const start = level.starts?.[match.index] ?? match.index
    for (let i = 0; i < said.length; i++) starts[length++] = start
    parts.push(said)
    done = match.index + match[0].length
  }
  if (done === 0) return undefined
  keep(text.length)
  starts[length] = level.starts?.[text.length] ?? text.length
  return { text: parts.join(""), starts }
}

const saidBy = ([, unit, letter, percent, decimal, hex, entity]: RegExpMatchArray): string | undefined => {
  if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16))
  if (letter !== undefined) return short[letter] ?? letter
  if (entity !== undefined) return entities[entity.toLowerCase()]
  if (percent === undefined)
    return codePoint(Number.parseInt(decimal ?? hex ?? "", decimal === undefined ? 16 : 10))
  try {
    return decodeURIComponent(percent)
  } catch {
    return undefined
  }
}

const codePoint = (code: number): string | undefined =>
  code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined

/** Replaces each range, and each group of overlapping ranges, by a mark. */
const without = (text: string, found: Array<Range>): string => {
  const parts: Array<string> = []
  let done = 0
  for (const [from, until] of found.toSorted((a, b) => a[0] - b[0])) {
    if (from >= done) parts.push(text.slice(done, from), mark)
    done = Math.max(done, until)
  }
  return [...parts, text.slice(done)].join("")
}
