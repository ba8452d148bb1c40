/**
 * Writes the pages of the site into `pages/`: the guides, the examples, the reference, and `llms.txt`. It also packs the package and
 * puts it into `node_modules`, for the playground.
 *
 *     node scripts/pages.ts [TARBALL]
 */
import { spawnSync } from "node:child_process"
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { guides, llmsText, root } from "../../../scripts/pack/guides.ts"
import { pack } from "../../../scripts/pack/tarball.ts"
import { writeReference } from "./reference.ts"

const site = fileURLToPath(new URL("..", import.meta.url))
const pages = join(site, "pages")
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly description: string
}

/** The package as users get it, in `node_modules`. */
const installPackage = (given: string | undefined): void => {
  const folder = mkdtempSync(join(tmpdir(), "effect-ionq-"))
  const path = given === undefined ? pack(folder).path : resolve(given)
  const target = join(site, "node_modules/effect-ionq")
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const { status } = spawnSync("tar", ["-xzf", path, "-C", target, "--strip-components=1"], {
    stdio: "inherit",
  })
  rmSync(folder, { recursive: true })
  if (status !== 0) throw new Error(`${path} cannot be unpacked`)
}

const write = (file: string, text: string): void => {
  const path = join(pages, file)
  mkdirSync(join(path, ".."), { recursive: true })
  writeFileSync(path, text)
}

const examples = readdirSync(join(root, "examples"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replace(/\.ts$/, ""))

const sentenceOf = (code: string): string => {
  const [, comment = ""] = /^\/\*\*([^]*?)\*\//.exec(code) ?? []
  return comment.replaceAll(/\s*\n \* ?/g, " ").trim()
}

rmSync(pages, { recursive: true, force: true })
installPackage(process.argv[2])

cpSync(join(site, "static"), pages, { recursive: true })
// Files that guides link to and that are no programs, as they are.
for (const file of readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })) {
  if (file.endsWith(".json")) cpSync(join(root, "examples", file), join(pages, "public/examples", file))
}
for (const { file } of guides()) {
  const text = readFileSync(join(root, "docs", file), "utf8")
  write(`guides/${file}`, text.replaceAll(/\]\(\.\.\/examples\/([\w-]+)\.ts\)/g, "](../examples/$1.md)"))
}
const pictures = join(root, "docs/pictures")
if (existsSync(pictures)) cpSync(pictures, join(pages, "guides/pictures"), { recursive: true })

const rows = examples.map((name) => {
  const code = readFileSync(join(root, "examples", `${name}.ts`), "utf8")
  const sentence = sentenceOf(code)
  write(
    `examples/${name}.md`,
    `# ${name}\n\n${sentence}\n\n\`\`\`ts\n${code.replace(/^\/\*\*[^]*?\*\/\n/, "").trim()}\n\`\`\`\n`,
  )
  return `| [${name}](${name}.md) | ${sentence} |`
})
write(
  "examples/index.md",
  `# Examples\n\nWhole programs, which the tests run.\n\n| program | what it shows |\n|---|---|\n${rows.join("\n")}\n`,
)

writeReference(join(pages, "reference"))

const reference = readdirSync(join(pages, "reference"), { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".md") && file !== "index.md")
  .sort()
const index = llmsText(manifest.description, (file) => `guides/${file}`)
const modules = reference.map((file) => {
  const text = readFileSync(join(pages, "reference", file), "utf8")
  const [, title = file] = /^# (.+)$/m.exec(text) ?? []
  const [, sentence = ""] = /^# .+\n+([A-Z`](?:[^\n]+\n?)+?[.:])(?:\s|$)/.exec(text) ?? []
  const summary = sentence.replaceAll(/\s+/g, " ").replace(/:$/, ".")
  return `- [${title}](reference/${file})${summary === "" ? "" : `: ${summary}`}`
})
write(
  "public/llms.txt",
  `${index}\n## Reference\n\n${modules.join("\n")}\n\n## Examples\n\n${examples.map((name) => `- [${name}](examples/${name}.md)`).join("\n")}\n`,
)
