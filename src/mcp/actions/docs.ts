import { Effect, FileSystem } from "effect"
import { basename } from "node:path"
import { fileURLToPath } from "node:url"
import { badInput } from "../../cli/terminal/CommandError.ts"
import { type Page, pages, uriOf } from "../text/pages.ts"
import { drawn } from "../text/quoted.ts"

/** Where a page can be: beside the bundled command, or in the project. */
const placesOf = ({ file }: Page): ReadonlyArray<URL> => [
  new URL(`docs/${basename(file)}`, import.meta.url),
  new URL(`../../../${file}`, import.meta.url),
]

/** The text of a page, in Markdown. */
export const read = Effect.fnUntraced(function* (name: string) {
  const fs = yield* FileSystem.FileSystem
  const page = pages.find((each) => each.name === name)
  if (page === undefined) {
    return yield* badInput(`There is no page ${name}, only ${pages.map(({ name }) => name).join(", ")}`)
  }
  for (const place of placesOf(page)) {
    const text = yield* Effect.option(fs.readFileString(fileURLToPath(place)))
    if (text._tag === "Some") return text.value
  }
  return yield* badInput(`The page ${name} is not installed`)
})

interface Section {
  readonly page: string
  readonly title: string
  readonly uri: string
  readonly text: string
}

/** The sections of a page, by its headings outside of blocks of code. */
const sectionsOf = (page: Page, text: string): ReadonlyArray<Section> => {
  const sections: Array<{ title: string; lines: Array<string> }> = [{ title: page.title, lines: [] }]
  let inCode = false
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) inCode = !inCode
    const heading = inCode ? null : /^#{1,3} (.+)$/.exec(line)
    if (heading === null) sections.at(-1)?.lines.push(line)
    else sections.push({ title: heading[1] ?? "", lines: [] })
  }
  return sections
    .map(({ title, lines }) => ({
      page: page.name,
      title,
      uri: uriOf(page.name),
      text: drawn(lines.join("\n").trim()),
    }))
    .filter(({ text }) => text !== "")
}

/** How well a section fits: the words that it has, more for those in its title, and for rare words. */
const scoreOf = ({ title, text }: Section, words: ReadonlyArray<string>): number => {
  const [head, body] = [title.toLowerCase(), text.toLowerCase()]
  return words.reduce((sum, word) => {
    const times = body.split(word).length - 1
    return sum + (head.includes(word) ? 5 : 0) + (times === 0 ? 0 : 1 + Math.log(times))
  }, 0)
}

/** `search_docs`. */
export const search = Effect.fnUntraced(function* (options: {
  readonly query: string
  readonly limit?: number
}) {
  const { query, limit = 3 } = options
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? [])]
  const texts = yield* Effect.forEach(pages, (page) =>
    Effect.map(
      Effect.orElseSucceed(read(page.name), () => ""),
      (text) => sectionsOf(page, text),
    ),
  )
  const sections = texts
    .flat()
    .map((section) => ({ section, score: scoreOf(section, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ section }) => section)
  const text =
    sections.length === 0
      ? `Nothing fits. The pages are: ${pages.map(({ name, title }) => `${name} (${title})`).join(", ")}.`
      : sections.map(({ title, uri, text }) => `# ${title} (${uri})\n${text}`).join("\n\n")
  return { data: { sections }, text }
})
