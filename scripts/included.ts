/**
 * Code in Markdown that comes from files which tests run.
 *
 * A block that begins with ```` ```ts examples/guides/money.ts#quote ```` has the lines of that file between `// #region quote` and
 * `// #endregion`, or the whole file without its first comment where no region is named.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const fence = /^```(?:ts|js) ((?:examples|test)\/[^\s#]+)(?:#([\w-]+))?$/

/** Whether a block is included from a file, and so checked with it. */
export const isIncluded = (line: string): boolean => fence.test(line)

const dedented = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const indents = lines.filter((line) => line !== "").map((line) => line.length - line.trimStart().length)
  return lines.map((line) => line.slice(Math.min(...indents)))
}

/** The lines of a file that a block names. Fails if there are none. */
export const regionOf = (text: string, region: string | undefined): ReadonlyArray<string> => {
  const lines = text.trimEnd().split("\n")
  if (region === undefined) return lines.slice(lines[0]?.startsWith("/**") ? 1 : 0)
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`)
  const end = lines.findIndex((line, i) => i > start && line.trim() === "// #endregion")
  if (start === -1 || end === -1) throw new Error(`There is no region ${region}`)
  return dedented(lines.slice(start + 1, end))
}

/** A Markdown text with its included blocks as their files have them. `read` gives the text of a file. */
export const withIncluded = (text: string, read: (file: string) => string): string => {
  const written: Array<string> = []
  let skipping = false
  for (const line of text.split("\n")) {
    if (skipping && line !== "```") continue
    skipping = false
    written.push(line)
    const [, file, region] = fence.exec(line) ?? []
    if (file === undefined) continue
    written.push(...regionOf(read(file), region))
    skipping = true
  }
  return written.join("\n")
}

/** The documents whose included blocks differ from their files; `write` puts the files' code into them. */
export const outdated = (
  root: string,
  documents: ReadonlyArray<string>,
  write: boolean,
): ReadonlyArray<string> =>
  documents.filter((document) => {
    const path = join(root, document)
    const text = readFileSync(path, "utf8")
    const right = withIncluded(text, (file) => readFileSync(join(root, file), "utf8"))
    if (right === text) return false
    if (write) writeFileSync(path, right)
    return !write
  })
