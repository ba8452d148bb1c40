/** Packages with a lock file of their own, which are no part of what a fresh clone installs. */
import { spawnSync } from "node:child_process"
import { statSync } from "node:fs"
import { join } from "node:path"

const changed = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Installs the packages of a folder, unless they are there and its lock file is older. */
export const installTool = (folder: string): void => {
  const [installed, locked] = ["node_modules/.package-lock.json", "package-lock.json"]
  if (changed(join(folder, installed)) > changed(join(folder, locked))) return
  const { status } = spawnSync("npm", ["ci", "--prefix", folder], { stdio: "inherit" })
  if (status !== 0) throw new Error(`npm could not install ${folder}`)
}
