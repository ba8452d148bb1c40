/**
 * The clients of others, unmodified, against the served emulator in each generation: `npm run clients`, or `npm run clients -- 2026-10`
 * for one. ionq-core runs its own integration tests, qiskit-ionq the cases in `qiskit/`, whose results are held against Qiskit's
 * Statevector. A case that fails has to stand in `faults.ts` with the reason why that is the client's fault; one that stands
 * there and passes has to go. Exits with 1 otherwise, and also where a function that sends requests is not covered.
 */
import { Effect, Layer, Random } from "effect"
import { HttpServer } from "effect/http"
import { serve } from "effect-ionq/emulator/serve"
import type { Generation } from "effect-ionq/emulator"
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { ionqCore } from "../scripts/ionqCore.ts"
import { preparePython } from "../scripts/python.ts"
import { skipped } from "../scripts/skipped.ts"
import { organizationId } from "../test/utils/builders.ts"
import { type Fault, faults, leastCases } from "./faults.ts"

const here = fileURLToPath(new URL(".", import.meta.url))
const all: ReadonlyArray<Generation> = ["2026-04", "2026-05", "2026-09", "2026-10"]
const key = "emulator-key"

/** A test as `outcomes.py` writes it down. */
interface Outcome {
  readonly name: string
  readonly outcome: "passed" | "failed" | "skipped"
  readonly words: string
}

interface Coverage {
  readonly senders: ReadonlyArray<string>
  readonly seen: ReadonlyArray<string>
}

/** Runs pytest beside the server of this process, which has to go on answering. */
const pytest = (python: string, folder: string, args: ReadonlyArray<string>, env: Record<string, string>) =>
  Effect.promise(
    () =>
      new Promise<string>((resolve, reject) => {
        const child = spawn(
          python,
          ["-m", "pytest", "-q", "-p", "outcomes", "-p", "no:cacheprovider", ...args],
          {
            cwd: folder,
            env: {
              ...process.env,
              PYTHONPATH: here,
              PYTHONDONTWRITEBYTECODE: "1",
              IONQ_API_KEY: key,
              ...env,
            },
          },
        )
        let text = ""
        child.stdout.on("data", (data: Buffer) => (text += data.toString()))
        child.stderr.on("data", (data: Buffer) => (text += data.toString()))
        child.on("error", reject)
        child.on("close", (code, signal) => resolve(`${text}\npytest ended with ${signal ?? code}`))
      }),
  )

/** Jobs of this name take an hour: cases cancel them. */
const script = ({ name }: { readonly name?: string | undefined }) =>
  name === "slow" ? { readyFor: "1 hour" as const } : undefined

/** ionq-core's tests need jobs that are there already. */
const submitSome = (url: string) =>
  Effect.promise(async () => {
    for (let i = 0; i < 3; i++) {
      const circuit = [{ gate: "h", target: 0 }]
      const body = {
        type: "ionq.circuit.v1",
        backend: "simulator",
        input: { gateset: "qis", qubits: 1, circuit },
      }
      const headers = { authorization: `apiKey ${key}`, "content-type": "application/json" }
      const { status } = await fetch(`${url}/jobs`, { method: "POST", headers, body: JSON.stringify(body) })
      if (status !== 201) throw new Error(`The emulator answered ${status}`)
    }
  })

/** What the plugins wrote; nothing where Python broke off before. */
const linesOf = <A>(file: string): Effect.Effect<ReadonlyArray<A>> =>
  Effect.promise(async () =>
    existsSync(file)
      ? (await readFile(file, "utf8"))
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as A)
      : [],
  )

