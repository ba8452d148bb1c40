import { describe, expect, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

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
    expect(Object.keys(document.paths)).toHaveLength(28)
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
  it("finds none between our document and itself", { timeout }, async () => {
    const { stdout: document } = await run("openapi.ts")
    const { stdout } = await withFile(document, (file) => run("drift.ts", file))
    expect(stdout).toMatch(/^0 differences in \d+ operations/)
  })

  it("lists path by path what either side lacks", { timeout }, async () => {
    const job = {
      type: "object",
      properties: { id: {}, status: {}, colour: {}, parent: { $ref: "#/components/schemas/Job" } },
    }
    const answer = { content: { "application/json": { schema: { $ref: "#/components/schemas/Job" } } } }
    const theirs = {
      paths: {
        "/jobs/{UUID}": {
          get: { parameters: [{ in: "query", name: "deep" }], responses: { "200": answer } },
        },
        "/new": { post: { responses: {} } },
      },
      components: { schemas: { Job: job } },
    }
    const { stdout } = await withFile(JSON.stringify(theirs), (file) => run("drift.ts", file))
    expect(stdout).toContain("POST /new\n  ours lacks it")
    expect(stdout).toContain("GET /whoami\n  IonQ's lacks it")
    const ofJob = stdout.split(/\n(?=[A-Z])/).find((part) => part.startsWith("GET /jobs/{}\n"))
    expect(ofJob).toContain("  ours lacks query deep")
    expect(ofJob).toContain("  ours lacks answer colour")
    expect(ofJob).toContain("  IonQ's lacks answer failure")
    expect(ofJob).not.toContain("lacks answer id\n")
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
