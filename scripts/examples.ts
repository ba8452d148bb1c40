/**
 * Type-checks the examples in comments, README and docs: every block marked `ts`, each as a module of its own.
 *
 *     node --conditions=@effect-ionq/source scripts/examples.ts [--write]
 *
 * A block imports what it needs, or uses the names below, which stand for what a reader has at hand. A block that names a file
 * (`included.ts`) has to be as in the file; `--write` makes it so.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { isIncluded, outdated } from "./included.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const folder = join(root, ".examples-check")

/** Where each name comes from. */
const imports: Readonly<Record<string, ReadonlyArray<string>>> = {
  effect: [
    "Config",
    "Console",
    "Duration",
    "Effect",
    "Layer",
    "Redacted",
    "Result",
    "Schedule",
    "Schema",
    "Stream",
  ],
  "effect/http": ["FetchHttpClient", "HttpClient"],
  "effect/testing": ["TestClock"],
  "effect-ionq": Object.keys(await import("effect-ionq")),
  "effect-ionq/CallOptions": ["withOptions"],
  "effect-ionq/durable": ["Durable"],
  "effect-ionq/emulator/serve": ["serve"],
  "effect-ionq/node": ["runMain"],
  "effect-ionq/qpi/durable": ["QpiDurable"],
  "effect-ionq/qpi": [
    "layerSampler",
    "Credentials",
    "Filter",
    "Qpi",
    "QpiClient",
    "QpiJobs",
    "Qpus",
    "Tokens",
  ],
}
const namespaces: Readonly<Record<string, string>> = {
  Budget: "effect-ionq/Budget",
  Content: "effect-ionq/Content",
  Emulator: "effect-ionq/emulator",
  IonQNode: "effect-ionq/node",
  QpiEmulator: "effect-ionq/qpi/emulator",
  Simulator: "effect-ionq/simulator",
}

/** What a name stands for where the block does not say. */
const given: Readonly<Record<string, string>> = {
  ansatz: 'import("effect-ionq").Circuit.Circuit<"qis">',
  bell: 'import("effect-ionq").Distribution.Distribution',
  circuit: 'import("effect-ionq").Circuit.Circuit<"qis">',
  client: 'import("effect-ionq").IonQMethods',
  content: 'import("effect-ionq/Content").Content',
  counts: 'import("effect-ionq").Distribution.Distribution',
  durable: 'import("effect-ionq/durable").DurableService',
  first: 'import("effect-ionq").Distribution.Distribution',
  flipped: 'import("effect-ionq").Distribution.Distribution',
  h2: 'import("effect-ionq").Observable.Observable',
  id: "string",
  ideal: 'import("effect-ionq").Distribution.Distribution',
  job: 'import("effect-ionq").Job',
  jobId: "string",
  jobIds: "ReadonlyArray<string>",
  jobs: 'import("effect-ionq").JobsService',
  measured: 'import("effect-ionq").Distribution.Distribution',
  model: 'import("effect-ionq/simulator").NoiseModel',
  pair: 'import("effect-ionq").Distribution.Distribution',
  polling: 'import("effect-ionq").PollingService',
  probabilities: 'import("effect-ionq").Distribution.Distribution',
  program: 'import("effect").Effect.Effect<void>',
  request: 'import("effect-ionq").CircuitJobRequest',
  requests: 'ReadonlyArray<import("effect-ionq").CircuitJobRequest>',
  results: 'import("effect-ionq").ResultsService',
  row: "{ readonly id: string }",
  second: 'import("effect-ionq").Distribution.Distribution',
  sessionId: "string",
  sessions: 'import("effect-ionq").SessionsService',
  state: 'import("effect-ionq/simulator").StateVector',
  sweep: 'import("effect-ionq").Sweep.Sweep',
  text: "string",
  today: "Date",
  theta: 'import("effect-ionq").Param.Param',
}

interface Example {
  readonly file: string
  readonly line: number
  readonly code: string
}

