import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type DefaultTheme, defineConfig } from "vitepress"
import { guideGroups } from "../scripts/guideGroups.ts"

const pages = fileURLToPath(new URL("../pages", import.meta.url))
const { description, repository } = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../../package.json", import.meta.url)), "utf8"),
) as { readonly description: string; readonly repository: { readonly url: string } }

const address = repository.url.replace(/^git\+/, "").replace(/\.git$/, "")

const pagesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(pages, folder), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".md") && file !== "index.md")
    .map((file) => file.replace(/(index)?\.md$/, ""))
    .sort((a, b) => a.localeCompare(b))

const rooms: ReadonlyArray<readonly [title: string, has: (page: string) => boolean]> = [
  [
    "effect-ionq",
    (page) => !page.includes("/") && page !== "durable" && page !== "simulator" && page !== "node",
  ],
  [
    "Other doors",
    (page) => /^(durable|simulator|node|emulator|qpi|telemetry)/.test(page) && !page.includes("schema/"),
  ],
  ["Schemas", (page) => page.includes("schema/")],
]

const reference: ReadonlyArray<DefaultTheme.SidebarItem> = rooms.map(([text, has]) => ({
  text,
  collapsed: text === "Schemas",
  items: pagesIn("reference")
    .filter(has)
    .map((page) => ({
      text: page.replace(/\/$/, "").replace("namespaces/", ""),
      link: `/reference/${page}`,
    })),
}))

// The path that the site is served at.
const base = process.env["SITE_BASE"] ?? "/"

export default defineConfig({
  title: "effect-ionq",
  description,
  lang: "en",
  base,
  srcDir: "pages",
  cleanUrls: false,
  metaChunk: true,
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${base}icon.svg` }]],
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark" } },
  themeConfig: {
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        // A guide says more about a word than the entries that have it in their names.
        miniSearch: { searchOptions: { boostDocument: (id: string) => (id.includes("/guides/") ? 4 : 1) } },
      },
    },
    nav: [
      { text: "Guides", link: "/guides/first-job", activeMatch: "^/guides/" },
      { text: "Reference", link: "/reference/", activeMatch: "^/reference/" },
      { text: "Examples", link: "/examples/", activeMatch: "^/examples/" },
      { text: "Playground", link: "/playground" },
    ],
    sidebar: {
      "/guides/": guideGroups().map(({ title, pages }) => ({
        text: title,
        items: pages.map(({ title, name }) => ({ text: title, link: `/guides/${name}` })),
      })),
      "/reference/": [...reference],
      "/examples/": [
        {
          text: "Examples",
          items: pagesIn("examples").map((name) => ({ text: name, link: `/examples/${name}` })),
        },
      ],
    },
    // Nothing leads to the repository until package.json knows it.
    socialLinks: address.includes("/OWNER/") ? [] : [{ icon: "github", link: address }],
    footer: { message: "MIT. Not an IonQ product." },
  },
})
