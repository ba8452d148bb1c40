import { describe, expect, it } from "@effect/vitest"
import { DateTime, Effect, Result, Schema } from "effect"
import { Filter } from "effect-ionq/qpi"

const text = (filter: Filter.Filter) => Result.getOrThrow(Filter.render(filter))
const refusal = (filter: Filter.Filter) => {
  const result = Filter.render(filter)
  return Result.isFailure(result) ? result.failure.message : "no refusal"
}

/** What PocketBase reads between two quotes: its scanner ends at the first quote without a backslash before it. */
const asRead = (literal: string): string | undefined => {
  const quote = literal[0]!
  let previous = ""
  for (let i = 1; i < literal.length; i++) {
    const character = literal[i]!
    if (character === "\0") return undefined
    if (character === quote && previous !== "\\") {
      return i === literal.length - 1 ? literal.slice(1, -1).replaceAll(`\\${quote}`, quote) : undefined
    }
    previous = character
  }
  return undefined
}

describe("filters", () => {
  it("are written as PocketBase reads them", () => {
    const moment = DateTime.makeUnsafe("2026-11-21T11:56:31.394Z")
    expect(text(Filter.equals("name", "it's"))).toBe(String.raw`name='it\'s'`)
    expect(text(Filter.atLeast("created", moment))).toBe("created>='2026-11-21 11:56:31.394Z'")
    expect(text(Filter.below("created", new Date("2026-11-21T12:00:00+02:00")))).toBe(
      "created<'2026-11-21 10:00:00.000Z'",
    )
    expect(text(Filter.above("ts", moment))).toBe("ts>'2026-11-21T11:56:31.394Z'")
    expect(text(Filter.and(Filter.equals("enabled", true), Filter.atMost("num_qubits", 1e21)))).toBe(
      "(enabled=true && num_qubits<=1000000000000000000000)",
    )
    expect(text(Filter.oneOf("status", ["failed", "cancelled"]))).toBe(
      "(status='failed' || status='cancelled')",
    )
    expect(text(Filter.contains("payload", "a b"))).toBe("payload~'a b'")
    expect(text(Filter.and())).toBe("")
    expect(text(Filter.or())).toBe("id=''")
    expect(text(Filter.or(Filter.and(), Filter.equals("id", "x")))).toBe("")
  })

  it("are refused where PocketBase reads something else, or nothing", () => {
    expect(refusal(Filter.equals("name", "C:\\"))).toContain("ends in a backslash")
    expect(refusal(Filter.equals("name", "a\0b"))).toContain("NUL")
    expect(refusal(Filter.equals("name='' || id", "x"))).toContain("is not a field name")
    expect(refusal(Filter.equals("name", "x".repeat(4000)))).toContain("the limit is 3500")
    expect(
      refusal(
        Filter.oneOf(
          "id",
          Array.from({ length: 201 }, () => ""),
        ),
      ),
    ).toContain("201 comparisons")
    expect(refusal(Filter.equals("seconds", Number.NaN))).toContain("not a number")
    expect(refusal(Filter.atLeast("created", new Date(Number.NaN)))).toContain("invalid date")
    // As texts, these are before every other date.
    expect(refusal(Filter.atMost("created", new Date(8.64e15)))).toContain("years from 0 to 9999")
    expect(refusal(Filter.atLeast("ts", new Date(-8.64e15)))).toContain("years from 0 to 9999")
  })

  const pieces = ["'", '"', "\\", "|", "%", "\n", "a", "{:x}", "@now", ")", "(", "//", "é", "\0"]
  it.effect.prop(
    "keep any text, or refuse it",
    [Schema.Array(Schema.Literals(pieces)), Schema.String],
    ([strange, other]) =>
      Effect.sync(() => {
        for (const value of [strange.join(""), other]) {
          const rendered = Filter.render(Filter.equals("name", value))
          const read = Result.isSuccess(rendered) ? asRead(rendered.success.slice("name=".length)) : "refused"
          expect(read).toBe(value.endsWith("\\") || value.includes("\0") ? "refused" : value)
        }
      }),
    { arbitrary: { runs: 500, seed: 7 } },
  )
})
