/** The package.json of the package: that of the clone without what only the clone can use. */

/** The condition under which the clone imports its sources. */
const source = "@effect-ionq/source"

/** What stands for the owner of the repository until it is known. Only package.json has it. */
export const placeholder = "/OWNER/"

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, null | string | Readonly<Record<string, string>>>>
  readonly [field: string]: unknown
}

const ofClone = new Set(["scripts", "devDependencies", "allowScripts"])

/** The manifest that is packed: without scripts, development tools and the ways to the sources. */
export const packed = (manifest: Manifest): Manifest => ({
  ...manifest,
  ...Object.fromEntries([...ofClone].map((field) => [field, undefined])),
  exports: Object.fromEntries(
    Object.entries(manifest.exports).map(([path, target]) => [
      path,
      target === null || typeof target === "string"
        ? target
        : Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== source)),
    ]),
  ),
})
