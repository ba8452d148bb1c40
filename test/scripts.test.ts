import { describe, expect, it } from "@effect/vitest"
import { IonQApi } from "effect-ionq/IonQApi"
import { OpenApi } from "effect/http-api"
import { execFile } from "node:child_process"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { differences } from "../scripts/drift/compare.ts"
import { factsOf } from "../scripts/drift/facts.ts"
import { ourFacts } from "../scripts/drift/ours.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const timeout = 60_000

const run = (script: string, ...args: ReadonlyArray<string>) =>
  promisify(execFile)(process.execPath, ["--conditions=@effect-ionq/source", `scripts/${script}`, ...args], {
    cwd: root,
    maxBuffer: 1e8,
  })

const withFile = async <A>(text: string, use: (file: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), "effect-ionq-"))
  try {
    const file = join(folder, "openapi.json")
    await writeFile(file, text)
    return await use(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe("the OpenAPI document", () => {
  it("has every path, the errors and the security of the contract", { timeout }, async () => {
    const { stdout } = await run("openapi.ts")
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({ openapi: "3.1.0", info: { version: "v0.4" } })
    expect(Object.keys(document.paths["/whoami"].get.responses)).toEqual(["200", "400", "401", "403", "429"])
    expect(Object.keys(document.paths["/jobs/{uuid}"].get.responses)).toContain("404")
    expect(document.paths["/whoami"].get.security).toEqual([{ apiKeyAuth: [] }])
    expect(document.paths["/backends"].get.security).toEqual([])
    const kinds = (path: string) =>
      Object.fromEntries(
        document.paths[path].get.parameters.flatMap((each: { in: string; name: string; schema: object }) =>
          each.in === "query" ? [[each.name, each.schema]] : [],
        ),
      )
    expect(kinds("/jobs/estimate")).toMatchObject({
      qubits: { type: "integer" },
      "2q_gates": { type: "integer" },
      error_mitigation: { type: "boolean" },
      type: { type: "string" },
    })
    expect(kinds("/jobs")).toMatchObject({
      ids: { type: "array", items: { type: "string" } },
      limit: { type: "integer" },
    })
    expect(kinds("/sessions")).toEqual({ active: { type: "boolean" } })
    expect(document.components.securitySchemes.apiKeyAuth).toMatchObject({ type: "http", scheme: "apiKey" })
  })
})

describe("drift", () => {
  /** Compares a document with ours, which has no catalogs of formats. */
  const reviewed = "# As ours.\nformats: theirs has no catalog\n"
  const ran = (...args: ReadonlyArray<string>) => ranWith(reviewed, ...args)
  const ranWith = (list: string, ...args: ReadonlyArray<string>) =>
    withFile(list, (known) =>
      run("drift.ts", "--known", known, ...args).then(
        ({ stdout }) => ({ code: 0, stdout }),
        (error: { readonly code: number; readonly stdout: string }) => error,
      ),
    )

  it("finds none between our document and itself, and what is no longer one", { timeout }, async () => {
    const { stdout: document } = await run("openapi.ts")
    const { stdout, code } = await withFile(document, (file) =>
      ranWith(`${reviewed}GET /whoami: ours lacks it\n`, file),
    )
    expect(stdout).toMatch(
      /^no longer different, and in the list: GET \/whoami: ours lacks it\n0 new differences and 1 known ones in \d+ operations/,
    )
    expect(code).toBe(1)
  })

  it("lists each difference in a line, and ends with 1", { timeout }, async () => {
    const { stdout: text } = await run("openapi.ts")
    const document = JSON.parse(text)
    const { JobStatus, ResultLink, Backend } = document.components.schemas
    JobStatus.anyOf[0].enum[0] = "paused"
    ResultLink.properties.size = { type: "integer" }
    Backend.properties.qubits = { type: "string" }
    Backend.required = ["backend", "status"]
    document.servers = [{ url: "https://api.ionq.co/v0.5" }]
    const { get } = document.paths["/whoami"]
    get.responses["202"] = get.responses["200"]
    delete get.responses["200"]
    get.parameters = [{ in: "header", name: "x-team", required: true, schema: { type: "string" } }]
    document.paths["/jobs/{uuid}/pause"] = { put: { responses: {} } }
    delete document.paths["/sessions"].post
    const { stdout, code } = await withFile(JSON.stringify(document), (file) => ran(file))
    expect(code).toBe(1)
    const lines = stdout.split("\n")
    for (const line of [
      'GET /jobs/{}: response 200.status: ours lacks the word "paused"',
      'GET /jobs/{}: response 200.status: theirs lacks the word "submitted"',
      "GET /jobs/{}: response 200.results.*.size: ours lacks it (integer)",
      "GET /backends: response 200[].qubits: differs: ours is integer, theirs string",
      "GET /backends: response 200[].qubits: differs: ours is required, theirs is not",
      "server: ours lacks https://api.ionq.co/v0.5",
      "GET /whoami: ours lacks the status 202",
      "GET /whoami: header x-team: ours lacks it (string, required)",
      "PUT /jobs/{}/pause: ours lacks it",
      "POST /sessions: theirs lacks it",
    ]) {
      expect(lines).toContain(line)
    }
  })

  it("compares the variants of a union, and what stands beside the schemas", () => {
    const document = JSON.parse(JSON.stringify(OpenApi.fromApi(IonQApi)))
    const { schemas } = document.components
    delete schemas.QaoaJob.properties.results
    const { anyOf } = schemas.JobCreationPayload
    const gone = anyOf.findIndex((each: object) => JSON.stringify(each).includes("QctrlQaoa"))
    expect(gone).toBeGreaterThan(-1)
    anyOf.splice(gone, 1)
    const { get } = document.paths["/jobs"]
    const ids = get.parameters.find((each: { name: string }) => each.name === "ids")
    ids.explode = false
    document.paths["/whoami"].servers = [{ url: "https://whoami.ionq.co" }]
    const whoami = document.paths["/whoami"].get.responses["200"]
    whoami.content = { "text/plain": whoami.content["application/json"] }
    schemas.ResultFormatsCatalog = {
      properties: {
        "ionq.result.shots.json.v1": { type: "array", items: { type: "integer" } },
        "ionq.result.shots.json.v3": { const: "none" },
      },
    }
    const lines = [...differences(ourFacts(), factsOf(document))]
    for (const line of [
      "GET /jobs/{}: response 200{type qctrl.qaoa.v1}: theirs lacks results",
      expect.stringMatching(/^POST \/jobs: body: variants differ: ours has .*qctrl.qaoa.v1.*; theirs /),
      "GET /jobs: query ids: differs: ours is written as form, a repeated name for a list, theirs as form",
      "GET /whoami: ours lacks the server https://whoami.ionq.co",
      "GET /whoami: response 200: ours lacks the content type text/plain",
      "format ionq.result.shots.json.v1: payload[]: differs: ours is string, theirs integer",
      "format ionq.result.shots.json.v3: ours lacks it",
      "format ionq.qasm3.v1: theirs lacks it",
    ]) {
      expect(lines).toContainEqual(line)
    }
  })

  it("applies an overlay", { timeout }, async () => {
    const { stdout: text } = await run("openapi.ts")
    const document = JSON.parse(text)
    document.components.schemas.Whoami.properties.key_id = { type: "integer" }
    const overlay = `overlay: 1.0.0
actions:
  - target: $.components.schemas.Whoami.properties.key_id
    remove: true
  - target: $.components.schemas.Whoami.properties
    update:
      key_id: { type: string }
  - target: $.components.schemas.Nothing.required
    remove: true
`
    await withFile(JSON.stringify(document), async (file) => {
      expect((await ran(file)).stdout).toContain("key_id: differs: ours is string, theirs integer")
      await withFile(overlay, async (other) => {
        expect(await ran(file, other)).toMatchObject({ code: 0 })
      })
    })
  })

  it("has a reason for each difference that is known", async () => {
    const lines = (await readFile(`${root}/scripts/drift/known.txt`, "utf8")).trim().split("\n")
    expect(lines[0]).toMatch(/^# \w/)
    const differences = lines.filter((line) => line !== "" && !line.startsWith("#"))
    expect(differences.length).toBeGreaterThan(100)
    expect(new Set(differences).size).toBe(differences.length)
  })

  it("says what is wrong with a file that is none", { timeout }, async () => {
    for (const text of ["openapi: 3.0.3", "{}"]) {
      const failed = await withFile(text, (file) => run("drift.ts", file)).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining("openapi.json") })
    }
  })
})

describe("a check that cannot run", () => {
  const said = (env: Record<string, string>) =>
    promisify(execFile)(
      process.execPath,
      [
        "--input-type=module",
        "--eval",
        'const { skipped } = await import("./scripts/skipped.ts"); skipped("it", "why")',
      ],
      { cwd: root, env: { PATH: process.env["PATH"], ...env } },
    ).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { readonly code: number; readonly stdout: string }) => error,
    )

  it("is skipped on a machine of one's own, and fails in CI", { timeout }, async () => {
    const own: ReadonlyArray<Record<string, string>> = [{}, { CI: "false" }]
    for (const env of own) {
      expect(await said(env)).toMatchObject({ code: 0, stdout: "skipped: it (why)\n" })
    }
    expect(await said({ CI: "true" })).toMatchObject({ code: 1, stdout: "BROKEN: could not run: it (why)\n" })
  })
})

