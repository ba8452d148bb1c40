/**
 * The packed package on every runtime that it is for: `npm run runtimes`, or `npm run runtimes -- TARBALL` for one that is packed. The
 * package is installed into an empty folder once, and `suite.ts` runs there on each: as a program, or bundled as a worker and a page,
 * for which no module of Node exists. All of them reach an emulator on a port of this process. Prints a table, and exits with 1
 * unless every check passes everywhere. A runtime that cannot be had is skipped, which is a failure in CI.
 */
import { Effect, Redacted } from "effect"
import type { Scripted } from "effect-ionq/emulator"
import { build, type BuildOptions } from "esbuild"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { freePort } from "../scripts/freePort.ts"
import { messageOf } from "../scripts/messageOf.ts"
import { root } from "../scripts/pack/guides.ts"
import { pack } from "../scripts/pack/tarball.ts"
import { skipped } from "../scripts/skipped.ts"
import { installTool } from "../scripts/tool.ts"
import { during } from "../test/utils/during.ts"
import { type Runtime, runtimes, tool } from "./runtimes.ts"
import type { Reach } from "./suite.ts"

const here = fileURLToPath(new URL(".", import.meta.url))
const key = "key-of-this-run-8f31ac07"

/** Installs a tarball, with the peers that it is tested with, into an empty folder. */
const install = (tarball: string, folder: string): void => {
  // It is this package's own.
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly devDependencies: Readonly<Record<string, string>>
  }
  const peers = ["effect", "@effect/platform-node"].map((name) => `${name}@${devDependencies[name]}`)
  const { status } = spawnSync(
    "npm",
    ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel", "error", tarball, ...peers],
    { stdio: "inherit" },
  )
  if (status !== 0) throw new Error("npm could not install the tarball")
}

/** The programs without their types, beside the packages; and those for runtimes that find no packages, with all that they need. */
const write = async (folder: string): Promise<void> => {
  const options: BuildOptions = {
    absWorkingDir: folder,
    bundle: true,
    format: "esm",
    logLevel: "error",
    outExtension: { ".js": ".mjs" },
    target: "es2022",
  }
  await build({
    ...options,
    entryPoints: ["onProcess", "onNode", "onWorker", "onPage"].map((name) => join(here, `${name}.ts`)),
    outdir: ".",
    platform: "node",
    packages: "external",
  })
  await build({
    ...options,
    entryPoints: {
      onWorker: "onWorker.mjs",
      onPage: "onPage.mjs",
      worker: "node_modules/effect-ionq/examples/guides/worker.ts",
    },
    outdir: "bundled",
    platform: "browser",
  })
}

/** The times of jobs by their names. Others are done at once. */
const times: Readonly<Record<string, Scripted>> = {
  brief: { submittedFor: 10, readyFor: 10, startedFor: 10 },
  slow: { readyFor: "1 hour" },
}

/** What the checks reach, with a redirect and an answer that is late. */
const emulator: Parameters<typeof during>[0] = {
  apiKeys: [Redacted.make(key)],
  script: ({ name = "" }) => times[name],
  faults: {
    rules: [
      {
        method: "GET",
        path: "/jobs/moved",
        times: 1000,
        fault: {
          kind: "answer",
          status: 307,
          body: "",
          headers: { location: "/v0.4/jobs" },
          processed: false,
        },
      },
      {
        method: "GET",
        path: "/jobs/late",
        times: 1000,
        fault: { kind: "delay", millis: 3000, processed: false },
      },
    ],
  },
}

interface Row {
  readonly runtime: string
  readonly version: string
  readonly checks: string
  readonly seconds: string
}

const flaws: Array<string> = []
/** The runtimes by what they drew. */
const drawings = new Map<string, Array<string>>()

/** Runs the suite on a runtime. */
const rowOf = async (runtime: Runtime, folder: string, reach: Reach): Promise<Row> => {
  const { name } = runtime
  const missing = runtime.missing()
  if (missing !== undefined) {
    skipped(name, missing)
    return { runtime: name, version: "", checks: "skipped", seconds: "" }
  }
  const start = performance.now()
  const row = (version: string, checks: string): Row => ({
    runtime: name,
    version,
    checks,
    seconds: ((performance.now() - start) / 1000).toFixed(1),
  })
  let version = ""
  try {
    version = await runtime.version()
    const { checks, drawn } = await runtime.run(folder, reach)
    const wrong = checks.filter(({ flaw }) => flaw !== undefined)
    flaws.push(...wrong.map((check) => `${name}: ${check.name}: ${check.flaw}`))
    drawings.set(drawn, [...(drawings.get(drawn) ?? []), name])
    return row(version, `${checks.length - wrong.length} of ${checks.length}`)
  } catch (error) {
    flaws.push(`${name}: ${messageOf(error)}`)
    return row(version, "failed")
  }
}

const print = (rows: ReadonlyArray<Row>): void => {
  const columns = ["runtime", "version", "checks", "seconds"] as const
  const head = { runtime: "runtime", version: "version", checks: "checks", seconds: "seconds" }
  const widths = columns.map((column) => Math.max(...[head, ...rows].map((row) => row[column].length)))
  for (const row of [head, ...rows]) {
    console.log(
      columns
        .map((column, i) => row[column].padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
  }
}

installTool(tool)
const temporary = mkdtempSync(join(tmpdir(), "effect-ionq-"))
const folder = join(temporary, "empty")
try {
  const given = process.argv[2]
  install(given === undefined ? pack(temporary).path : resolve(given), folder)
  await write(folder)
  const all = during(emulator, async (port) => {
    const reach: Reach = {
      url: `http://127.0.0.1:${port}/v0.4`,
      key,
      nowhere: `http://127.0.0.1:${await freePort()}/v0.4`,
      hasEnvironment: true,
    }
    const rows: Array<Row> = []
    for (const runtime of runtimes) rows.push(await rowOf(runtime, folder, reach))
    print(rows)
  })
  await Effect.runPromise(all)
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
if (drawings.size > 1) {
  const groups = [...drawings.values()].map((names) => names.join(" and "))
  flaws.push(`A seed gives other shots, or a circuit another picture, on ${groups.join(" than on ")}`)
}
for (const flaw of flaws) console.error(flaw)
if (flaws.length > 0) process.exitCode = 1
