/**
 * Publishes the package, if nothing speaks against it.
 *
 *     node scripts/pack/release.ts [--dry-run]
 *
 * The tarball is published and not the folder: npm sends the package.json of a folder to the registry as it is after packing,
 * when the clone's own is back. `refuse` is for `npm publish` in the folder.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { root } from "./guides.ts"
import { objections } from "./objections.ts"
import { pack } from "./tarball.ts"

const read = (file: string): string => readFileSync(join(root, file), "utf8")

const flaws =
  process.argv[2] === "refuse"
    ? ["Publish with `npm run release`, which packs first and publishes the tarball"]
    : objections({
        manifest: read("package.json"),
        changelog: read("CHANGELOG.md"),
        // GitHub sets it to the tag that a release is made of.
        tag: process.env["GITHUB_REF_NAME"],
      })

for (const flaw of flaws) console.error(`Not published: ${flaw}`)
if (flaws.length > 0) process.exit(1)

const folder = mkdtempSync(join(tmpdir(), "effect-ionq-"))
try {
  const { path } = pack(folder)
  const options = process.argv.includes("--dry-run") ? ["--dry-run"] : []
  const { status } = spawnSync("npm", ["publish", path, ...options], { cwd: root, stdio: "inherit" })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true })
}
