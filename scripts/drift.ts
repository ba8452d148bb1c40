/**
 * Compares our OpenAPI document with IonQ's: paths, parameters, statuses, types, words and required fields, each difference one line with
 * what is different; for a field that may be one of several objects, each of them. Differences that were reviewed stand in
 * `drift/known.txt` with their reasons; a new one makes the exit code 1, and one that is gone too, so that the list stays true.
 *
 *     npm run --silent drift                            the document that ionq-core of python/requirements.txt ships, with its overlay
 *     npm run --silent drift -- --newest                that of the newest ionq-core
 *     npm run --silent drift -- FILE [OVERLAY]          any document (JSON), and an overlay (YAML)
 *
 * With `--all` the known differences are printed, too; `--known FILE` takes another list of them.
 */
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { differences } from "./drift/compare.ts"
import { factsOf } from "./drift/facts.ts"
import { readKnown } from "./drift/known.ts"
import { ourFacts } from "./drift/ours.ts"
import { overlaid } from "./drift/overlay.ts"
import { ionqCore } from "./ionqCore.ts"
import { messageOf } from "./messageOf.ts"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    newest: { type: "boolean" },
    all: { type: "boolean" },
    known: { type: "string", default: fileURLToPath(new URL("drift/known.txt", import.meta.url)) },
  },
})

const stop = (message: string): never => {
  console.error(message)
  process.exit(2)
}

const shipped = (): ReadonlyArray<string> => {
  const found = ionqCore(values.newest === true ? "newest" : undefined)
  return "folder" in found
    ? [`${found.folder}/openapi.json`, `${found.folder}/openapi-overlay.yaml`]
    : stop(`IonQ's document cannot be had: ${found.missing}`)
}

const [file = "", overlay] = positionals.length > 0 ? positionals : shipped()

const read = (): unknown => {
  try {
    const document: unknown = JSON.parse(readFileSync(file, "utf8"))
    return overlay === undefined || !existsSync(overlay)
      ? document
      : overlaid(document, readFileSync(overlay, "utf8"))
  } catch (error) {
    return stop(`${file} cannot be read: ${messageOf(error)}`)
  }
}

const theirs = factsOf(read())
if (theirs.operations.size === 0) stop(`${file} has no operations: it is no OpenAPI document`)
const ours = ourFacts()
const known = readKnown(values.known)

const found = [...differences(ours, theirs)]
const unknown = found.filter((line) => !known.has(line))
for (const line of unknown) console.log(line)
if (values.all === true) {
  for (const line of found) if (known.has(line)) console.log(`known: ${line} (${known.get(line)})`)
}
const gone = [...known.keys()].filter((line) => !found.includes(line))
for (const line of gone) console.log(`no longer different, and in the list: ${line}`)
console.log(
  `${unknown.length} new differences and ${found.length - unknown.length} known ones in ${theirs.operations.size} operations of ` +
    `IonQ's and ${ours.operations.size} of ours; ${gone.length} known ones are gone`,
)
if (unknown.length + gone.length > 0) process.exitCode = 1
