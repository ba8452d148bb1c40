import { expect, layer, vi } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import { HttpServer } from "effect/http"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { isIncluded } from "../../scripts/included.ts"
import { runProgram } from "../utils/program.ts"

const root = new URL("../../", import.meta.url)
const filesIn = (folder: string) =>
  readdirSync(new URL(folder, root))
    .filter((file) => /\.[a-z]+$/.test(file))
    .map((file) => `${folder}${file}`)

/** What each program prints, among other things. */
const printed: Readonly<Record<string, ReadonlyArray<RegExp>>> = {
  "examples/readme/cloud.ts": [/'00': 0\.5/, /'11': 0\.5/],
  "examples/readme/errors.ts": [/^No such job: 404 [\w-]+$/m],
  "examples/readme/money.ts": [/^It would cost 97\.5 usd$/m, /would cost 97\.5 usd, and 0 of 1 are spent/],
  "examples/guides/agents.ts": [/^[\w-]+ \{ (?:'(?:00|11)': 0\.5\d*,? ){2}\}$/m],
  "examples/guides/circuits.ts": [
    /Rx\(theta\)/,
    /Gate 0 \(h\) names qubit 5/,
    /\{ '100': 1 \} \{ '001': 1 \} \{ '1': 1 \}/,
    /zz: 10/,
  ],
  "examples/guides/client.ts": [/^sent: GET .*\/backends$/m, /^answered: 200 true$/m, /^\d machines$/m],
  "examples/guides/errors.ts": [
    /failed: NotEnoughQubits/,
    /^NotFoundError is permanent/m,
    /^404 true$/m,
    /by a test: 429/,
  ],
  "examples/guides/first-job.ts": [
    /^The key emulator/m,
    /^qpu\.forte-1: available, 36 qubits/m,
    /^97\.5 usd/m,
    /completed \{[^}]*'111': 0\.\d+/,
    /^000 {2}0\.\d{4} {2}█/m,
    /^It cost 97\.5 usd$/m,
  ],
  "examples/guides/money.ts": [/^97\.5 usd for/m, /97\.5 paid/, /^stopped at 97\.5 of 150$/m, /^one job$/m],
  "examples/guides/notebooks.ts": [
    /^q0: ─┤ H ├──●/m,
    /^00 {2}0\.5000 {2}█+$/m,
    /^status +backend +name$/m,
    /^completed +simulator +a Bell pair$/m,
  ],
  "examples/guides/openqasm.ts": [
    /'1': 0\.84375/,
    /Line 3, column 1: there is no gate cy/,
    /^OPENQASM 3\.0;$/m,
  ],
  "examples/guides/primitives.ts": [
    /^\{ theta: 0 \} \[ 0\.5 \] \[ 0 \]$/m,
    /^\{ theta: 3\.14\d+ \} \[ -?0\.\d+ \] \[ 0\.0[1-5]\d* \]$/m,
  ],
  "examples/guides/qpi.ts": [/^\{ (?:'(?:00|11)': [1-9]\d,? ){2}\}$/m],
  "examples/guides/sessions.ts": [/^2 states$/m, /^ended$/m, /^\[ 'completed' \]$/m, /^0 sessions/m],
  "examples/guides/simulator.ts": [/^outcomes: 65536$/m, /states that were seen/, /^stabilizer 64$/m],
  "examples/guides/streams.ts": [/^0 \{ '0': 1 \}$/m, /\[ 1, 3 \]/, /^5 shots/m, /^3 jobs$/m],
  "examples/guides/deployment.ts": [/^(?:emulator\n){4}$/],
  "examples/guides/durable.ts": [
    /^3 points$/m,
    /^\[ 'vqe-8: 3' \]\n\[\]$/m,
    /^QPI Success$/m,
    /^one job \{ '0': 0\.5\d*, '3': 0\.5\d* \}$/m,
    // In the order in which they come.
    /^0 \{\n {2}_id: 'Result',\n {2}_tag: 'Success'/m,
    /^1 \{\n {2}_id: 'Result',\n {2}_tag: 'Success'/m,
  ],
  "examples/guides/telemetry.ts": [/^completed$/m],
  "examples/guides/waiting.ts": [/^completed$/m, / Success$/m],
}

/** These end with `runMain` or keep files: each runs in a process and a folder of its own. */
const withProcess: ReadonlySet<string> = new Set([
  "examples/guides/deployment.ts",
  "examples/guides/durable.ts",
])

/** It prints nothing, but answers requests. */
const worker = "examples/guides/worker.ts"

/** It needs PostgreSQL: `test/durable/postgres.test.ts` runs it. */
const onPostgres = "examples/guides/durable-runners.ts"

/** The output of a program that has a process of its own, in an empty folder. */
const outputOfProcess = (file: string, url: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "guide-"))),
    (cwd) =>
      Effect.promise(async () => {
        const env = { IONQ_API_URL: url, IONQ_API_KEY: Redacted.value(Emulator.defaultApiKey) }
        const { stdout, stderr } = await runProgram(file, { cwd, env })
        expect(stderr).toBe("")
        return stdout
      }),
    (cwd) => Effect.sync(() => rmSync(cwd, { recursive: true })),
  )

