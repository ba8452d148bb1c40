/**
 * Packs the package, checks what is in it, and prints its size.
 *
 *     node scripts/pack/main.ts [FOLDER FOR THE TARBALL]
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { guides, root } from "./guides.ts"
import { deadLinks } from "./links.ts"
import { pack } from "./tarball.ts"

/** What must not be passed: what was reached in November 2026, and a tenth more. */
const bounds = { files: 1350, kilobytes: 2850, unpackedKilobytes: 10_500 }

const needed = [
  "AGENTS.md",
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "dist/cli/bin.js",
  "dist/index.js",
  "llms.txt",
  "package.json",
  ...guides().map(({ file }) => `docs/${file}`),
]

/** Everything else is no part of the package. */
const expected =
  /^(dist\/.+\.(js|d\.ts)|dist\/cli\/THIRD-PARTY\.txt|docs\/[\w-]+\.md|docs\/pictures\/[\w-]+\.svg|examples\/[\w/-]+\.(ts|json)|[A-Z]+\.md|LICENSE|llms\.txt|package\.json)$/

const given = process.argv[2]
const folder = given === undefined ? mkdtempSync(join(tmpdir(), "effect-ionq-")) : resolve(given)
const flaws: Array<string> = []

const run = (command: string, ...args: ReadonlyArray<string>): void => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" })
  if (status !== 0) flaws.push(`${command} ${args[0]} found something`)
}

try {
  const { path, files, size, unpackedSize } = pack(folder)
  const paths = new Set(files.map((file) => file.path))
  const read = (file: string): string =>
    spawnSync("tar", ["-xzOf", path, `package/${file}`], { encoding: "utf8", maxBuffer: 1e8 }).stdout

  flaws.push(...needed.filter((file) => !paths.has(file)).map((file) => `${file} is not in the package`))
  flaws.push(...[...paths].filter((file) => !expected.test(file)).map((file) => `${file} is in the package`))
  for (const word of ["@effect-ionq/source", "allowScripts", "devDependencies", '"scripts"']) {
    if (read("package.json").includes(word)) flaws.push(`package.json has ${word}`)
  }
  const documents = [...paths].filter((file) => /\.(md|txt)$/.test(file) && !file.startsWith("dist/"))
  for (const file of documents) {
    flaws.push(...deadLinks(file, read(file), paths))
  }

  const figures = [
    ["files", paths.size, bounds.files],
    ["kB packed", Math.round(size / 1000), bounds.kilobytes],
    ["kB unpacked", Math.round(unpackedSize / 1000), bounds.unpackedKilobytes],
  ] as const
  for (const [unit, figure, bound] of figures) {
    console.log(`the package: ${figure} ${unit} (at most ${bound})`)
    if (!(figure <= bound)) flaws.push(`the package has ${figure} ${unit}, more than ${bound}`)
  }
  run("publint", "run", path, "--strict")
  run("attw", path, "--profile", "esm-only")
} finally {
  if (given === undefined) rmSync(folder, { recursive: true })
}
// After a build that was cut off, what is packed may be in the place of the clone's own files.
if (!readFileSync(join(root, "package.json"), "utf8").includes('"scripts"')) {
  flaws.push("the clone's package.json was not put back: node scripts/pack/dress.ts off")
}
for (const flaw of flaws) console.error(flaw)
process.exitCode = flaws.length === 0 ? 0 : 1
