import { Effect } from "effect"
import { type Page, pages, uriOf } from "../text/pages.ts"
import { limits } from "../text/limits.ts"

interface Section {
  readonly page: string
  readonly title: string
  readonly uri: string
  readonly text: string
}

/**
 * The beginning of a section, cut between lines. A line with the address of the rest is added if the section is cut.
 */
const beginning = (text: string, uri: string): string => {
  if (text.length <= limits.sectionCharacters) return text
  const rest = `\n… the rest is in ${uri}`
  const start = text.slice(0, limits.sectionCharacters - rest.length)
  const end = start.lastIndexOf("\n")
  return `${end === -1 ? start : start.slice(0, end)}${rest}`
}

/** The sections of a page: by its headings outside of blocks of code, and by paragraphs that begin with a bold word. */
const sectionsOf = (page: Page): ReadonlyArray<Section> => {
  const sections: Array<{ title: string; lines: Array<string> }> = [{ title: page.title, lines: [] }]
  let heading = page.title
  let inCode = false
  for (const line of page.text.split("\n")) {
    if (line.startsWith("```")) inCode = !inCode
    const [, title] = (inCode ? null : /^#{1,3} (.+)$/.exec(line)) ?? []
    const [, topic] = (inCode ? null : /^\*\*([^*]+)\.\*\* /.exec(line)) ?? []
    if (title !== undefined) heading = title
    if (title !== undefined) sections.push({ title, lines: [] })
    else if (topic !== undefined) sections.push({ title: `${heading}: ${topic}`, lines: [line] })
    else sections.at(-1)?.lines.push(line)
  }
  return sections
    .map(({ title, lines }) => ({
      page: page.name,
      title,
      uri: uriOf(page.name),
      text: lines.join("\n").trim(),
    }))
    .filter(({ text }) => text !== "")
}

/** The words of a text in lower case: sequences of letters and digits. */
const wordsOf = (text: string): ReadonlyArray<string> => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Whether a word matches a sought one. The endings may differ if the sought word has at least 4 letters. */
const fits = (word: string, sought: string): boolean =>
  word === sought || (sought.length >= 4 && word.startsWith(sought.slice(0, Math.max(4, sought.length - 2))))

interface Indexed {
  readonly section: Section
  readonly title: ReadonlyArray<string>
  readonly body: ReadonlyArray<string>
}

/** How often a section has a word. In its title, the word counts five times. */
const timesIn = ({ title, body }: Indexed, word: string): number =>
  body.filter((each) => fits(each, word)).length + 5 * title.filter((each) => fits(each, word)).length

/** The sections that have some of the words, the most relevant first. A word that few sections have counts more. */
const ranked = (sections: ReadonlyArray<Section>, sought: ReadonlyArray<string>): ReadonlyArray<Section> => {
  const indexed = sections.map((section) => ({
    section,
    title: wordsOf(section.title),
    body: wordsOf(section.text),
  }))
  const scores = new Map<Section, number>()
  for (const word of sought) {
    const found = indexed.map((each) => ({ section: each.section, times: timesIn(each, word) }))
    const rarity = Math.log(sections.length / found.filter(({ times }) => times > 0).length)
    for (const { section, times } of found) {
      if (times > 0) scores.set(section, (scores.get(section) ?? 0) + rarity * (1 + Math.log(times)))
    }
  }
  return [...scores]
    .filter(([, score]) => score > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([section]) => section)
}

/** The action of `search_docs`: the most relevant sections, by default 3. */
export const search = (options: { readonly query: string; readonly limit?: number }) =>
  Effect.sync(() => {
    const { query, limit = 3 } = options
    const all = pages()
    const sections = ranked(all.flatMap(sectionsOf), [...new Set(wordsOf(query))])
      .slice(0, limit)
      .map(({ page, title, uri, text }) => ({ page, title, uri, text: beginning(text, uri) }))
    const text =
      sections.length === 0
        ? `Nothing fits. The pages are: ${all.map(({ name, title }) => `${name} (${title})`).join(", ")}.`
        : sections.map(({ title, uri, text }) => `# ${title} (${uri})\n${text}`).join("\n\n")
    return { data: { sections }, text }
  })
