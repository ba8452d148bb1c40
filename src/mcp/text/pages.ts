import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** A guide, by its file in `docs`. */
export interface Page {
  readonly name: string
  readonly title: string
  /** The text in Markdown. */
  readonly text: string
}

/**
 * The folder of the guides, relative to the bundled command in `dist/cli` or to this file; undefined if there is none.
 */
const folder = ["../../docs", "../../../docs"]
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(join(path, "mcp.md")))

/** Pages for developers of the project, which are left out. */
const left = new Set(["decisions"])

const pageOf = (name: string): Page => {
  const text = readFileSync(join(folder ?? "", `${name}.md`), "utf8")
  return { name, title: /^# (.+)$/m.exec(text)?.[1] ?? name, text }
}

/** The guides that are installed. */
export const pages = (): ReadonlyArray<Page> =>
  (folder === undefined ? [] : readdirSync(folder))
    .flatMap((file) => (file.endsWith(".md") ? [file.slice(0, -".md".length)] : []))
    .filter((name) => !left.has(name))
    .toSorted()
    .map(pageOf)

/** The URI of the resource of a page. */
export const uriOf = (name: string): string => `ionq://docs/${name}`
