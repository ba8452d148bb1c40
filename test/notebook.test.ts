import { afterAll, describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Circuit, Distribution, Notebook } from "effect-ionq"

const symbol = Symbol.for("Jupyter.display")

/** What the kernel does with the last value of a cell. */
const shown = (value: object): Readonly<Record<string, string>> => Reflect.get(value, symbol).call(value)

const bell = Result.getOrThrow(Distribution.fromArray([0.5, 0, 0.25, 0.25]))

describe("Notebook", () => {
  it("shows a circuit as a picture, and as text", () => {
    const circuit = Circuit.ghz(3)
    const svg = Circuit.toSvg(circuit, { width: 300 })
    expect(shown(Notebook.circuit(circuit, { width: 300 }))).toEqual({
      "text/plain": Circuit.draw(circuit),
      "image/svg+xml": svg,
      "text/html": svg,
    })
  })

  it("shows a distribution as a histogram, with its options", () => {
    const options = { qubit0: "right", top: 2, order: "value", title: "two of three" } as const
    const found = shown(Notebook.distribution(bell, options))
    expect(found["text/plain"]).toBe(Distribution.draw(bell, { qubit0: "right", top: 2, order: "value" }))
    expect(found["image/svg+xml"]).toBe(Distribution.toSvg(bell, options))
    expect(found["text/html"]).toBe(found["image/svg+xml"])
  })

  it("shows a list as a table", () => {
    const rows = [
      { id: "a", shots: 100, name: null, stats: { qubits: 2 }, at: new Date(0) },
      { id: "b", shots: 20_000, name: "<b>bold</b>\u001b[2J\nline", isDone: true },
    ]
    const { "text/plain": text, "text/html": html } = shown(Notebook.table(rows))
    expect(text?.split("\n")).toEqual([
      "id  shots  at                        name                  isDone",
      "a     100  1970-01-01T00:00:00.000Z",
      "b   20000                            <b>bold</b> [2J line  true",
    ])
    expect(html).toContain('<th>id</th><th class="number">shots</th>')
    expect(html).toContain("<td>&lt;b&gt;bold&lt;/b&gt; [2J line</td>")
    expect(html).not.toContain("qubits")
  })

  it("shows the columns that are asked for, and says how many rows are left", () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ i, square: i * i, more: { i } }))
    const lines = (value: object) => shown(value)["text/plain"]?.split("\n")
    expect(lines(Notebook.table(rows, { columns: ["square", "more"], rows: 2 }))).toEqual([
      "square  more",
      '     0  {"i":0}',
      '     1  {"i":1}',
      "58 more",
    ])
    expect(lines(Notebook.table(rows))).toHaveLength(52)
    expect(lines(Notebook.table(new Set(rows), { rows: 60 }))).toHaveLength(61)
    expect(lines(Notebook.table([]))).toEqual(["No rows."])
  })
})

describe("Notebook.install", () => {
  const circuit = Circuit.bell()
  const remove = () => {
    for (const value of [circuit, bell]) Reflect.deleteProperty(Object.getPrototypeOf(value), symbol)
  }
  afterAll(remove)

  it("lets values show themselves, old ones and new ones, and can be called again", () => {
    // Other tests may have installed it in this process.
    remove()
    Notebook.install({ qubit0: "left" })
    expect(shown(bell)["text/plain"]).toBe(Distribution.draw(bell, { qubit0: "left" }))
    Notebook.install({ qubit0: "right", top: 1 })
    expect(shown(bell)["text/plain"]).toBe(Distribution.draw(bell, { qubit0: "right", top: 1 }))
    const later = circuit.pipe(Circuit.named("later"))
    expect(shown(later)["image/svg+xml"]).toBe(Circuit.toSvg(later))
    expect(shown(Circuit.native(1))["text/plain"]).toContain("q0: ")
    // Nothing that is printed or compared has changed.
    expect(Object.keys(circuit)).not.toContain("Jupyter.display")
    expect(JSON.stringify(later)).toContain('"name":"later"')
  })
})
