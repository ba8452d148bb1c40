/** The guides: every page of `docs` but the record of decisions, with its title and its first sentence. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../..", import.meta.url))

export interface Guide {
  readonly file: string
  readonly title: string
  readonly summary: string
}

const guideOf = (file: string): Guide => {
  const text = readFileSync(join(root, "docs", file), "utf8")
  const [, title] = /^# (.+)$/m.exec(text) ?? []
  const [, paragraph = ""] = /^# .+\n+((?:[^\n]+\n)+)/m.exec(text) ?? []
  const [, summary] = /^(.+?[.:])(?:\s|$)/s.exec(paragraph) ?? []
  if (title === undefined || summary === undefined)
    throw new Error(`docs/${file} has no title or no sentence`)
  return { file, title, summary: summary.replaceAll(/\s+/g, " ").replace(/:$/, ".") }
}

/** What nobody needs who uses the package. */
const ofClone = new Set(["decisions.md"])

/** All guides, in the order of their names. */
export const guides = (): ReadonlyArray<Guide> =>
  readdirSync(join(root, "docs"))
    .filter((file) => file.endsWith(".md") && !ofClone.has(file))
    .sort()
    .map(guideOf)

/** An index of the guides for language models, as llmstxt.org describes it. `hrefOf` says where a guide is. */
export const llmsText = (description: string, hrefOf: (file: string) => string): string =>
  [
    "# effect-ionq",
    "",
    `> ${description}`,
    "",
    "## Guides",
    "",
    ...guides().map(({ file, title, summary }) => `- [${title}](${hrefOf(file)}): ${summary}`),
    "",
  ].join("\n")
