/** How much later does the command write its first word than a script that does nothing else? */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const most = 100
const rounds = 21

const folder = mkdtempSync(join(tmpdir(), "effect-ionq-"))
const empty = join(folder, "empty.mjs")
const bin = join(folder, "cli/bin.js")

/** With the code that Node compiled last time, which it keeps, and without. */
const kept = { NODE_COMPILE_CACHE: join(folder, "cache") }
const fresh = { NODE_DISABLE_COMPILE_CACHE: "1" }

/** Milliseconds until the first output. */
const firstOutput = async (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = kept): Promise<number> => {
  const start = performance.now()
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  })
  await once(child.stdout, "data")
  const time = performance.now() - start
  await once(child, "close")
  return time
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

try {
  execFileSync(process.execPath, [join(import.meta.dirname, "../scripts/bundle.ts"), join(folder, "cli")])
  writeFileSync(empty, 'process.stdout.write("empty\\n")\n')
  await firstOutput([bin, "--version"])
  const times = {
    empty: [] as Array<number>,
    version: [] as Array<number>,
    first: [] as Array<number>,
    help: [] as Array<number>,
  }
  for (let round = 0; round < rounds; round++) {
    times.empty.push(await firstOutput([empty]))
    times.version.push(await firstOutput([bin, "--version"]))
    times.first.push(await firstOutput([bin, "--version"], fresh))
    times.help.push(await firstOutput([bin, "jobs", "list", "--help"]))
  }
  const base = median(times.empty)
  const over = (values: ReadonlyArray<number>) => median(values) - base
  console.log(`an empty script's first output comes after ${base.toFixed(0)} ms`)
  console.log(`ionq --version ${over(times.version).toFixed(0)} ms later, at most ${most}`)
  console.log(`the first time, before Node keeps its code, ${over(times.first).toFixed(0)} ms later`)
  console.log(`ionq jobs list --help ${over(times.help).toFixed(0)} ms later`)
  if (over(times.version) > most) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