const examplesOf = (file: string): ReadonlyArray<Example> => {
  const found: Array<Example> = []
  const lines = readFileSync(join(root, file), "utf8").split("\n")
  // In a comment each line begins with a star.
  const bare = (line: string) => (file.endsWith(".ts") ? line.replace(/^\s*\* ?/, "") : line)
  let start: number | undefined
  for (const [i, line] of lines.entries()) {
    const text = bare(line)
    if (
      start === undefined &&
      /^```ts\b/.test(text) &&
      !isIncluded(text) &&
      (file.endsWith(".md") || /^\s*\*/.test(line))
    )
      start = i + 1
    else if (start !== undefined && text.startsWith("```")) {
      found.push({ file, line: start + 1, code: lines.slice(start, i).map(bare).join("\n") })
      start = undefined
    }
  }
  return found
}

const isUsed = (name: string, code: string): boolean => new RegExp(`(?<![\\w.])${name}\\b`).test(code)
const isDeclared = (name: string, code: string): boolean =>
  new RegExp(
    `\\b(const|let|function|class|as|import|import type)\\s+(\\{[^}]*?\\b)?${name}\\b|[{,]\\s*${name}\\b[^}]*\\}\\s*(=|from)`,
  ).test(code)

/** An example as a module. What comes before its code has one line, so that lines of errors can be told. */
const moduleOf = ({ code }: Example): string => {
  const wants = (name: string) => isUsed(name, code) && !isDeclared(name, code)
  const own = code.split("\n").filter((line) => line.startsWith("import "))
  const rest = code.split("\n").map((line) => (line.startsWith("import ") ? "" : line))
  const before = [
    ...own,
    ...Object.entries(imports).flatMap(([from, names]) => {
      const wanted = names.filter(wants)
      return wanted.length === 0 ? [] : [`import { ${wanted.join(", ")} } from "${from}"`]
    }),
    ...Object.entries(namespaces).flatMap(([name, from]) =>
      wants(name) ? [`import * as ${name} from "${from}"`] : [],
    ),
    ...(isUsed("Effect", code) || !/^\s*(const .*= )?yield\*/m.test(code)
      ? []
      : ['import { Effect } from "effect"']),
    ...Object.entries(given).flatMap(([name, type]) =>
      wants(name) ? [`declare const ${name}: ${type}`] : [],
    ),
  ].join("; ")
  // A `yield*` outside of every function is of a generator that the reader has.
  const inGenerator = /^(?:const .*= )?yield\*/m.test(code)
  return inGenerator
    ? `${before}; export const example = Effect.gen(function* () {\n${rest.join("\n")}\n})\n`
    : `${before}; export {};\n${rest.join("\n")}\n`
}

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `src/${file}`)
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
]
const different = outdated(root, documents, process.argv.includes("--write"))
for (const file of different) console.log(`${file}: a block differs from its file: npm run docs:write`)
const examples = [...sources, ...documents].flatMap(examplesOf)

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
examples.forEach((example, i) => writeFileSync(join(folder, `${i}.ts`), moduleOf(example)))
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({
    extends: "../tsconfig.json",
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, noEmit: true },
    include: ["*.ts"],
    exclude: [],
  }),
)
const { stdout, status } = spawnSync("npx", ["tsc", "-p", folder, "--pretty", "false"], {
  cwd: root,
  encoding: "utf8",
})
/** An error, at the line of the file that the example is in. */
const placed = (line: string): string =>
  line.replace(/^\.examples-check\/(\d+)\.ts\((\d+),/, (whole, index: string, at: string) => {
    const example = examples[Number(index)]
    return example === undefined ? whole : `${example.file}(${example.line + Number(at) - 2},`
  })
console.log(
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map(placed)
    .join("\n"),
)
console.log(`${examples.length} examples ${status === 0 ? "are right" : "were checked"}`)
rmSync(folder, { recursive: true, force: true })
process.exitCode = status === 0 && different.length === 0 ? 0 : 1
