/** Puts the Markdown of each page beside it, for programs that read it. */
import { cpSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const pages = fileURLToPath(new URL("../pages", import.meta.url))
const dist = fileURLToPath(new URL("../.vitepress/dist", import.meta.url))

let count = 0
for (const file of readdirSync(pages, { recursive: true, encoding: "utf8" })) {
  if (!file.endsWith(".md") || file === "index.md" || file === "playground.md") continue
  cpSync(join(pages, file), join(dist, file))
  count++
}

console.log(`${count} pages have their Markdown beside them`)
