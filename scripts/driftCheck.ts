/**
 * Whether `drift` would see a change: `npm run drift:check`. IonQ's document, as ionq-core ships it, is changed in each of the ways
 * that a new one may come with, at 20 places each, and each change has to make a difference that is not known, or end one that is; the
 * document as it is does neither. Exits with 1 otherwise.
 */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { changesOf } from "./drift/changes.ts"
import { differences } from "./drift/compare.ts"
import { factsOf } from "./drift/facts.ts"
import { readKnown } from "./drift/known.ts"
import { ourFacts } from "./drift/ours.ts"
import { overlaid } from "./drift/overlay.ts"
import { ionqCore } from "./ionqCore.ts"
import { skipped } from "./skipped.ts"

const places = 20
const found = ionqCore()
if ("missing" in found) skipped("the check of drift", found.missing)
else {
  const ours = ourFacts()
  const known = readKnown(fileURLToPath(new URL("drift/known.txt", import.meta.url)))
  const isSeen = (document: unknown): boolean => {
    const found = new Set(differences(ours, factsOf(document)))
    return [...found].some((line) => !known.has(line)) || [...known.keys()].some((line) => !found.has(line))
  }

  const shipped: unknown = JSON.parse(readFileSync(`${found.folder}/openapi.json`, "utf8"))
  const document = overlaid(shipped, readFileSync(`${found.folder}/openapi-overlay.yaml`, "utf8"))
  const report = (ok: boolean, words: string) => {
    console.log(`${ok ? "ok" : "BROKEN"}: ${words}`)
    if (!ok) process.exitCode = 1
  }
  report(!isSeen(document), "the document as it is has no new difference")
  const kinds = new Map<string, { total: number; missed: Array<string> }>()
  for (const { kind, place, document: changed } of changesOf(document, places)) {
    const entry = kinds.get(kind) ?? { total: 0, missed: [] }
    kinds.set(kind, entry)
    entry.total++
    if (!isSeen(changed)) entry.missed.push(place)
  }
  for (const [kind, { total, missed }] of kinds) {
    const enough = missed.length === 0 && total === places
    report(enough, `${kind}: ${total - missed.length} of ${total} found`)
    for (const place of missed) console.log(`  missed: ${place}`)
  }
}
