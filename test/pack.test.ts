import { describe, expect, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { guides, llmsText } from "../scripts/pack/guides.ts"
import { deadLinks } from "../scripts/pack/links.ts"
import { packed } from "../scripts/pack/manifest.ts"
import { objections } from "../scripts/pack/objections.ts"

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8")

describe("the packed manifest", () => {
  const manifest = JSON.parse(read("package.json"))

  it("has what users need, and nothing that only the clone has", () => {
    const result = JSON.parse(JSON.stringify(packed(manifest)))
    const { scripts, devDependencies, allowScripts, exports, ...kept } = manifest
    expect(scripts).toBeDefined()
    expect(devDependencies).toBeDefined()
    expect(allowScripts).toBeDefined()
    expect(result).toMatchObject(kept)
    expect(Object.keys(result).sort()).toEqual([...Object.keys(kept), "exports"].sort())
    expect(Object.keys(result.exports)).toEqual(Object.keys(exports))
    expect(result.exports["."]).toEqual({ types: "./dist/index.d.ts", default: "./dist/index.js" })
    expect(result.exports["./cli/*"]).toBeNull()
    expect(JSON.stringify(result)).not.toMatch(/effect-ionq\/source|"\.\/src\//)
  })
})

describe("a release", () => {
  const manifest = '{"version":"1.2.0","homepage":"https://example.com/me/effect-ionq"}'
  const changelog = "# Changelog\n\n## 1.2.0\n\n- New\n"

  it("is refused while the address is not known", () => {
    const [flaw, ...others] = objections({
      manifest: '{"version":"1.2.0","homepage":"https://example.com/OWNER/effect-ionq"}',
      changelog,
      tag: "v1.2.0",
    })
    expect(flaw).toContain("placeholder OWNER")
    expect(others).toEqual([])
  })

  it("is refused with another version in the tag or in the changelog", () => {
    expect(objections({ manifest, changelog, tag: "v1.2.1" })).toEqual([
      "the tag v1.2.1 is not that of version 1.2.0",
    ])
    expect(objections({ manifest, changelog: "## Unreleased\n\n## 1.2.0\n", tag: undefined })).toHaveLength(1)
  })

  it("is published otherwise", () => {
    expect(objections({ manifest, changelog, tag: "v1.2.0" })).toEqual([])
    expect(objections({ manifest, changelog, tag: undefined })).toEqual([])
  })

  it("has its addresses in package.json alone", () => {
    const { repository, homepage, bugs, publishConfig } = JSON.parse(read("package.json"))
    const [, owner] = /github\.com\/([^/]+)\/effect-ionq\.git$/.exec(repository.url) ?? []
    expect(homepage).toContain(`github.com/${owner}/effect-ionq`)
    expect(bugs.url).toContain(`github.com/${owner}/effect-ionq`)
    expect(publishConfig.provenance).toBe(true)
    for (const file of ["README.md", "SECURITY.md", "CONTRIBUTING.md", "docs/agents.md"]) {
      expect(read(file)).not.toContain(`github.com/${owner}/`)
    }
  })
})

describe("links", () => {
  const files = new Set(["README.md", "docs/a.md", "docs/b.md"])

  it("are followed from the file that has them", () => {
    expect(deadLinks("docs/a.md", "[b](b.md) [r](../README.md#x) [w](https://example.com)", files)).toEqual(
      [],
    )
    expect(deadLinks("docs/a.md", "[s](../src/Jobs.ts) and [c](c.md)", files)).toHaveLength(2)
  })

  it("lead to headings of their own page", () => {
    expect(deadLinks("README.md", "[m](#retries-and-money)\n\n## Retries and money\n", files)).toEqual([])
    expect(deadLinks("README.md", "[m](#retries)\n\n## Retries and money\n", files)).toHaveLength(1)
  })

  it("are none in code", () => {
    expect(deadLinks("README.md", "```ts\na[0](b)\n```\n`x[0](y)`", files)).toEqual([])
  })
})

describe("the guides", () => {
  it("are all in the list at the end of the README", () => {
    const [, list = ""] = /^## Guides\n([^]*)/m.exec(read("README.md")) ?? []
    for (const { file } of guides()) expect(list).toContain(`](docs/${file})`)
  })

  it("have a title and a first sentence, which the index for language models lists", () => {
    const text = llmsText("An SDK", (file) => `docs/${file}`)
    expect(text).toMatch(/^# effect-ionq\n\n> An SDK\n/)
    for (const { file, title, summary } of guides()) {
      expect(text).toContain(`- [${title}](docs/${file}): ${summary}\n`)
      expect(summary).toMatch(/^[A-Z`].+\.$/)
    }
  })
})
