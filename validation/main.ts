/**
 * Messages against IonQ's own documents, as ionq-core ships them: `npm run validate`. The contract suite runs through a proxy that validates each
 * request and each response by the document of October 2026; and 20,000 random bodies by each of its documents have to be read by the
 * client. Exits with 1 when something is wrong that does not stand in `faults.ts`.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { ionqCore } from "../scripts/ionqCore.ts"
import { skipped } from "../scripts/skipped.ts"
import { installTool } from "../scripts/tool.ts"
import { faults } from "./faults.ts"

const here = fileURLToPath(new URL(".", import.meta.url))
const count = 20_000
/** The versions of ionq-core that brought a document. */
const versions = { "April 2026": "0.1.1", "October 2026": "0.2.0" }

const report = (ok: boolean, words: string, problems: ReadonlyArray<string> = []): void => {
  console.log(`${ok ? "ok" : "BROKEN"}: ${words}`)
  for (const problem of problems.slice(0, 40)) console.log(`  ${problem}`)
  if (!ok) process.exitCode = 1
}

const throughProxy = (document: string): void => {
  const folder = mkdtempSync(join(tmpdir(), "effect-ionq-validation-"))
  const file = join(folder, "report.jsonl")
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(here, "../node_modules/vitest/vitest.mjs"),
      "run",
      "--config",
      join(here, "vitest.config.ts"),
      "--root",
      join(here, ".."),
    ],
    { encoding: "utf8", env: { ...process.env, DOCUMENT: document, REPORT: file } },
  )
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []
  // The suite has just written it.
  const parts = lines.map(
    (line) =>
      JSON.parse(line) as {
        readonly exchanges: number
        readonly violations: ReadonlyArray<readonly [string, number]>
      },
  )
  rmSync(folder, { recursive: true })
  const exchanges = parts.reduce((sum, part) => sum + part.exchanges, 0)
  const found = new Map(parts.flatMap(({ violations }) => violations))
  const broken = [...found.keys()].filter((line) => !faults.some(({ lines }) => lines.test(line)))
  const stale = faults.filter(({ lines }) => ![...found.keys()].some((line) => lines.test(line)))
  report(
    status === 0 && exchanges > 0 && broken.length === 0 && stale.length === 0,
    `${exchanges} requests and responses of the contract suite: ${broken.length} violations, ` +
      `${found.size - broken.length} listed faults of the document`,
    [...broken.toSorted(), ...stale.map(({ lines }) => `in faults.ts, and not seen: ${lines.source}`)],
  )
  if (status !== 0) console.log(`${stdout}${stderr}`)
}

const run = async (): Promise<void> => {
  const documents: Record<string, string> = {}
  for (const [name, version] of Object.entries(versions)) {
    const found = ionqCore(version)
    if ("missing" in found) return skipped("validation by IonQ's documents", found.missing)
    documents[name] = join(found.folder, "openapi.json")
  }
  installTool(`${here}tool`)
  throughProxy(documents["October 2026"] ?? "")
  const { readBodies } = await import("./bodies.ts")
  const { readDocument } = await import("./document.ts")
  for (const [name, file] of Object.entries(documents)) {
    const { decoded, invalid, refused, operations } = await readBodies(readDocument(file), count, 20_261_121)
    report(
      refused.length === 0 && decoded === count,
      `${decoded} of ${count} random bodies by the document of ${name}, for ${operations} operations, are read ` +
        `(${invalid} more were generated that the document does not take)`,
      refused,
    )
  }
}

await run()