describe("the Python environment", () => {
  it("has each of its packages at one release", async () => {
    const lines = (await readFile(`${root}/python/requirements.txt`, "utf8")).trim().split("\n")
    const pins = lines.filter((line) => !line.startsWith("#"))
    expect(pins.length).toBeGreaterThan(2)
    for (const pin of pins) expect(pin).toMatch(/^[\w.-]+==[\w.]+$/)
  })
})

describe("the check of comments", () => {
  const checked = async (source: string) => {
    const folder = await mkdtemp(join(tmpdir(), "effect-ionq-"))
    try {
      await mkdir(join(folder, "src"))
      await writeFile(join(folder, "package.json"), JSON.stringify({ exports: { "./*": { types: "./*" } } }))
      await writeFile(join(folder, "src/Public.ts"), source)
      return await run("docs.ts", folder).then(
        ({ stdout }) => stdout,
        ({ stdout }: { readonly stdout: string }) => stdout,
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  const example = "**Example** (One)\n *\n * ```ts\n * half(1)\n * ```"

  it("names what lacks a comment, a sentence, an error and an example", { timeout }, async () => {
    expect(await checked("export const half = (x: number): number => x / 2\n")).toBe(
      "src/Public.ts:1  half has no comment\n1 exports, 1 of them functions: 1 flaws\n",
    )
    const found = await checked(
      "/** @category math @since 0.1.0 */\nexport const half = (x: number): Result.Result<number, Error> => x\n",
    )
    expect(found).toContain("half has no sentence")
    expect(found).toContain("half does not say how it fails")
    expect(found).toContain("half has no example")
    expect(await checked("/** Half of it.\n * @category getters */\nexport function half() {}\n")).toContain(
      "half has no @since",
    )
    const service =
      "/** Halves. @category services @since 0.1.0 */\nexport interface HalfService {\n  readonly of: () => 1\n}\n"
    expect(await checked(service)).toContain("the method of of HalfService has no sentence")
  })

  it("finds nothing where all is said", { timeout }, async () => {
    const whole = `/**\n * Half of a number. Fails for none.\n *\n * ${example}\n *\n * @category math\n * @since 0.1.0\n */`
    expect(
      await checked(`${whole}\nexport const half = (x: number): Result.Result<number, Error> => x\n`),
    ).toBe("1 exports, 1 of them functions: 0 flaws\n")
    expect(await checked("const half = (x: number): number => x / 2\nhalf(1)\n")).toContain("0 flaws")
  })

  it("finds nothing in this package", { timeout }, async () => {
    expect((await run("docs.ts")).stdout).toMatch(/^\d{3} exports, \d+ of them functions: 0 flaws\n$/)
  })
})
