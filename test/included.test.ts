import { describe, expect, it } from "@effect/vitest"
import { regionOf, withIncluded } from "../scripts/included.ts"

const file = `/** What it is. */
const before = 1
{
  // #region part
  const a = 1

  if (a) {
    a()
  }
  // #endregion
}
`

describe("code that is included in Markdown", () => {
  it("is a region without its indentation, or the whole file", () => {
    expect(regionOf(file, "part")).toEqual(["const a = 1", "", "if (a) {", "  a()", "}"])
    expect(regionOf(file, undefined)[0]).toBe("const before = 1")
    expect(() => regionOf(file, "other")).toThrow("There is no region other")
  })

  it("replaces what the block has", () => {
    const text = "# A\n\n```ts examples/a.ts#part\nold()\n```\n\n```ts\nkept()\n```\n"
    const read = (name: string) => (name === "examples/a.ts" ? file : "")
    const right = withIncluded(text, read)
    expect(right).toBe(
      "# A\n\n```ts examples/a.ts#part\nconst a = 1\n\nif (a) {\n  a()\n}\n```\n\n```ts\nkept()\n```\n",
    )
    expect(withIncluded(right, read)).toBe(right)
  })
})
