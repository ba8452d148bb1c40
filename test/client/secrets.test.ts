import { describe, expect, it } from "@effect/vitest"
import { Redacted } from "effect"
import { redactedIn, secretsInHeaders, secretsOf, withMore } from "../../src/client/secrets.ts"

const key = "k3y-0f-th1s-run"
const scrub = (text: string, ...secrets: ReadonlyArray<string>) =>
  secretsOf(secrets.length === 0 ? [key] : secrets).scrub(text)
/** A text with all its characters escaped. */
const percent = (text: string) =>
  Array.from(text, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`).join("")
const unicode = (text: string) =>
  Array.from(text, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")

describe("secretsOf", () => {
  it("leaves texts of fewer than eight characters alone", () => {
    expect(scrub("a 1234567 b", "1234567")).toBe("a 1234567 b")
    expect(scrub("a 12345678 b", "12345678")).toBe("a <redacted> b")
  })

  it("removes the longer one where one secret is a part of another", () => {
    for (const secrets of [
      ["abcdefgh", "abcdefghijkl"],
      ["abcdefghijkl", "abcdefgh"],
      ["efghijkl", "abcdefghijkl", "abcdefgh"],
    ]) {
      expect(scrub("<abcdefghijkl>", ...secrets)).toBe("<<redacted>>")
    }
  })

  it("removes each occurrence, and joins those that overlap", () => {
    expect(scrub(`${key}, ${key}${key}!`)).toBe("<redacted>, <redacted><redacted>!")
    expect(scrub("-abcdabcdabcd-", "abcdabcd")).toBe("-<redacted>abcd-")
    expect(scrub("-abcdefghijklmnop-", "abcdefghij", "ghijklmnop")).toBe("-<redacted>-")
  })

  it.each([
    ["JSON", unicode(key)],
    ["a URL", percent(key)],
    ["a URL in a URL", percent(percent(key))],
    [
      "seven times a URL",
      Array.from({ length: 6 }).reduce<string>((text) => text.replaceAll("%", "%25"), percent(key)),
    ],
    ["decimal entities", Array.from(key, (char) => `&#${char.charCodeAt(0)};`).join("")],
    ["hexadecimal entities", Array.from(key, (char) => `&#x${char.charCodeAt(0).toString(16)};`).join("")],
    ["JSON in a URL", percent(unicode(key))],
  ])("finds a secret that is escaped as in %s", (_, escaped) => {
    expect(scrub(`before ${escaped} after`)).toBe("before <redacted> after")
  })

  it("finds a secret whose special characters are escaped by name", () => {
    expect(scrub("[&quot;a&amp;b&lt;c&gt;d&apos;]", `"a&b<c>d'`)).toBe("[<redacted>]")
    expect(scrub(String.raw`[\"a\\b\/c\n\t\r\b\f]`, '"a\\b/c\n\t\r\b\f')).toBe("[<redacted>]")
    expect(scrub("[%C3%A4%E2%82%AC-secret]", "ä€-secret")).toBe("[<redacted>]")
  })

  it("leaves what only looks like an escape as it is", () => {
    for (const text of [
      "100 %",
      "a & b; &#1114112; &#xfffffff;",
      "%zz %80%80 %c3%28",
      String.raw`\x \u12 C:\dir`,
      "",
    ]) {
      expect(scrub(text)).toBe(text)
    }
  })

  it("finds a secret that looks escaped itself", () => {
    for (const secret of ["%61%62%63%64%65%66%67%68", "a%2Fb%2Fc%2Fd", "pass&amp;word&lt;", "ends-with-%4"]) {
      expect(scrub(`x ${secret} y`, secret)).toBe("x <redacted> y")
      expect(scrub(`x ${encodeURIComponent(secret)} y`, secret)).toBe("x <redacted> y")
    }
  })

  it("removes the start of a secret at which a text was cut, from four characters on", () => {
    for (let length = 0; length <= key.length; length++) {
      const part = key.slice(0, length)
      expect(scrub(`said: ${part}`)).toBe(length < 4 ? `said: ${part}` : "said: <redacted>")
    }
    expect(scrub(`said: ${key.slice(4)}`)).toBe(`said: ${key.slice(4)}`)
    expect(scrub(key.slice(0, 3))).toBe(key.slice(0, 3))
    expect(scrub(key.slice(0, 4))).toBe("<redacted>")
  })

  it("removes it also where the text was cut within an escape", () => {
    for (const escaped of [unicode(key), percent(key), percent(percent(key))]) {
      for (let end = (escaped.length / key.length) * 5; end < escaped.length; end++) {
        expect(scrub(`said: ${escaped.slice(0, end)}`), escaped.slice(0, end)).toBe("said: <redacted>")
      }
    }
    expect(scrub(`said: ${key.slice(0, 6)}\uFFFD`)).toBe("said: <redacted>")
  })

  it("finds a secret wherever it stands in a long text", () => {
    const chunk = 1_048_576
    for (const at of [0, chunk - key.length, chunk - 5, chunk - 1, chunk, chunk + 1, 2 * chunk - 3]) {
      const text = `${"-".repeat(at)}${key}${"-".repeat(2 * chunk - at)}`
      expect(scrub(text) === `${"-".repeat(at)}<redacted>${"-".repeat(2 * chunk - at)}`, String(at)).toBe(
        true,
      )
      const escaped = `${"-".repeat(at)}${percent(key)}${"-".repeat(2 * chunk - at)}`
      expect(scrub(escaped) === `${"-".repeat(at)}<redacted>${"-".repeat(2 * chunk - at)}`, String(at)).toBe(
        true,
      )
    }
  })
})

describe("withMore", () => {
  it("gives the same secrets where nothing is added", () => {
    const secrets = secretsOf([key])
    expect(withMore(secrets, [])).toBe(secrets)
    expect(withMore(secrets, [key, "short"])).toBe(secrets)
    const more = withMore(secrets, ["another-secret"])
    expect([...more.texts].toSorted()).toEqual(["another-secret", key])
    expect(more.scrub(`${key} another-secret`)).toBe("<redacted> <redacted>")
  })
})

describe("redactedIn", () => {
  it("gives all redacted texts of a value", () => {
    const value = {
      a: [Redacted.make("one"), { b: Redacted.make("two") }],
      c: null,
      d: "text",
      e: Redacted.make(7),
    }
    expect(redactedIn(value)).toEqual(["one", "two"])
    for (const none of [null, undefined, "text", {}, []]) expect(redactedIn(none)).toEqual([])
  })
})

describe("secretsInHeaders", () => {
  it("gives the credentials without their scheme", () => {
    expect(
      secretsInHeaders({
        authorization: "apiKey one-secret",
        cookie: "a=b; c=d",
        "x-api-key": "two",
        accept: "application/json",
      } as never),
    ).toEqual(["one-secret", "a=b; c=d", "two"])
  })
})
