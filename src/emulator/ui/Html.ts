import { escapeMarkup } from "../../svg/markup.ts"

/** A piece of a page whose texts are escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Content = Html | string | number | undefined | ReadonlyArray<Content>

const rendered = (content: Content): string => {
  if (content === undefined) return ""
  if (content instanceof Html) return content.text
  if (typeof content === "object") return content.map(rendered).join("")
  return escapeMarkup(String(content))
}

/** What is put into it is escaped, unless it is `Html` itself; nothing is shown of `undefined`. */
export const html = (strings: TemplateStringsArray, ...contents: ReadonlyArray<Content>): Html =>
  new Html(strings.map((text, i) => text + (i < contents.length ? rendered(contents[i]) : "")).join(""))
