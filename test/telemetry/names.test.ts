import { describe, expect, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { withList } from "../../scripts/telemetry/docs.ts"
import { attributes, metrics, spans } from "../../src/signals/names.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const read = (file: string) => readFileSync(`${root}/${file}`, "utf8")

const sources = readdirSync(`${root}/src`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/^(?:signals|cli|emulator|qpi\/emulator)\//.test(file))
  .map((file) => read(`src/${file}`))
  .join("\n")

describe("the list of what is traced and counted", () => {
  it("has each span of the services, and no other", () => {
    const made = /(?:Effect\.fn|withSpan|useSpan|shared)\(\s*(?:[^"'`;]*?,\s*)?"([A-Z]\w+\.\w+)"/g
    const found = new Set([...sources.matchAll(made)].map(([, name]) => name))
    for (const name of sources.match(/"[A-Z]\w+\.\w+"/g) ?? []) {
      const plain = name.slice(1, -1)
      if (plain in spans) found.add(plain)
    }
    expect(found).toEqual(new Set(Object.keys(spans)))
  })

  it("has each attribute and each metric that the sources name, and no other", () => {
    const named = (known: object) => Object.keys(known).filter((name) => !sources.includes(`"${name}"`))
    expect(named(attributes)).toEqual([])
    expect(named(metrics)).toEqual([])
    const said = new Set(sources.match(/"(?:ionq|qpi)\.[a-z_.]+"/g))
    for (const name of said) {
      const plain = name.slice(1, -1)
      if (
        /^ionq\.(?:circuit|multi-circuit|qasm3|qir|result|native|probabilities|histogram|shots)\b/.test(plain)
      )
        continue
      expect(plain in attributes || plain in metrics, plain).toBe(true)
    }
  })

  it("counts nothing by an id", () => {
    for (const [name, facts] of Object.entries(metrics)) {
      for (const attribute of facts.attributes) expect(attribute, name).not.toMatch(/\bid$|\.name$/)
    }
  })

  it("is what docs/telemetry.md says", () => {
    expect(withList(read("docs/telemetry.md"))).toBe(read("docs/telemetry.md"))
  })

  it("has each metric of the dashboard, by the name that Prometheus gives it", () => {
    const units: Readonly<Record<string, string>> = { s: "_seconds" }
    const names = Object.entries(metrics).flatMap(([name, { kind, unit }]) => {
      const base = name.replaceAll(".", "_") + (units[unit] ?? "")
      return kind === "histogram"
        ? ["_bucket", "_count", "_sum"].map((end) => base + end)
        : [kind === "counter" ? `${base}_total` : base]
    })
    const queries = read("examples/grafana/ionq.json").match(/\b(?:ionq|qpi|http_client)_[a-z_]+/g) ?? []
    const labels = new Set(Object.keys(attributes).map((name) => name.replaceAll(".", "_")))
    const used = new Set(queries.filter((name) => !labels.has(name)))
    expect(used.size).toBeGreaterThan(10)
    for (const name of used) expect(names).toContain(name)
  })
})
