/**
 * Changes single things in the sources and looks whether a test notices: `npm run mutation`. `-- --files a.ts,b.ts` takes those files
 * (globs, comma between) instead of all; whatever else follows is for Stryker, e.g. `--concurrency 1` or `--force`.
 *
 * Exits with 1 when less than 85 % of the changes are noticed. Changes whose tests ran out of time are counted apart: they are
 * noticed by the clock only, and a busy machine makes some of them up.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { installTool } from "../scripts/tool.ts"

const folder = import.meta.dirname
const least = 85

const run = (command: string, args: ReadonlyArray<string>): void => {
  const { status } = spawnSync(command, args, { stdio: "inherit" })
  if (status !== 0) process.exit(status ?? 1)
}

installTool(folder)

const args = process.argv.slice(2).map((arg) => (arg === "--files" ? "--mutate" : arg))
run(process.execPath, [
  `${folder}/node_modules/@stryker-mutator/core/bin/stryker.js`,
  "run",
  `${folder}/stryker.config.mjs`,
  ...args,
])

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

// Stryker has just written it; its fields are those of its published schema.
const report = JSON.parse(readFileSync(`${folder}/reports/mutation.json`, "utf8")) as Report

const countOf = (mutants: ReadonlyArray<Mutant>) => {
  const count = (...statuses: ReadonlyArray<Mutant["status"]>) =>
    mutants.filter(({ status }) => statuses.includes(status)).length
  const [killed, survived] = [count("Killed"), count("Survived", "NoCoverage")]
  return { killed, survived, timedOut: count("Timeout"), score: (100 * killed) / (killed + survived || 1) }
}

const line = (name: string, { killed, survived, timedOut, score }: ReturnType<typeof countOf>): string =>
  `${score.toFixed(1).padStart(6)} %  ${String(killed).padStart(5)} killed  ${String(survived).padStart(5)} survived  ` +
  `${String(timedOut).padStart(5)} timed out  ${name}`

const files = Object.entries(report.files).filter(([, { mutants }]) => mutants.length > 0)
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
