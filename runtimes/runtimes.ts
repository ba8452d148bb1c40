/** The runtimes, and how the suite runs on each. What is not on the machine comes from `tool/`, which has a lock file of its own. */
import { execFile } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { chromiumPath, launchChromium } from "../scripts/chromium.ts"
import type { Checked, Reach, Report } from "./suite.ts"

export const tool = fileURLToPath(new URL("tool", import.meta.url))
const modules = join(tool, "node_modules")
const requireTool = createRequire(join(tool, "package.json"))

export interface Runtime {
  readonly name: string
  /** Why it cannot be had, if so: what comes from `tool/` is there once that is installed. */
  readonly missing: () => string | undefined
  readonly version: () => Promise<string>
  /** Runs the suite in the folder that the package is installed in, where `main.ts` has put the programs. */
  readonly run: (folder: string, reach: Reach) => Promise<Report>
}

const unlessThere = (path: string) => (): string | undefined =>
  existsSync(path) ? undefined : `npm did not install ${path}`

/** A text that ends with the version, as `--version` prints it. */
const versionOf = async (command: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(command, ["--version"])
  return /\d[\w.-]*/.exec(stdout)?.[0] ?? stdout.trim()
}

/** A runtime that runs programs, which write the report as their last line. */
const program = (name: string, command: string, args: ReadonlyArray<string>): Runtime => ({
  name,
  missing: unlessThere(command),
  version: () => versionOf(command),
  run: async (folder, reach) => {
    const { stdout } = await promisify(execFile)(command, [...args, JSON.stringify(reach)], {
      cwd: folder,
      timeout: 180_000,
      maxBuffer: 1e8,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        TMPDIR: folder,
        IONQ_API_URL: reach.url,
        IONQ_API_KEY: reach.key,
      },
    })
    // The program has written it.
    return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Report
  },
})

/** What is read of Miniflare, which is not one of the packages that modules here find. */
interface Miniflare {
  readonly dispatchFetch: (url: string, init?: RequestInit) => Promise<Response>
  readonly dispose: () => Promise<void>
}

/** Uses a worker as Cloudflare runs it, without the flag that gives it modules of Node. */
const withWorker = async <A>(
  file: string,
  bindings: Readonly<Record<string, string>>,
  use: (flare: Miniflare) => Promise<A>,
): Promise<A> => {
  // Its document says that it has these methods.
  const { Miniflare } = (await import(pathToFileURL(requireTool.resolve("miniflare")).href)) as {
    readonly Miniflare: new (options: object) => Miniflare
  }
  const contents = await readFile(file, "utf8")
  const flare = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.mjs", contents }],
    compatibilityDate: "2026-07-30",
    bindings,
  })
  try {
    return await use(flare)
  } finally {
    await flare.dispose()
  }
}

/** The worker of `docs/deployment.md`, as it is there. */
const checkGuide = (folder: string, { url, key }: Reach): Promise<Checked> =>
  withWorker(join(folder, "bundled/worker.mjs"), { IONQ_API_URL: url, IONQ_API_KEY: key }, async (flare) => {
    const name = "the worker of the guide answers"
    const text = await (await flare.dispatchFetch("http://localhost/")).text()
    return /^\{"11":0\.50*\d?,"00":0\.50*\d?\}$/.test(text) ? { name } : { name, flaw: text }
  })

const worker: Runtime = {
  name: "Worker",
  missing: unlessThere(join(modules, ".bin/workerd")),
  version: async () => `workerd ${await versionOf(join(modules, ".bin/workerd"))}`,
  run: async (folder, reach) => {
    const report = await withWorker(join(folder, "bundled/onWorker.mjs"), {}, async (flare) => {
      const body = JSON.stringify({ ...reach, hasEnvironment: false })
      const response = await flare.dispatchFetch("http://localhost/", { method: "POST", body })
      if (!response.ok) throw new Error(`The worker answered ${response.status}: ${await response.text()}`)
      // The worker has written it.
      return (await response.json()) as Report
    })
    return { ...report, checks: [...report.checks, await checkGuide(folder, reach)] }
  },
}

/** Uses a page with a script on a port of its own: to any other server, its requests are those of another origin. */
const withPage = async <A>(script: string, use: (url: string) => Promise<A>): Promise<A> => {
  const files = new Map([
    ["/", { type: "text/html", text: '<!doctype html><script type="module" src="script.js"></script>' }],
    ["/script.js", { type: "text/javascript", text: script }],
  ])
  const server = createServer(({ url = "" }, response) => {
    const { type, text } = files.get(url) ?? { type: "text/plain", text: "" }
    response.writeHead(files.has(url) ? 200 : 404, { "content-type": type }).end(text)
  }).listen(0, "127.0.0.1")
  try {
    await once(server, "listening")
    const address = server.address()
    return await use(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`)
  } finally {
    server.close()
  }
}

const chromium: Runtime = {
  name: "Chromium",
  missing: () => (chromiumPath === undefined ? "there is none on this machine" : undefined),
  version: () => versionOf(chromiumPath ?? ""),
  run: async (folder, reach) =>
    withPage(await readFile(join(folder, "bundled/onPage.mjs"), "utf8"), async (url) => {
      const browser = await launchChromium()
      try {
        const page = await browser.newPage()
        await page.goto(url)
        await page.waitForFunction("globalThis.runSuite !== undefined")
        const argument = JSON.stringify({ ...reach, hasEnvironment: false })
        return await page.evaluate<Report>(`globalThis.runSuite(${argument})`)
      } finally {
        await browser.close()
      }
    }),
}

/** The Node of this script, which is that of the clone when npm runs it. */
const node24: Runtime = {
  ...program("Node 24", process.execPath, ["onNode.mjs"]),
  missing: () =>
    process.versions.node.startsWith("24.")
      ? undefined
      : `this is Node ${process.versions.node}: use npm run runtimes`,
}

export const runtimes: ReadonlyArray<Runtime> = [
  program("Node 20", join(modules, "node-20/bin/node"), ["onNode.mjs"]),
  program("Node 22", join(modules, "node-22/bin/node"), ["onNode.mjs"]),
  node24,
  program("Bun", join(modules, ".bin/bun"), ["onProcess.mjs"]),
  program("Deno", join(modules, ".bin/deno"), [
    "run",
    "--quiet",
    "--allow-net",
    "--allow-env",
    "onProcess.mjs",
  ]),
  worker,
  chromium,
]
