/**
 * The source distribution of IonQ's own client for Python, which brings IonQ's OpenAPI document, the overlay that says where the live
 * service differs, and the client's integration tests. It is fetched by pip into `python/.sources` and is no part of the
 * project. `node scripts/ionqCore.ts [VERSION]` prints its folder; without a version it is the one of `python/requirements.txt`,
 * with `newest` the newest that there is.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { preparePython } from "./python.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const sources = `${root}python/.sources`

/** The version that the checks are made for. */
export const pinnedVersion = (): string => {
  const found = /^ionq-core==(.+)$/m.exec(readFileSync(`${root}python/requirements.txt`, "utf8"))
  if (found?.[1] === undefined) throw new Error("python/requirements.txt does not name ionq-core")
  return found[1]
}

/** The folder of a version, with `openapi.json`, `openapi-overlay.yaml` and `tests/integration`; or why it cannot be had. */
export const ionqCore = (
  version: string = pinnedVersion(),
): { readonly folder: string } | { readonly missing: string } => {
  const known = `${sources}/ionq_core-${version}`
  if (version !== "newest" && existsSync(`${known}/openapi.json`)) return { folder: known }
  const prepared = preparePython()
  if ("missing" in prepared) return prepared
  mkdirSync(sources, { recursive: true })
  const fresh = mkdtempSync(`${sources}/fetch-`)
  try {
    const run = (...args: ReadonlyArray<string>) => {
      const { status, stdout, stderr } = spawnSync(prepared.python, args, { cwd: fresh, encoding: "utf8" })
      if (status !== 0) throw new Error(`python ${args.join(" ")} ended with ${status}: ${stdout}${stderr}`)
    }
    const wanted = version === "newest" ? "ionq-core" : `ionq-core==${version}`
    run("-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "ionq-core", wanted)
    const archive = readdirSync(fresh).find((name) => name.endsWith(".tar.gz"))
    if (archive === undefined) throw new Error(`pip has fetched no source distribution of ${wanted}`)
    run("-m", "tarfile", "-e", archive)
    const name = archive.slice(0, -".tar.gz".length)
    const folder = `${sources}/${name}`
    if (!existsSync(folder)) renameSync(`${fresh}/${name}`, folder)
    return { folder }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = ionqCore(process.argv[2])
  if ("folder" in found) console.log(found.folder)
  else {
    console.error(found.missing)
    process.exitCode = 1
  }
}
