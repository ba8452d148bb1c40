/**
 * Checks the built site: every link of its pages leads to a page and to a part of it, every address in `llms.txt` to a file, no page loads
 * anything from another host, and every public function has an entry with a sentence on a page of the reference.
 *
 *     node scripts/check.ts
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"
import { publicExports } from "../../../scripts/publicExports.ts"
import { root } from "../../../scripts/pack/guides.ts"
import { dist } from "./serve.ts"

const base = process.env["SITE_BASE"] ?? "/"
const flaws: Array<string> = []

const read = (file: string): string => readFileSync(join(dist, file), "utf8")
const unescaped = (text: string): string =>
  text
    .replaceAll("&amp;", "&")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")

const pages = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".html"))

const parts = new Map(
  pages.map(
    (page) =>
      [
        page,
        new Set([...read(page).matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => unescaped(id))),
      ] as const,
  ),
)

/** The page that an address without its part leads to. */
const pageAt = (path: string): string | undefined =>
  [path, `${path}.html`, posix.join(path, "index.html")].find((file) => parts.has(file))

let links = 0
for (const page of pages) {
  for (const [, attribute, raw = ""] of read(page).matchAll(/\s(href|src)="([^"]*)"/g)) {
    const link = unescaped(raw)
    if (/^(data|mailto):/.test(link)) continue
    if (/^[a-z]+:/.test(link)) {
      if (attribute === "src") flaws.push(`${page} loads ${link}`)
      continue
    }
    links++
    const [path = "", part = ""] = link.split("#")
    const inside = path.startsWith(base)
      ? path.slice(base.length)
      : path.startsWith("/")
        ? undefined
        : posix.join(dirname(page), path)
    if (inside === undefined) {
      flaws.push(`${page}: ${link} leads out of the site`)
      continue
    }
    const target = path === "" ? page : pageAt(inside.replace(/\/$/, ""))
    if (target === undefined) {
      if (!existsSync(join(dist, inside))) flaws.push(`${page}: ${link} leads to nothing`)
    } else if (part !== "" && parts.get(target)?.has(decodeURIComponent(part)) !== true) {
      flaws.push(`${page}: ${link} leads to no part of ${target}`)
    }
  }
}

for (const [, link = ""] of read("llms.txt").matchAll(/\]\(([^)]+)\)/g)) {
  if (!existsSync(join(dist, link))) flaws.push(`llms.txt: ${link} is not there`)
}

const reference = new Map(
  readdirSync(join(dist, "reference"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => [file, readFileSync(join(dist, "reference", file), "utf8")] as const),
)
const all = [...reference.values()].join("\n")
const functions = publicExports(root).filter(
  ({ kind, comment }) => kind === "function" && comment?.includes("@internal") !== true,
)
for (const { module, name } of functions) {
  if (!new RegExp(`^#{2,4} (static )?${name.replaceAll("_", "\\\\_")}(\\(\\))?$`, "m").test(all))
    flaws.push(`${name} of ${module} is on no page`)
}

for (const flaw of new Set(flaws)) console.error(flaw)
console.log(
  `${pages.length} pages, ${links} links, ${functions.length} functions: ${new Set(flaws).size} flaws`,
)
process.exitCode = flaws.length === 0 ? 0 : 1
