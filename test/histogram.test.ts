import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Distribution } from "effect-ionq"

const made = (
  record: Readonly<Record<string, number>>,
  width: number,
  kind: Distribution.Kind = "probabilities",
) => Result.getOrThrow(Distribution.fromDecimals(record, { width, kind }))

const left = { qubit0: "left" } as const
const uneven = made({ "0": 0.5, "1": 0.25, "6": 0.2, "7": 0.05 }, 3)
const wide = made({ "1": 600, [String(2n ** 59n)]: 300, "5": 124 }, 60, "counts")

describe("a histogram in text", () => {
  it("has a line for each state, with a bar in eighths of a block", () => {
    expect(Distribution.draw(uneven, { ...left, columns: 29 }).split("\n")).toEqual([
      "000  0.5000  ████████████████",
      "100  0.2500  ████████",
      "011  0.2000  ██████▍",
      "111  0.0500  █▋",
    ])
  })

  it("names the side of qubit 0, and has bars of ASCII where blocks cannot be shown", () => {
    expect(uneven.pipe(Distribution.draw({ qubit0: "right", columns: 29, ascii: true })).split("\n")).toEqual(
      ["000  0.5000  ################", "001  0.2500  ########", "110  0.2000  ######", "111  0.0500  ##"],
    )
  })

  it("shows the largest, by state or by value, and the rest as one line", () => {
    const lines = (order: "state" | "value") =>
      Distribution.draw(made({ "0": 1, "1": 5, "2": 3, "3": 7 }, 2, "counts"), {
        ...left,
        top: 2,
        order,
        columns: 24,
      })
        .split("\n")
        .map((line) => line.replaceAll(/[^\d a-z]/g, "").trim())
    expect(lines("state")).toEqual(["10      5", "11      7", "2 more  4"])
    expect(lines("value")).toEqual(["11      7", "10      5", "2 more  4"])
  })

  it("shows very small values as powers of ten, never as nothing", () => {
    expect(Distribution.draw(made({ "0": 1, "1": 3e-7 }, 1), { ...left, columns: 30 }).split("\n")).toEqual([
      "0  1.0000  ███████████████████",
      "1  3.0e-7  ▏",
    ])
  })

  it("is never wider than the terminal, and no two labels read the same", () => {
    for (const columns of [24, 40, 61, 80, 200]) {
      for (const distribution of [uneven, wide]) {
        const drawn = Distribution.draw(distribution, { ...left, columns })
        for (const line of drawn.split("\n")) expect(line.length).toBeLessThanOrEqual(columns)
        const joined = drawn.replaceAll("\n", "")
        for (const bits of Object.keys(Distribution.toBitstrings(distribution, left))) {
          expect(joined).toContain(bits)
        }
      }
    }
  })
})

describe("a histogram of a size that is none", () => {
  it("has the least, the most or the usual one", () => {
    const cases = [
      [0, 80, 360],
      [Number.NaN, 80, 360],
      [-5, 24, 240],
      [Infinity, 1000, 10_000],
    ] as const
    for (const [size, columns, width] of cases) {
      const lines = Distribution.draw(uneven, { ...left, columns: size }).split("\n")
      expect(Math.max(...lines.map(({ length }) => length))).toBe(columns)
      expect(Distribution.toSvg(uneven, { ...left, width: size })).toContain(`viewBox="0 0 ${width} `)
    }
  })
})

describe("a histogram in SVG", () => {
  const attributes = (svg: string, css: string, name: string) =>
    [...svg.matchAll(new RegExp(`class="${css}"[^>]*? ${name}="([\\d.]+)"`, "g"))].map(([, value]) =>
      Number(value),
    )

  it("has a bar for each state, as long as its value", () => {
    const svg = Distribution.toSvg(uneven, left)
    const [longest = 0, ...others] = attributes(svg, "bar", "width")
    expect(others.map((length) => length / longest)).toEqual([
      expect.closeTo(0.5, 2),
      expect.closeTo(0.4, 2),
      expect.closeTo(0.1, 2),
    ])
    for (const text of [">100<", ">0.2500<"]) expect(svg).toContain(text)
    expect(Distribution.toSvg(uneven, { qubit0: "right" })).toContain(">001<")
  })

  it("lets nothing stand on anything else, also where labels are long", () => {
    for (const width of [240, 360, 900]) {
      for (const distribution of [uneven, wide]) {
        const svg = Distribution.toSvg(distribution, { ...left, width, title: "Counts", top: 2 })
        const rows = [...svg.matchAll(/<text class="(label|title)[^>]* x="([\d.]+)" y="([\d.]+)">([^<]*)</g)]
        const ys = rows.map(([, , , y]) => Number(y))
        for (const [i, y] of ys.slice(1).entries()) expect(y - ys[i]!).toBeGreaterThanOrEqual(18)
        const lefts = attributes(svg, "bar", "x")
        for (const [, kind, x, , text = ""] of rows) {
          const end = Number(x) + text.length * 8.2
          expect(end).toBeLessThanOrEqual(width)
          if (kind === "label" && distribution === uneven) expect(end).toBeLessThanOrEqual(Math.min(...lefts))
        }
        const bars = attributes(svg, "track", "width").map((length, i) => lefts[i]! + length)
        const ends = [...svg.matchAll(/class="value[^>]* x="([\d.]+)"[^>]*>([^<]*)</g)]
        for (const [, x, text = ""] of ends) {
          expect(Math.max(...bars)).toBeLessThanOrEqual(Number(x) - text.length * 8.2)
        }
        const height = Number(/height="([\d.]+)" style/.exec(svg)?.[1])
        expect(Math.max(...ys)).toBeLessThan(height)
      }
    }
  })

  it("breaks a long title between its words", () => {
    const title = `The counts of a circuit that has a rather long title ${"x".repeat(50)}`
    const svg = Distribution.toSvg(uneven, { ...left, title })
    const lines = Array.from(svg.matchAll(/<text class="title"[^>]*>([^<]*)</g), ([, line]) => line)
    const words = lines.slice(0, 2).join(" ")
    expect([words, lines.slice(2).join("")]).toEqual([title.slice(0, 52), "x".repeat(50)])
  })

  it("needs nothing besides itself, follows light and dark, and escapes its title", () => {
    const svg = Distribution.toSvg(uneven, { ...left, title: `<script>&"` })
    expect(svg).toContain("&lt;script&gt;&amp;&quot;")
    expect(svg).not.toContain("<script>")
    expect(svg).toContain("prefers-color-scheme:dark")
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|url\(|@import/)
    expect(svg).toContain('aria-label="')
  })
})
