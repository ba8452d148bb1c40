/** The guides in their groups, as the README lists them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../../scripts/pack/guides.ts"

export interface GuideGroup {
  readonly title: string
  readonly pages: ReadonlyArray<{ readonly title: string; readonly name: string }>
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** From the list below the heading "Guides". */
export const guideGroups = (): ReadonlyArray<GuideGroup> => {
  const [, list = ""] = /^## Guides\n([^]*)/m.exec(readFileSync(join(root, "README.md"), "utf8")) ?? []
  return [...list.matchAll(/^- ([^:]+):((?:.|\n {2})+)/gm)].map(([, title = "", links = ""]) => ({
    title,
    pages: [...links.matchAll(/\[([^\]]+)\]\(docs\/([\w-]+)\.md\)/g)].map(([, text = "", name = ""]) => ({
      title: capital(text),
      name,
    })),
  }))
}
