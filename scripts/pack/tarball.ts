/** Packs the package, with `npm pack`. */
import { spawnSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { root } from "./guides.ts"

export interface Tarball {
  readonly path: string
  readonly version: string
  /** Bytes of the tarball, and of what is in it. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: ReadonlyArray<{ readonly path: string; readonly size: number }>
}

/** Builds the package and packs it into a folder. */
export const pack = (folder: string): Tarball => {
  mkdirSync(folder, { recursive: true })
  const { stdout, status } = spawnSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1e8,
  })
  if (status !== 0) throw new Error("npm pack failed")
  // What the build prints comes before the list.
  const [packed] = JSON.parse(stdout.slice(stdout.search(/^\[$/m))) as ReadonlyArray<
    Omit<Tarball, "path"> & { readonly filename: string }
  >
  if (packed === undefined) throw new Error("npm pack gave nothing")
  return { ...packed, path: join(folder, packed.filename) }
}
