/**
 * Writes the modules of a folder so that any bundler can leave out what a program does not use:
 *
 * - The calls that they make while they are loaded are marked as pure. No module has an effect when it is loaded, as
 *   `sideEffects` in package.json says, and bundlers do not know it of a call.
 * - `import { Chunk } from "effect"` becomes `import * as Chunk from "effect/Chunk"`. esbuild keeps every function of a module
 *   that it gets to by a namespace of another one.
 * - `qasm/readAlone.js`, which is loaded when it is needed, gets all that it needs, Effect too: what it shared with a program
 *   would be a file of its own in every bundle, with long lists of what is taken from it, and esbuild would put the
 *   whole reader into it.
 *
 *     node scripts/shake.ts FOLDER
 */
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { rolldown } from "rolldown"
import { parseAst } from "rolldown/parseAst"

const folder = process.argv[2] ?? "dist"

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && "start" in value

/** Statements whose calls give a value that a name is for. A call in any other may be there for its effect. */
const definitions = new Set([
  "VariableDeclaration",
  "ClassDeclaration",
  "ExportNamedDeclaration",
  "ExportDefaultDeclaration",
])

/** What stands in these is run later, or for its effect. */
const skipped = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "StaticBlock",
])

/** Where the calls begin that are made while a module is loaded. */
const callsIn = (node: Node, found: Set<number>): void => {
  if (skipped.has(node.type)) return
  if (node.type === "CallExpression" || node.type === "NewExpression") found.add(node.start)
  for (const [name, value] of Object.entries(node)) {
    // Fields of instances are made with them.
    if (node.type === "PropertyDefinition" && name === "value" && !("static" in node && node.static)) continue
    for (const part of Array.isArray(value) ? value : [value]) if (isNode(part)) callsIn(part, found)
  }
}

/** The modules whose exports are modules themselves. */
const barrels = new Set(["effect", "effect/http", "effect/http-api", "effect/persistence"])

/** An export of `effect` that is a function of a module. */
const functions = new Set(["absurd", "cast", "flow", "hole", "identity", "pipe", "unsafeCoerce"])

type Statement = ReturnType<typeof parseAst>["body"][number]

const direct = (statement: Statement): ReadonlyArray<Edit> => {
  if (statement.type !== "ImportDeclaration" || !barrels.has(statement.source.value)) return []
  const from = statement.source.value
  const imports = statement.specifiers.map((specifier) => {
    if (specifier.type !== "ImportSpecifier" || specifier.imported.type !== "Identifier") {
      throw new Error(`An import of ${from} that is not by name`)
    }
    const [name, local] = [specifier.imported.name, specifier.local.name]
    return functions.has(name)
      ? `import { ${name} as ${local} } from "effect/Function";`
      : `import * as ${local} from "${from}/${name}";`
  })
  return [{ start: statement.start, end: statement.end, text: imports.join(" ") }]
}

const marks = (statement: Statement): ReadonlyArray<Edit> => {
  const starts = new Set<number>()
  if (definitions.has(statement.type)) callsIn(statement, starts)
  return [...starts].map((start) => ({ start, end: start, text: "/* @__PURE__ */ " }))
}

for (const name of await readdir(folder, { recursive: true })) {
  if (!name.endsWith(".js")) continue
  const file = join(folder, name)
  const code = await readFile(file, "utf8")
  const edits = parseAst(code).body.flatMap((statement) => [...direct(statement), ...marks(statement)])
  let [written, done] = ["", 0]
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    written += code.slice(done, start) + text
    done = end
  }
  await writeFile(file, written + code.slice(done))
}

const alone = join(folder, "qasm/readAlone.js")
const bundle = await rolldown({ input: alone, platform: "neutral" })
const { output } = await bundle.generate({ format: "es", minify: true })
await bundle.close()
await writeFile(
  alone,
  `// With parts of Effect, whose licence is in ../cli/THIRD-PARTY.txt.\n${output[0].code}`,
)
