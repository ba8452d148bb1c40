import { describe, expect, it } from "@effect/vitest"
import { jsonPieces, LazyObject } from "../../src/cli/terminal/json.ts"

const text = (value: unknown): string => [...jsonPieces(value)].join("")

describe("JSON in pieces", () => {
  it("is what JSON.stringify writes", () => {
    const values = [
      null,
      true,
      -1.5e-7,
      'a "text"\n\u0000',
      [],
      {},
      [[], [{}], [1, [2, "3\n"]]],
      {
        a: undefined,
        b: [undefined, {}, []],
        c: new Date(0),
        d: Number.NaN,
        'e "': { f: { g: null } },
        h: () => 1,
        i: { toJSON: () => undefined },
        j: [() => 1, Symbol.iterator],
        "1": 2,
      },
    ]
    for (const value of [...values, values]) expect(text(value)).toBe(JSON.stringify(value, undefined, 2))
  })

  it("creates the entries of a large object while it is written", () => {
    let created = 0
    const lazy = new LazyObject(function* () {
      for (let i = 0; i < 5000; i++) {
        created++
        yield [`k${i}`, i / 3] as const
      }
    })
    const pieces = jsonPieces({ results: [lazy] })
    let longest = 0
    for (let i = 0; i < 5; i++) longest = Math.max(longest, String(pieces.next().value).length)
    expect(created).toBeLessThan(4000)
    for (const piece of pieces) longest = Math.max(longest, piece.length)
    expect(longest).toBeLessThan(50_000)
    expect(text({ results: [lazy] })).toBe(JSON.stringify({ results: [lazy] }, undefined, 2))
    expect(text(new LazyObject(() => []))).toBe("{}")
  })
})