/** Runs a program that ends when its module is loaded, with what it finds in its environment. */
const outputOf = (file: string, url: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      vi.stubEnv("IONQ_API_URL", url)
      vi.stubEnv("IONQ_API_KEY", Redacted.value(Emulator.defaultApiKey))
      return vi.spyOn(console, "log").mockImplementation(() => undefined)
    }),
    (log) =>
      Effect.map(
        Effect.promise(() => import(new URL(file, root).href)),
        () =>
          log.mock.calls
            .map((words) => words.map((word) => (typeof word === "string" ? word : inspect(word))).join(" "))
            .join("\n"),
      ),
    (log) =>
      Effect.sync(() => {
        log.mockRestore()
        vi.unstubAllEnvs()
      }),
  )

const server = serve({ timing: "instant" })

// One server for all: a process reads its environment once.
layer(server, { excludeTestServices: true })("the programs of README and guides", (it) => {
  const programs = [...filesIn("examples/readme/"), ...filesIn("examples/guides/")]

  it("are all known here", () => {
    expect([...Object.keys(printed), worker, onPostgres].sort()).toEqual(programs.sort())
  })

  for (const [file, lines] of Object.entries(printed)) {
    it.effect(`${file} prints what it should`, () =>
      Effect.gen(function* () {
        const { address } = yield* HttpServer.HttpServer
        const run = withProcess.has(file) ? outputOfProcess : outputOf
        const output = yield* run(file, `${HttpServer.formatAddress(address)}/v0.4`)
        for (const line of lines) expect(output).toMatch(line)
      }),
    )
  }

  it.effect("answer requests, as a worker", () =>
    Effect.gen(function* () {
      const { address } = yield* HttpServer.HttpServer
      const env = {
        IONQ_API_KEY: Redacted.value(Emulator.defaultApiKey),
        IONQ_API_URL: `${HttpServer.formatAddress(address)}/v0.4`,
      }
      const module = yield* Effect.promise(() => import(new URL(worker, root).href))
      const answer = yield* Effect.promise<Response>(() =>
        module.default.fetch(new Request("http://localhost"), env),
      )
      expect(Object.keys(yield* Effect.promise(() => answer.json())).sort()).toEqual(["00", "11"])
    }),
  )

  it("are in a document", () => {
    const documents = ["README.md", ...filesIn("docs/").filter((file) => file.endsWith(".md"))]
    const text = documents.map((file) => readFileSync(new URL(file, root), "utf8")).join("\n")
    for (const program of programs) expect(text).toMatch(new RegExp(`^\`\`\`(ts|js) ${program}(#|$)`, "m"))
  })

  it("are all the code that guides have", () => {
    for (const file of filesIn("docs/").filter((file) => file.endsWith(".md"))) {
      const blocks = readFileSync(new URL(file, root), "utf8").match(/^```(?:ts|js)\b.*$/gm) ?? []
      expect([file, ...blocks.filter((block) => !isIncluded(block))]).toEqual([file])
    }
  })
})
