import { describe, expect, it } from "@effect/vitest"
import { Circuit, Gates, Param } from "effect-ionq"
import { randomCircuit, randomNativeCircuit, seeded } from "./utils/circuits.ts"

const lines = (text: string) => text.split("\n")

describe("draw", () => {
  it("shows a pair", () => {
    expect(lines(Circuit.draw(Circuit.bell()))).toEqual([
      "     ┌───┐",
      "q0: ─┤ H ├──●──",
      "     └───┘  │",
      "q1: ────────⊕──",
    ])
  })

  it("joins the boxes of one gate, and crosses the wires between", () => {
    const circuit = Circuit.qis(3, [Gates.xx(0, 2, Math.PI / 2), Gates.zz(0, 1, 0.3)])
    expect(lines(Circuit.draw(circuit))).toEqual([
      "     ┌─────────┐  ┌─────────┐",
      "q0: ─┤ XX(π/2) ├──┤ ZZ(0.3) ├──",
      "     └────┬────┘  └────┬────┘",
      "          │       ┌────┴────┐",
      "q1: ──────┼───────┤ ZZ(0.3) ├──",
      "     ┌────┴────┐  └─────────┘",
      "q2: ─┤ XX(π/2) ├───────────────",
      "     └─────────┘",
    ])
  })

  it("shows parameters, controls, swaps, registers and what is out of range", () => {
    const circuit = Circuit.qis(3, [
      Gates.controlled(Gates.swap(0, 2), 1),
      Gates.controlled(Gates.ry(1, Param.times(Param.make("θ"), 2)), 0),
      Gates.x(5),
    ]).pipe(Circuit.register("out", [1, 2]))
    expect(lines(Circuit.draw(circuit))).toEqual([
      "       q0: ───×─────────●───────",
      "              │    ┌────┴────┐",
      "q1 out[0]: ───●────┤ Ry(2*θ) ├──",
      "              │    └─────────┘",
      "q2 out[1]: ───×─────────────────",
      "            ┌───┐",
      "      q5?: ─┤ X ├───────────────",
      "            └───┘",
    ])
  })

  it("names each gate", () => {
    const named = (gates: ReadonlyArray<Gates.GateOf["qis"]>) => Circuit.draw(Circuit.qis(2, gates))
    expect(named([Gates.si(0), Gates.ti(0), Gates.v(0), Gates.vi(0), Gates.phase(0, -0.3)])).toMatch(
      /S† .* T† .* √X .* √X† .* P\(-0.3\)/,
    )
    const term = { targets: [1, 0], terms: ["XZ"], coefficients: [0.5], time: 2 }
    expect(named([Gates.pauliexp(term)])).toMatch(/exp X .*\n.*\n.*\n.*exp Z \(0.5\)·2/)
    const native = Circuit.native(2, [
      Gates.ms(0, 1, { phases: [0.5, 0] }),
      Gates.gpi2(0, 0.125),
      Gates.nop(1),
    ])
    expect(Circuit.draw(native)).toMatch(/MS\(0.5; 0.25\)[^]*GPi2\(0.125\)[^]*MS\(0; 0.25\)[^]*NOP/)
  })

  it("wraps, and never goes over the width", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seeded(seed)
      const circuit: Circuit.Circuit =
        seed % 2 === 0 ? randomCircuit(random, 5, 40) : randomNativeCircuit(random, 5, 40)
      for (const width of [60, 120]) {
        const text = Circuit.draw(circuit, { width })
        for (const line of lines(text)) expect(line.length).toBeLessThanOrEqual(width)
        // Each box is whole: its label between its sides, its corners above and below.
        const count = (sign: string) => text.split(sign).length - 1
        const boxes = count("┌")
        expect([count("┐"), count("└"), count("┘"), count("┤"), count("├")]).toEqual(
          Array.from({ length: 5 }, () => boxes),
        )
      }
    }
  })

  it("draws what has no gates, no qubits, or a name of any kind", () => {
    expect(Circuit.draw(Circuit.qis(2))).toBe("q0: ─\n\nq1: ─")
    expect(Circuit.draw(Circuit.qis(0))).toBe("")
    expect(Circuit.draw(Circuit.qis(Number.NaN))).toBe("")
    const wide = Circuit.qis(1, [Gates.rx(0, Param.make("角\n度"))])
    expect(lines(Circuit.draw(wide))).toEqual([
      "     ┌───────────┐",
      "q0: ─┤ Rx(角\u{FFFD}度) ├──",
      "     └───────────┘",
    ])
  })
})

describe("toSvg", () => {
  const svg = Circuit.toSvg(
    Circuit.qis(2, [Gates.rx(0, Param.make("<a&b>")), Gates.cnot(0, 1)]).pipe(Circuit.named('"x"')),
  )

  it("is a document of its own, for light and dark pages", () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(svg).toContain("prefers-color-scheme:dark")
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|url\(|<script|@import/)
    expect(svg).toContain(">Rx(&lt;a&amp;b&gt;)</text>")
    expect(svg).toContain("<title>Circuit &quot;x&quot;: 2 qubits, 2 gates</title>")
  })

  it("keeps boxes apart and inside, at any width", () => {
    for (let seed = 0; seed < 100; seed++) {
      const circuit = randomCircuit(seeded(seed), 5, 30)
      for (const width of [500, 1200]) {
        const drawn = Circuit.toSvg(circuit, { width })
        const [, right = 0, bottom = 0] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(drawn)?.map(Number) ?? []
        expect(right).toBeLessThanOrEqual(width)
        const boxes = Array.from(
          drawn.matchAll(/<rect class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g),
          (found) => found.slice(1).map(Number),
        )
        boxes.forEach(([x = 0, y = 0, w = 0, h = 0], i) => {
          expect(x + w).toBeLessThan(right)
          expect(y + h).toBeLessThan(bottom)
          for (const [x2 = 0, y2 = 0, w2 = 0, h2 = 0] of boxes.slice(i + 1)) {
            expect(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y).toBe(true)
          }
        })
      }
    }
  })
})
