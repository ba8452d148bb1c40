/** Writes the reference: one page for each module that can be imported, by TypeDoc. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { modules } from "../../../scripts/publicExports.ts"
import { root } from "../../../scripts/pack/guides.ts"

const site = fileURLToPath(new URL("..", import.meta.url))
const entries = join(site, ".entries")

/** A file that exports a module under its public name, with the comment of the module. */
const writeEntry = (name: string, source: string): string => {
  const [, comment = ""] = /^\/\*\*([^]*?)\*\//.exec(readFileSync(join(root, source), "utf8")) ?? []
  const file = join(entries, `${name}.ts`)
  const from = relative(dirname(file), join(root, source)).replaceAll("\\", "/")
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `/**${comment}\n * @module ${name}\n */\nexport * from "${from}"\n`)
  return file
}

/** The most lines of a signature. */
const longest = 60

/** A page without what every entry repeats, and with the name by which its module is imported. */
const tidied = (text: string, name: string): string =>
  text
    .replace(/^# .+\n/, name === "index" ? "# Reference\n" : `# effect-ionq/${name}\n`)
    .replaceAll(/^#+ Since\n\n.+\n\n?/gm, "")
    // The types that a contract is computed to fill pages. They are in the package, and in the hovers of an editor.
    .replaceAll(/^```ts\n([^]*?)^```$/gm, (block, code: string) => {
      const lines = code.split("\n")
      return lines.length > longest
        ? `\`\`\`ts\n${lines.slice(0, longest).join("\n")}\n// ... and ${lines.length - longest} more lines\n\`\`\``
        : block
    })
    .replaceAll(/^#+ (Inherited from|Overrides)\n\n.+\n\n?/gm, "")

const options = (files: ReadonlyArray<string>, out: string) => ({
  entryPoints: files,
  tsconfig: join(entries, "tsconfig.json"),
  plugin: ["typedoc-plugin-markdown"],
  out,
  basePath: entries,
  readme: "none",
  name: "Reference",
  router: "module",
  entryFileName: "index",
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  disableGit: true,
  categorizeByGroup: false,
  categoryOrder: [
    "services",
    "layers",
    "constructors",
    "running",
    "compiling",
    "*",
    "Other",
    "options",
    "models",
    "schemas",
  ],
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  useHTMLAnchors: true,
  parametersFormat: "table",
  validation: { notExported: false, invalidLink: true, rewrittenLink: false },
  logLevel: "Warn",
})

/** Writes the pages into a folder. */
export const writeReference = (out: string): void => {
  rmSync(entries, { recursive: true, force: true })
  const files = [...modules(root)].map(([name, source]) => writeEntry(name, source))
  const compilerOptions = { noEmit: true, types: ["node"], typeRoots: [join(root, "node_modules/@types")] }
  writeFileSync(
    join(entries, "tsconfig.json"),
    JSON.stringify({
      extends: join(root, "tsconfig.json"),
      compilerOptions,
      files,
      include: [],
      exclude: [],
    }),
  )
  writeFileSync(join(entries, "typedoc.json"), JSON.stringify(options(files, out)))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(site, "node_modules/typedoc/bin/typedoc"), "--options", join(entries, "typedoc.json")],
    { cwd: site, encoding: "utf8" },
  )
  console.log(`${stdout}${stderr}`.trim())
  if (status !== 0) throw new Error("TypeDoc failed")
  rmSync(entries, { recursive: true })
  for (const file of readdirSync(out, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".md")) continue
    const path = join(out, file)
    const name = file
      .replaceAll("\\", "/")
      .replace(/(\/index)?\.md$/, "")
      .replace("namespaces/", "")
    writeFileSync(path, tidied(readFileSync(path, "utf8"), name))
  }
}
