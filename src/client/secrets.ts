import { Redacted } from "effect"
import type { Headers } from "effect/http"

/** Removes secrets from a text that came from outside. */
export type Scrub = (text: string) => string

/** What a request held that nobody else may see. */
export interface Secrets {
  readonly texts: ReadonlySet<string>
  /** Replaces each secret, however it is escaped, by `<redacted>`. */
  readonly scrub: Scrub
}

/** A shorter secret is a placeholder, whose letters occur in any text: removing it would harm good responses. */
const shortest = 8

/** A text that is cut may end in a part of a secret; a shorter part is left. */
const shortestPart = 4

const mark = "<redacted>"

/** Secrets shorter than 8 characters are left alone. */
export const secretsOf = (texts: Iterable<string>): Secrets => {
  // Longest first: one secret may be a part of another.
  const long = [...new Set(texts)]
    .filter(({ length }) => length >= shortest)
    .toSorted((a, b) => b.length - a.length)
  return { texts: new Set(long), scrub: long.length === 0 ? (text) => text : scrubberOf(long) }
}

/** The same secrets and some more. */
export const withMore = (secrets: Secrets, texts: ReadonlyArray<string>): Secrets =>
  texts.every((text) => text.length < shortest || secrets.texts.has(text))
    ? secrets
    : secretsOf([...secrets.texts, ...texts])

/** The texts of everything redacted in a value, such as the Q-CTRL key of a QAOA job. */
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

/** Headers that hold credentials. */
export const isSecretHeader = (name: string): boolean =>
  /authorization|cookie|api-?key|token|secret|password/i.test(name)

/** The credentials in headers; of `scheme credentials` the second part. */
export const secretsInHeaders = (headers: Headers.Headers): ReadonlyArray<string> =>
  Object.entries(headers).flatMap(([name, value]) =>
    isSecretHeader(name) ? [value.replace(/^[\w-]+ +(?=\S+$)/, "")] : [],
  )

const scrubberOf = (secrets: ReadonlyArray<string>): Scrub => {
  const tokens = secrets.map(tokensOf)
  const whole = new RegExp(tokens.map((parts) => parts.join("")).join("|"), "g")
  const cut = new RegExp(`(?:${tokens.map(cutPattern).join("|")})$`)
  const tail = Math.max(...secrets.map(({ length }) => length)) * longestToken
  // What every escaped spelling has at least one of. Most bodies have none, and are not searched further.
  const signs = secrets.every((secret) => /^[\w.~:+=-]+$/.test(secret)) ? ["u00", "%", "&"] : ["\\", "%", "&"]
  return (text) => {
    const suspect =
      secrets.some((secret) => text.includes(secret)) || signs.some((sign) => text.includes(sign))
    const scrubbed = suspect ? text.replace(whole, mark) : text
    const end = Math.max(0, scrubbed.length - tail)
    const last = scrubbed.slice(end)
    const kept = last.replace(cut, mark)
    return kept === last ? scrubbed : scrubbed.slice(0, end) + kept
  }
}

/** A backslash, itself perhaps escaped in JSON or in a URL. */
const backslash = String.raw`(?:(?:\\|%(?:25){0,4}5[cC])(?:u005[cC])?)`

/** More than this many characters spell no character of a secret. */
const longestToken = 32

const named: Readonly<Record<string, string>> = { '"': "quot", "&": "amp", "<": "lt", ">": "gt", "'": "apos" }

const short: Readonly<Record<string, string>> = { "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t" }

/**
 * One pattern for each character: as it is, escaped in JSON (once or several times over), in a URL, or in HTML. Each
 * repetition is bounded, so that no text makes the search slow.
 */
const tokensOf = (secret: string): ReadonlyArray<string> =>
  // Of several backslashes in a row each could match all others' escapes: they are one token.
  [...secret.matchAll(/\\+|[^\\]/gsu)].map(([part]) =>
    part.startsWith("\\") ? `${backslash}{${part.length},${8 * part.length}}` : tokenOf(part),
  )

const tokenOf = (character: string): string => {
  const units = character.split("").map((unit) => hex(unit.charCodeAt(0), 4))
  const code = character.codePointAt(0) ?? 0
  const entity = named[character]
  return `(?:${[
    escapeRegExp(character),
    units.map((unit) => `${backslash}{1,8}u${unit}`).join(""),
    `${backslash}{1,8}${escapeRegExp(short[character] ?? character)}`,
    [...new TextEncoder().encode(character)].map((byte) => `%(?:25){0,4}${hex(byte, 2)}`).join(""),
    `&(?:amp;){0,3}#(?:0{0,6}${code}|[xX]0{0,6}${hex(code, 1)});?`,
    ...(entity === undefined ? [] : [`&(?:amp;){0,3}${entity};`]),
    ...(character === " " ? [String.raw`\+`] : []),
  ].join("|")})`
}

/** The beginning of a secret, at least some characters of it, and perhaps the beginning of one more escape. */
const cutPattern = (tokens: ReadonlyArray<string>): string => {
  const rest = tokens.slice(shortestPart).reduceRight((inner, token) => `(?:${token}${inner})?`, "")
  return `${tokens.slice(0, shortestPart).join("")}${rest}(?:${backslash}{1,8}(?:u\\w{0,3})?|%\\w{0,3}|&[\\w#]{0,8})?`
}

const hex = (code: number, digits: number): string =>
  code
    .toString(16)
    .padStart(digits, "0")
    .replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)

const escapeRegExp = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`)
