/**
 * Changes single things in the sources and checks that a test notices: `npm run mutation`. `-- client jobs` takes only these rooms of
 * `rooms.ts`, and `-- client --files a.ts,b.ts` only these files of it (globs, comma between). Whatever else follows is for Stryker,
 * e.g. `--concurrency 1`.
 *
 * Exits with 1 when less than 85 % of the changes are noticed. Changes whose tests ran out of time are counted apart: they are
 * noticed by the clock only, and a busy machine makes some of them up.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { installTool } from "../scripts/tool.ts"
import { rooms } from "./rooms.ts"

const folder = import.meta.dirname
const least = 85

const run = (command: string, args: ReadonlyArray<string>, env = process.env): void => {
  const { status } = spawnSync(command, args, { stdio: "inherit", env })
  if (status !== 0) process.exit(status ?? 1)
}

installTool(folder)

const words = process.argv.slice(2)
const named = Object.keys(rooms).filter((room) => words.includes(room))
const args = words.filter((word) => !named.includes(word))
const filesAt = args.indexOf("--files")
const [, only] = filesAt === -1 ? [] : args.splice(filesAt, 2)

/** What is read of Stryker's report. */
interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: ReadonlyArray<Mutant> }>>
}

interface Mutant {
  readonly status:
    | "Killed"
    | "Survived"
    | "NoCoverage"
    | "Timeout"
    | "Ignored"
    | "RuntimeError"
    | "CompileError"
  readonly mutatorName: string
  readonly replacement: string
  readonly location: { readonly start: { readonly line: number; readonly column: number } }
}

/** The report on one room. */
const mutate = ([room, { files }]: [string, { readonly files: ReadonlyArray<string> }]): Report => {
  const report = `mutation/reports/${room}.json`
  run(
    process.execPath,
    [
      `${folder}/node_modules/@stryker-mutator/core/bin/stryker.js`,
      "run",
      `${folder}/stryker.config.mjs`,
      "--mutate",
      only ?? files.join(","),
      ...args,
    ],
    { ...process.env, MUTATION_ROOM: room, MUTATION_REPORT: report },
  )
  // Stryker has just written it; its fields are those of its published schema.
  return JSON.parse(readFileSync(report, "utf8")) as Report
}

const reports = Object.entries(rooms)
  .filter(([room]) => named.length === 0 || named.includes(room))
  .map(mutate)

const countOf = (mutants: ReadonlyArray<Mutant>) => {
  const count = (...statuses: ReadonlyArray<Mutant["status"]>) =>
    mutants.filter(({ status }) => statuses.includes(status)).length
  const [killed, survived] = [count("Killed"), count("Survived", "NoCoverage")]
  return { killed, survived, timedOut: count("Timeout"), score: (100 * killed) / (killed + survived || 1) }
}

const line = (name: string, { killed, survived, timedOut, score }: ReturnType<typeof countOf>): string =>
  `${score.toFixed(1).padStart(6)} %  ${String(killed).padStart(5)} killed  ${String(survived).padStart(5)} survived  ` +
  `${String(timedOut).padStart(5)} timed out  ${name}`

const files = reports
  .flatMap((report) => Object.entries(report.files))
  .filter(([, { mutants }]) => mutants.length > 0)
console.log("Survivors:")
for (const [name, { mutants }] of files) {
  for (const { status, location, mutatorName, replacement } of mutants) {
    if (status !== "Survived" && status !== "NoCoverage") continue
    const words = replacement.replaceAll(/\s+/g, " ").slice(0, 80)
    const where = `${name}:${location.start.line}:${location.start.column}`
    console.log(
      `  ${where} ${mutatorName}: ${words}${status === "NoCoverage" ? " (no test gets there)" : ""}`,
    )
  }
}
console.log("\nScores, without those that timed out:")
for (const [name, { mutants }] of files) console.log(line(name, countOf(mutants)))
const all = countOf(files.flatMap(([, { mutants }]) => mutants))
console.log(line("all", all))
if (all.score < least) {
  console.log(`${least} % are asked for`)
  process.exitCode = 1
}
