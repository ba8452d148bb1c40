/** What the package exports, found in its sources. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { parseAst } from "rolldown/parseAst"

type Program = ReturnType<typeof parseAst>
type Statement = Program["body"][number]
type Declaration = NonNullable<Extract<Statement, { type: "ExportNamedDeclaration" }>["declaration"]>

/** A name that a public module exports, with what stands where it is declared. */
export interface Exported {
  readonly module: string
  readonly name: string
  readonly file: string
  readonly line: number
  readonly kind: "function" | "value" | "class" | "service" | "type"
  /** The words of its comment, without the stars. Nothing where there is none. */
  readonly comment: string | undefined
  /** Its declaration, as it is written. */
  readonly text: string
  /** Of a service's interface: its methods. */
  readonly methods: ReadonlyArray<{ readonly name: string; readonly comment: string | undefined }>
}

interface Source {
  readonly file: string
  readonly text: string
  readonly program: Program
}

const sources = new Map<string, Source>()
const sourceOf = (file: string): Source => {
  const known = sources.get(file)
  if (known !== undefined) return known
  const text = readFileSync(file, "utf8")
  const source = { file, text, program: parseAst(text, { lang: "ts" }) }
  sources.set(file, source)
  return source
}

/** The comment that ends right before a place. */
const commentBefore = (text: string, at: number): string | undefined => {
  const before = text.slice(0, at).trimEnd()
  if (!before.endsWith("*/")) return undefined
  const start = before.lastIndexOf("/**")
  if (start === -1) return undefined
  return before
    .slice(start + 3, -2)
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim()
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length

const isFunctionText = (text: string): boolean =>
  // The annotation of a constant, or what it is set to, begins as a function does.
  /^[^=]*?:\s*(<[^>]*>)?\s*\(/.test(text) ||
  /^[^=]*?:\s*\{\s*(\/\*\*[^]*?\*\/\s*)?(<[^(]*>)?\(/.test(text) ||
  /=\s*(\/\*[^]*?\*\/\s*)?(<[^]*?>)?\(?(async )?\([^]*?=>/.test(text.slice(0, 400)) ||
  /=\s*(Effect\.fn|Function\.dual)/.test(text)

const nameOf = (declaration: Declaration): ReadonlyArray<string> => {
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []))
  }
  return "id" in declaration && declaration.id !== null && declaration.id.type === "Identifier"
    ? [declaration.id.name]
    : []
}

const kindOf = (declaration: Declaration, text: string): Exported["kind"] => {
  switch (declaration.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return "function"
    case "ClassDeclaration":
      return "class"
    case "VariableDeclaration":
      return isFunctionText(text) ? "function" : "value"
    case "TSInterfaceDeclaration":
      return declaration.id.name.endsWith("Service") ? "service" : "type"
    default:
      return "type"
  }
}

const methodsOf = (declaration: Declaration, text: string): Exported["methods"] =>
  declaration.type === "TSInterfaceDeclaration"
    ? declaration.body.body.flatMap((member) =>
        member.type === "TSPropertySignature" && member.key.type === "Identifier"
          ? [{ name: member.key.name, comment: commentBefore(text, member.start) }]
          : [],
      )
    : []

/** The declarations that a file exports by itself or from others, by their public names. */
const exportsOf = (file: string): ReadonlyMap<string, Omit<Exported, "module" | "name">> => {
  const { text, program } = sourceOf(file)
  const found = new Map<string, Omit<Exported, "module" | "name">>()
  for (const statement of program.body) {
    if (statement.type === "ExportNamedDeclaration" && statement.declaration !== null) {
      const { declaration } = statement
      const own = text.slice(declaration.start, declaration.end)
      for (const name of nameOf(declaration)) {
        // A constant and its type may have the same name: the constant is what has to be explained. Of overloads, the first.
        const known = found.get(name)
        if (known !== undefined && (known.kind === "function" || kindOf(declaration, own) === "type"))
          continue
        found.set(name, {
          file,
          line: lineAt(text, statement.start),
          kind: kindOf(declaration, own),
          comment: commentBefore(text, statement.start),
          text: own,
          methods: methodsOf(declaration, text),
        })
      }
    }
    const from = "source" in statement && statement.source != null ? statement.source.value : undefined
    if (from === undefined || !from.startsWith(".")) continue
    const target = join(dirname(file), from)
    if (statement.type === "ExportAllDeclaration" && statement.exported === null) {
      for (const [name, declared] of exportsOf(target)) found.set(name, declared)
    }
    if (statement.type !== "ExportNamedDeclaration") continue
    for (const { local, exported } of statement.specifiers) {
      if (local.type !== "Identifier" || exported.type !== "Identifier") continue
      const declared = exportsOf(target).get(local.name)
      if (declared !== undefined) found.set(exported.name, declared)
    }
  }
  return found
}

/** The files of a package's doors, by what they are imported as. */
export const modules = (root: string): ReadonlyMap<string, string> => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, null | string | Readonly<Record<string, string>>>>
  }
  const doors = new Map<string, string>()
  const closed = new Set<string>()
  for (const [path, target] of Object.entries(manifest.exports)) {
    if (target === null) closed.add(path.slice(2))
    else if (typeof target === "object" && !path.includes("*")) {
      doors.set(path.slice(2) || "index", target["@effect-ionq/source"] ?? "")
    }
  }
  for (const file of readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })) {
    const name = file.replaceAll("\\", "/").replace(/\.ts$/, "")
    const folder = name.includes("/") ? `${name.slice(0, name.indexOf("/"))}/*` : ""
    if (name === file || closed.has(folder) || closed.has(name)) continue
    doors.set(name, `./src/${file}`)
  }
  doors.delete("index")
  return new Map([...doors].filter(([, file]) => existsSync(join(root, file))))
}

/** Everything that can be imported from a package, each declaration once. */
export const publicExports = (root: string): ReadonlyArray<Exported> => {
  const seen = new Set<string>()
  return [...modules(root)].flatMap(([module, path]) =>
    [...exportsOf(join(root, path))].flatMap(([name, { file: full, ...declared }]) => {
      const file = relative(root, full)
      const place = `${file}:${declared.line}:${name}`
      if (seen.has(place)) return []
      seen.add(place)
      return [{ ...declared, file, module, name }]
    }),
  )
}
