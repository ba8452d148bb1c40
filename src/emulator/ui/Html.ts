import { escapeMarkup } from "../../svg/markup.ts"

/** A fragment of a page with escaped texts. */
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

/** Escapes interpolated values unless they are `Html`. `undefined` is omitted. */
export const html = (strings: TemplateStringsArray, ...contents: ReadonlyArray<Content>): Html =>
  new Html(strings.map((text, i) => text + (i < contents.length ? rendered(contents[i]) : "")).join(""))
