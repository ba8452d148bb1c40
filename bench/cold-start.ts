/**
 * How much later does the command write its first word than a script that does nothing else? And how much later does `ionq mcp`
 * answer a client that has already asked?
 */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const most = 100
const mostOfServer = 150
const rounds = 21

const folder = mkdtempSync(join(tmpdir(), "effect-ionq-"))
const empty = join(folder, "empty.mjs")
const bin = join(folder, "cli/bin.js")

/** With the code that Node compiled last time, which it keeps, and without. */
const kept = { NODE_COMPILE_CACHE: join(folder, "cache") }
const fresh = { NODE_DISABLE_COMPILE_CACHE: "1" }

/** What a client says first. */
const initialize = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } },
})

/** Milliseconds until the first output. Standard input is written at once, and ends with the output. */
const firstOutput = async (
  args: ReadonlyArray<string>,
  env: NodeJS.ProcessEnv = kept,
  input = "",
): Promise<number> => {
  const start = performance.now()
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  })
  child.stdin.write(input)
  await once(child.stdout, "data")
  const time = performance.now() - start
  child.stdin.end()
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
    server: [] as Array<number>,
  }
  await firstOutput([bin, "mcp"], kept, `${initialize}\n`)
  for (let round = 0; round < rounds; round++) {
    times.empty.push(await firstOutput([empty]))
    times.version.push(await firstOutput([bin, "--version"]))
    times.first.push(await firstOutput([bin, "--version"], fresh))
    times.help.push(await firstOutput([bin, "jobs", "list", "--help"]))
    times.server.push(await firstOutput([bin, "mcp"], kept, `${initialize}\n`))
  }
  const base = median(times.empty)
  const over = (values: ReadonlyArray<number>) => median(values) - base
  console.log(`an empty script's first output comes after ${base.toFixed(0)} ms`)
  console.log(`ionq --version ${over(times.version).toFixed(0)} ms later, at most ${most}`)
  console.log(`the first time, before Node keeps its code, ${over(times.first).toFixed(0)} ms later`)
  console.log(`ionq jobs list --help ${over(times.help).toFixed(0)} ms later`)
  console.log(
    `ionq mcp answers initialize ${over(times.server).toFixed(0)} ms later, at most ${mostOfServer}`,
  )
  if (over(times.version) > most || over(times.server) > mostOfServer) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
