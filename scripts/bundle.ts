/**
 * Bundles the `ionq` command with all that it needs into one folder, so that it starts fast, and writes down the licences of what is in
 * it. The documentation that `ionq mcp` gives is beside it in the package.
 *
 *     node scripts/bundle.ts [FOLDER]
 */
import { chmod, readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const root = fileURLToPath(new URL("..", import.meta.url))
const folder = process.argv[2] ?? join(root, "dist/cli")

const bundle = await rolldown({
  // The emulator's threads are started from a file of their own.
  input: { bin: join(root, "src/cli/bin.ts"), worker: join(root, "src/emulator/workers/worker.ts") },
  platform: "node",
})
const { output } = await bundle.write({
  dir: folder,
  format: "es",
  minify: true,
  cleanDir: true,
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
})
await bundle.close()
await chmod(join(folder, "bin.js"), 0o755)

/** The folder of the package that a module is of. */
const packageOf = (module: string): string | undefined =>
  /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0]

const packages = new Set(
  output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds.map(packageOf) : [])),
)

const notices: Array<string> = []
for (const path of packages) {
  if (path === undefined) continue
  const { name, version, license } = JSON.parse(await readFile(join(path, "package.json"), "utf8"))
  const file = (await readdir(path)).find((name) => /^licen[cs]e/i.test(name))
  const text = file === undefined ? `License: ${license}` : await readFile(join(path, file), "utf8")
  notices.push(`${name} ${version}\n\n${text.trim()}`)
}
await writeFile(join(folder, "THIRD-PARTY.txt"), `${notices.sort().join(`\n\n${"-".repeat(72)}\n\n`)}\n`)

const size = output.reduce((sum, chunk) => sum + (chunk.type === "chunk" ? chunk.code.length : 0), 0)
console.log(`${folder}: ${output.length} files, ${Math.round(size / 1000)} kB`)
