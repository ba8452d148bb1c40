import { describe, expect, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"

const root = join(import.meta.dirname, "..")
const source = join(root, "src")

/** The paths of all TypeScript files in a folder, without installed packages. */
const pathsIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      return /^(?:\.|node_modules$|dist$)/.test(entry.name) ? [] : pathsIn(path)
    }
    return path.endsWith(".ts") ? [path] : []
  })

/** The same, each from the folder, with slashes. */
const programsIn = (folder: string): ReadonlyArray<string> =>
  pathsIn(folder).map((path) => relative(folder, path).split(sep).join("/"))

const files = programsIn(source)

/** The folder of a file, or the file itself at the top level. */
const roomOf = (file: string): string => (file.includes("/") ? `${dirname(file)}/` : file)

/** The rooms that each room imports, types and modules that are loaded late among them. */
const imports = new Map<string, Set<string>>()
for (const file of files) {
  const text = readFileSync(join(source, file), "utf8")
  for (const [, path = ""] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
    const target = relative(source, join(source, dirname(file), path))
    const [from, to] = [roomOf(file), roomOf(target.split(sep).join("/"))]
    if (from !== to) imports.set(from, (imports.get(from) ?? new Set()).add(to))
  }
}

/** A way from a room back to itself, if there is one. */
const circleFrom = (start: string): ReadonlyArray<string> | undefined => {
  const seen = new Set<string>()
  const search = (path: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
    for (const next of imports.get(path.at(-1) ?? "") ?? []) {
      if (next === start) return [...path, next]
      if (seen.has(next)) continue
      seen.add(next)
      const found = search([...path, next])
      if (found !== undefined) return found
    }
    return undefined
  }
  return search([start])
}

describe("the documents for contributors", () => {
  it("name no `.ts` file that does not exist", () => {
    const programs = programsIn(root)
    const missing = ["AGENTS.md", "CONTRIBUTING.md", "docs/decisions.md"].flatMap((document) => {
      const text = readFileSync(join(root, document), "utf8")
      const named = [...text.matchAll(/`([\w/.]*\w\.ts)`/g)].flatMap(([, name]) => name ?? [])
      expect(named.length).toBeGreaterThan(5)
      return named.filter((name) => !programs.some((program) => `/${program}`.endsWith(`/${name}`)))
    })
    // `X.ts` stands for any module.
    expect(missing.filter((name) => name !== "X.ts")).toEqual([])
  })
})

describe("the command", () => {
  it("uses the environment and the outputs of its process in one place, so that tests can replace them", () => {
    const users = files.filter(
      (file) =>
        /^(?:cli|mcp)\//.test(file) &&
        /\bprocess\.(?:env|std)|node:process|\bisatty\b|\bconsole\.|\bConsole\b/.test(
          readFileSync(join(source, file), "utf8"),
        ),
    )
    expect(users.toSorted()).toEqual(["cli/main.ts", "cli/terminal/Process.ts"])
  })
})

describe("the folders of the source", () => {
  it("import each other in one direction", () => {
    expect(imports.size).toBeGreaterThan(20)
    expect([...imports.keys()].map(circleFrom).filter((circle) => circle !== undefined)).toEqual([])
  })

  it("are private, but for the data", () => {
    const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      readonly exports: Readonly<Record<string, unknown>>
    }
    const folders = new Set(files.flatMap((file) => (file.includes("/") ? [file.split("/")[0]] : [])))
    const open = [...folders].filter((folder) => exports[`./${folder}/*`] !== null)
    expect(open).toEqual(["schema"])
  })
})
