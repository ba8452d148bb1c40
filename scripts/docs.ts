/**
 * Checks that what the package exports is explained: a sentence that stands alone, how it can fail, and an example where it is
 * more than a getter.
 *
 *     node scripts/docs.ts [FOLDER OF A PACKAGE]
 */
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { type Exported, publicExports } from "./publicExports.ts"

/** Functions of these categories say all in their sentence; the example of their module shows how they are used. */
const withoutExample: ReadonlySet<string> = new Set(["getters", "guards", "matrices", "native", "qis"])

const proseOf = (comment: string): string =>
  comment
    .replaceAll(/@(category|since)\b[^\n@]*/g, "")
    .replaceAll(/```[^]*?```/g, "")
    .trim()

const categoryOf = (comment: string): string => /@category ([\w ]+?)(?= @|\n|$)/.exec(comment)?.[1] ?? ""

/** By the types that a declaration names: results, and effects and streams with an error. */
const canFail = (text: string): boolean =>
  /Result\.Result<|\b(Made|Found|Measure|Printed|Measured)\b|Effect\.Effect<[^<>]+, (?!never)\w+Error|Stream\.Stream<[^<>]+, (?!never)|Layer\.Layer<[^<>]+, (?!never)\w+Error/.test(
    text,
  )

const flawsOf = ({ name, kind, comment, text, methods }: Exported): ReadonlyArray<string> => {
  const flaws: Array<string> = []
  if (kind === "type") return flaws
  const prose = comment === undefined ? "" : proseOf(comment)
  if (comment === undefined) return [`${name} has no comment`]
  if (comment.includes("@internal")) return []
  if (!/^[^.]{3,}[.:]/.test(prose)) flaws.push(`${name} has no sentence`)
  if (!/@since \d/.test(comment)) flaws.push(`${name} has no @since`)
  for (const method of methods) {
    const words = method.comment === undefined ? "" : proseOf(method.comment)
    if (!/^[^.]{3,}[.:]/.test(words)) flaws.push(`the method ${method.name} of ${name} has no sentence`)
  }
  if (kind !== "function") return flaws
  if (canFail(text) && !/fail|refus|error/i.test(prose)) flaws.push(`${name} does not say how it fails`)
  if (!withoutExample.has(categoryOf(comment)) && !comment.includes("```ts")) {
    flaws.push(`${name} has no example`)
  }
  return flaws
}

const folder = process.argv[2]
const all = publicExports(
  folder === undefined ? fileURLToPath(new URL("..", import.meta.url)) : resolve(folder),
)
const flaws = all.flatMap((each) => flawsOf(each).map((flaw) => `${each.file}:${each.line}  ${flaw}`))
for (const flaw of flaws) console.log(flaw)
const functions = all.filter(({ kind }) => kind === "function").length
console.log(`${all.length} exports, ${functions} of them functions: ${flaws.length} flaws`)
process.exitCode = flaws.length === 0 ? 0 : 1
