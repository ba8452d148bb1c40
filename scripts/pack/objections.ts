/** What speaks against publishing. */
import { type Manifest, placeholder } from "./manifest.ts"

export interface Release {
  /** The texts of package.json and CHANGELOG.md. */
  readonly manifest: string
  readonly changelog: string
  /** The tag that is released, if one is. */
  readonly tag: string | undefined
}

/** Why a release must not be published: an unknown address, another version than the tag's, no entry in the changelog. */
export const objections = ({ manifest, changelog, tag }: Release): ReadonlyArray<string> => {
  const { version } = JSON.parse(manifest) as Manifest
  const [newest] = /^## .+$/m.exec(changelog) ?? []
  return [
    ...(manifest.includes(placeholder)
      ? ["package.json has the placeholder OWNER in its addresses: write the owner of the repository there"]
      : []),
    ...(tag === undefined || tag === `v${version}`
      ? []
      : [`the tag ${tag} is not that of version ${version}`]),
    ...(newest === `## ${version}`
      ? []
      : [`CHANGELOG.md begins with "${newest}" in place of "## ${version}"`]),
  ]
}
