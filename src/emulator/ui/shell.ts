import { type Content, type Html, html } from "./Html.ts"

const places = [
  ["/ui", "Jobs"],
  ["/ui/backends", "Backends"],
  ["/ui/sessions", "Sessions"],
] as const

export type Place = (typeof places)[number][0]

/** The values for the parts that all pages have. */
export interface Shell {
  readonly title: string
  /** The current item of the navigation. */
  readonly place: Place
  /** The address of the API in the reader's browser. */
  readonly api: string
  readonly generation: string
}

/** A whole page around its content. */
export const shell = ({ title, place, api, generation }: Shell, content: Content): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · IonQ emulator</title>
        <link rel="stylesheet" href="/ui/style.css" />
        <link rel="icon" href="data:," />
        <script src="/ui/script.js" defer></script>
      </head>
      <body>
        <div class="offline" role="alert">The emulator does not answer.</div>
        <header>
          <strong>IonQ emulator</strong>
          <nav>
            ${places.map(
              ([path, name]) =>
                html`<a href="${path}" ${path === place ? html` aria-current="page"` : undefined}
                  >${name}</a
                >`,
            )}<a href="/docs">API</a>
          </nav>
        </header>
        <main>${content}</main>
        <footer>
          Not IonQ: jobs are simulated on this machine. API <code>${api}</code>, generation ${generation}<a
            href="/openapi.json"
            >OpenAPI</a
          ><a href="/emulator/faults">Faults</a>
        </footer>
      </body>
    </html> `

/** A time in UTC. */
export const timeOf = (millis: number): Html => {
  const iso = new Date(millis).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")}</time>`
}

/** A duration in a suitable unit. */
export const spanOf = (millis: number): string => {
  if (millis < 1_000) return `${Math.round(millis)} ms`
  if (millis < 60_000) return `${(millis / 1_000).toFixed(1)} s`
  if (millis < 3_600_000)
    return `${Math.floor(millis / 60_000)} min ${Math.round((millis % 60_000) / 1_000)} s`
  return `${Math.floor(millis / 3_600_000)} h ${Math.round((millis % 3_600_000) / 60_000)} min`
}

export const statusOf = (status: string): Html => html`<span class="status ${status}">${status}</span>`

/** Names and values. Missing values are omitted. */
export const facts = (pairs: ReadonlyArray<readonly [name: string, value: Content]>): Html =>
  html`<dl>
    ${pairs.map(([name, value]) =>
      value === undefined
        ? undefined
        : html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`
