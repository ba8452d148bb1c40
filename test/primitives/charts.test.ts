import { describe, expect, it } from "@effect/vitest"
import { Estimator } from "effect-ionq"

const points = [0, 1, 2, 3, 4].map((x) => ({
  point: { theta: x, phi: 7 },
  values: [Math.cos(x), x / 4],
  standardErrors: [0.2, 0],
}))

describe("a scan drawn as text", () => {
  it("has values, bars, ticks and names", () => {
    const text = Estimator.draw(points, { title: "A scan", names: ["cos", "line"], columns: 40, rows: 9 })
    expect(text.split("\n")).toEqual([
      "A scan",
      " 1.5 ┤",
      " 1.0 ┤●                                ○",
      "     ││       │                ○",
      " 0.5 ┤        ○        ○",
      " 0.0 ┤○",
      "-0.5 ┤                 ●               │",
      "     │                 │       │       ●",
      "-1.0 ┤                         ●",
      "-1.5 ┤",
      "     └┬───────┬────────┬───────┬───────┬",
      "      0       1        2       3       4",
      "      theta   ● cos   ○ line",
    ])
  })

  it("is of ASCII on request, and of the parameter that is named", () => {
    const text = Estimator.draw(points, { ascii: true, parameter: "phi", columns: 30, rows: 6 })
    expect(text).toMatch(/^[\n -~]+$/)
    expect(text).toContain("phi")
  })

  it("of nothing, or of what is not finite, is an empty frame", () => {
    for (const none of [[], [{ point: { x: 1 }, values: [Number.NaN], standardErrors: [Infinity] }]]) {
      expect(Estimator.draw(none)).toContain("┤")
      expect(Estimator.toSvg(none)).toContain("</svg>")
      expect(Estimator.toSvg(none)).not.toContain("NaN")
    }
  })
})

describe("a scan drawn as SVG", () => {
  it("has a mark for each value and a bar for each error, and nothing from elsewhere", () => {
    const svg = Estimator.toSvg(points, { title: "<A> scan & more", names: ["cos", "line"] })
    // Two more in the legend.
    expect(svg.match(/<circle /g)).toHaveLength(2 + 10)
    expect(svg.match(/<line class="s0"/g)).toHaveLength(5)
    expect(svg).not.toContain('<line class="s1"')
    expect(svg).toContain("&lt;A&gt; scan &amp; more")
    expect(svg).not.toMatch(/https?:(?!\/\/www\.w3\.org)/)
    expect(svg).not.toContain("NaN")
  })

  it("stays within its frame", () => {
    const svg = Estimator.toSvg(points, { width: 300, height: 200 })
    for (const [, x, y] of svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)) {
      expect(Number(x)).toBeGreaterThan(0)
      expect(Number(x)).toBeLessThan(300)
      expect(Number(y)).toBeGreaterThan(0)
      expect(Number(y)).toBeLessThan(200)
    }
  })
})