const faultsOf = (client: Fault["client"], generation: Generation, name: string): ReadonlyArray<Fault> =>
  faults.filter(
    (fault) =>
      fault.client === client &&
      (fault.generations?.includes(generation) ?? true) &&
      fault.cases.test(name.replace(/^.*::/, "").replace(/\[.*$/, "")),
  )

const report = (
  client: Fault["client"],
  generation: Generation,
  outcomes: ReadonlyArray<Outcome>,
  text: string,
) => {
  const passed = outcomes.filter(({ outcome }) => outcome === "passed")
  const failed = outcomes.filter(({ outcome }) => outcome !== "passed")
  const broken = failed.filter(
    ({ name, words }) => !faultsOf(client, generation, name).some((fault) => fault.words.test(words)),
  )
  const stale = passed.filter(({ name }) => faultsOf(client, generation, name).length > 0)
  const isWhole = outcomes.length >= leastCases[client]
  const ok = broken.length === 0 && stale.length === 0 && isWhole
  console.log(
    `${ok ? "ok" : "BROKEN"}: ${client} on ${generation}: ${passed.length} of ${outcomes.length} cases pass, ` +
      `${failed.length - broken.length} fail by the client's own fault`,
  )
  for (const { name, outcome, words } of broken)
    console.log(`  ${outcome}: ${name}\n    ${words.replaceAll("\n", "\n    ")}`)
  for (const { name } of stale) console.log(`  passes, and stands in faults.ts: ${name}`)
  if (!isWhole) console.log(`  there should be at least ${leastCases[client]} cases\n${text}`)
  if (!ok) process.exitCode = 1
}

const prepared = preparePython()
const core = ionqCore()
if ("missing" in prepared) skipped("the clients of others", prepared.missing)
else if ("missing" in core) skipped("the clients of others", core.missing)
else {
  const { python } = prepared
  const wanted = process.argv.slice(2)
  const generations = wanted.length === 0 ? all : all.filter((each) => wanted.includes(each))
  const seen = new Set<string>()
  let senders: ReadonlyArray<string> = []
  for (const generation of generations) {
    const run = Effect.gen(function* () {
      const { address } = yield* HttpServer.HttpServer
      const url = `${HttpServer.formatAddress(address)}/v0.4`
      const folder = yield* Effect.promise(() => mkdtemp(join(tmpdir(), "effect-ionq-clients-")))
      const env = (client: string) => ({
        IONQ_API_URL: url,
        IONQ_ORG_ID: organizationId,
        GENERATION: generation,
        OUTCOMES: join(folder, `${client}.jsonl`),
        COVERAGE: join(folder, "coverage.json"),
      })
      yield* submitSome(url)
      // Its settings make errors of warnings, and it warns of a server without HTTPS, whose sockets are not SSL's.
      const plain = [
        "ignore:base_url:UserWarning",
        "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning",
      ].flatMap((each) => ["-W", each])
      const ofCore = [...plain, "-o", "addopts=", "-m", "integration", "tests/integration"]
      const coreText = yield* pytest(python, core.folder, ofCore, env("core"))
      report("ionq-core", generation, yield* linesOf<Outcome>(env("core").OUTCOMES), coreText)
      const text = yield* pytest(python, join(here, "qiskit"), [], env("qiskit"))
      report("qiskit-ionq", generation, yield* linesOf<Outcome>(env("qiskit").OUTCOMES), text)
      const [covered] = yield* linesOf<Coverage>(env("qiskit").COVERAGE)
      senders = covered?.senders ?? []
      for (const name of covered?.seen ?? []) seen.add(name)
      yield* Effect.promise(() => rm(folder, { recursive: true }))
    })
    const server = serve({ generation, timing: "instant", script })
    // The same ids each time, and so the same shots.
    await Effect.runPromise(Random.withSeed(Effect.provide(run, Layer.fresh(server)), 7))
  }
  const uncovered = senders.filter((name) => !seen.has(name))
  const ok = senders.length > 0 && (uncovered.length === 0 || generations.length < all.length)
  console.log(
    `${ok ? "ok" : "BROKEN"}: ${senders.length - uncovered.length} of the ${senders.length} functions of qiskit-ionq that can send ` +
      `requests have sent some${uncovered.length === 0 ? "" : `, not ${uncovered.join(", ")}`}`,
  )
  if (!ok) process.exitCode = 1
  for (const { client, generations: some = all, cases, reason } of faults) {
    console.log(`fault of ${client} (${some.join(", ")}): ${cases.source}: ${reason}`)
  }
}
