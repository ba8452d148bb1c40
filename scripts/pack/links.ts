/** Links of the files in the package. */
import { posix } from "node:path"

/** The relative links of a Markdown text that lead to no file, and the parts of pages that are not there. */
export const deadLinks = (file: string, text: string, files: ReadonlySet<string>): ReadonlyArray<string> => {
  const prose = text.replaceAll(/^(```+)[^]*?^\1/gm, "").replaceAll(/`[^`\n]*`/g, "`")
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
    if (/^[a-z]+:/.test(link)) return []
    const [path = "", part] = link.split("#")
    if (path === "") return headings(text).has(part ?? "") ? [] : [`${file}: #${part} is no part of it`]
    const target = posix.normalize(posix.join(posix.dirname(file), path))
    return files.has(target) ? [] : [`${file}: ${link} leads out of the package, or to nothing`]
  })
}

/** The names that GitHub gives to the headings of a page. */
const headings = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  )
