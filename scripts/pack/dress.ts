/**
 * Puts into the clone's folder what is packed in place of the clone's own files, and takes it away again. npm calls it before and
 * after `npm pack`.
 *
 *     node scripts/pack/dress.ts on|off
 *
 * - `package.json` without scripts, development tools and source conditions (`manifest.ts`)
 * - `AGENTS.md` for those who use the package: `docs/agents.md`
 * - `llms.txt`, an index of the guides
 *
 * The originals are kept in `.undressed` until they are put back. After a `npm pack` that was killed, `off` puts them back.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { llmsText, root } from "./guides.ts"
import { type Manifest, packed } from "./manifest.ts"

const kept = join(root, ".undressed")
const replaced = ["package.json", "AGENTS.md"]

const off = (): void => {
  if (!existsSync(kept)) return
  for (const file of replaced) cpSync(join(kept, file), join(root, file))
  rmSync(join(root, "llms.txt"), { force: true })
  rmSync(kept, { recursive: true })
}

const on = (): void => {
  off()
  const text = readFileSync(join(root, "package.json"), "utf8")
  const manifest = JSON.parse(text) as Manifest & { readonly description: string }
  const agents = readFileSync(join(root, "docs/agents.md"), "utf8")
  const partial = `${kept}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial)
  for (const file of replaced) cpSync(join(root, file), join(partial, file))
  // In one step, so that `off` never finds half of the originals.
  renameSync(partial, kept)
  writeFileSync(join(root, "package.json"), `${JSON.stringify(packed(manifest), null, 2)}\n`)
  writeFileSync(join(root, "AGENTS.md"), agents.replaceAll(/\]\((?!\w+:|#)/g, "](docs/"))
  writeFileSync(
    join(root, "llms.txt"),
    llmsText(manifest.description, (file) => `docs/${file}`),
  )
}

const [step] = process.argv.slice(2)
if (step !== "on" && step !== "off") throw new Error("dress.ts takes on or off")
if (step === "on") on()
else off()
