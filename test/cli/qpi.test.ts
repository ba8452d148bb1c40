import { afterAll, beforeAll, describe, expect, inject, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { serve } from "effect-ionq/qpi/emulator/serve"
import { HttpServer } from "effect/http"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { bell, makeCommand, type TestCommand } from "../utils/command.ts"

let command: TestCommand
let url = ""
const scope = Scope.makeUnsafe()

beforeAll(async () => {
  command = await makeCommand(inject("bundle"))
  await command.file("bell.qasm", bell)
  const context = await Effect.runPromise(
    Layer.buildWithScope(serve({ times: { dispatch: 10, run: 10 }, oddities: { lateResults: 0 } }), scope),
  )
  const { address } = Context.get(context, HttpServer.HttpServer)
  url = HttpServer.formatAddress(address)
})
afterAll(async () => {
  await command.close()
  await Effect.runPromise(Scope.close(scope, Exit.void))
})

const user = { QPI_EMAIL: "user@example.com", QPI_PASSWORD: "password123" }

const ionq = (args: string, env: Readonly<Record<string, string>> = {}) =>
  command.runHere(args.split(" "), { env: { QPI_URL: url, ...env } })

const json = async (args: string, env: Readonly<Record<string, string>> = user) => {
  const { code, stdout, stderr } = await ionq(`${args} --json`, env)
  expect({ args, code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

describe("ionq qpi", () => {
  it("runs a program on the emulator that is built in", async () => {
    const { code, stdout } = await command.run(["qpi", "run", "bell.qasm", "--local", "--shots", "100"])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^(?:00|11) +\d+ +█+\n(?:00|11) +\d+ +█+\n$/)
  })

  it("runs at a server, and shows jobs, results and processors", async () => {
    const { job, results } = JSON.parse(await json("qpi run bell.qasm --shots 10"))
    expect(job).toMatchObject({ status: "completed" })
    expect(Object.keys(results[0].counts).every((key) => key === "00" || key === "11")).toBe(true)
    expect((await ionq("qpi jobs list", user)).stdout).toContain(job.id)
    expect(JSON.parse(await json(`qpi jobs results ${job.id}`))).toEqual(results)
    const { counts } = results[0]
    const csv = await ionq(`qpi jobs results ${job.id} --csv`, user)
    const rows = Object.entries<number>(counts).map(([state, count]) => `${state},${count}`)
    expect(csv.stdout.trimEnd().split("\n").sort()).toEqual(["state,count", ...rows].sort())
    expect((await ionq("qpi run bell.qasm --shots 10 --svg", user)).stdout).toMatch(/^<svg [^]*<\/svg>\n$/)
    expect(await ionq("qpi run bell.qasm --no-wait --csv", user)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "ionq: --csv needs a result: it cannot be combined with --no-wait\n",
    })
    expect(await json("qpi qpus")).toContain('"online"')
    expect((await ionq(`qpi jobs cancel ${job.id}`, user)).stdout).toBe("The job was completed\n")
  })

  it("takes up the job of a submission id, and refuses it for another program", async () => {
    const run = "qpi run bell.qasm --no-wait --submission-id row-7"
    const { id } = JSON.parse(await json(run))
    expect(JSON.parse(await json(run)).id).toBe(id)
    const { job } = JSON.parse(await json("qpi run bell.qasm --submission-id row-7"))
    expect(job).toMatchObject({ id, status: "completed" })
    const newest = JSON.parse(await json("qpi jobs list --limit 1"))
    expect(newest.id).toBe(id)
    const { code, stderr } = await ionq(`${run} --shots 7`, user)
    expect(code).toBe(1)
    expect(stderr).toContain(`has the job ${id} of another request`)
  })

  it("signs in once, and keeps the JWT for its owner", async () => {
    const signed = await command.run(["qpi", "login", "--url", url, "--email", "user@example.com"], {
      input: "password123\n",
    })
    expect(signed).toMatchObject({ code: 0 })
    const profile = await readFile(join(command.folder, "config/ionq/profile.json"), "utf8")
    expect(JSON.parse(profile)).toMatchObject({ qpi: { url } })
    expect(profile).not.toContain("password123")
    const { code, stdout } = await command.runHere(["qpi", "slots", "list"])
    expect({ code, stdout }).toEqual({ code: 0, stdout: "No bookings.\n" })
  })

  it("makes and revokes tokens, with which it can run and not read", async () => {
    const made = JSON.parse(await json("qpi tokens create --name ci"))
    const token = { QPI_API_TOKEN: String(made.token) }
    const { code, stdout } = await ionq("qpi run bell.qasm --no-wait", token)
    expect(code).toBe(0)
    expect(stdout.trim()).toMatch(/^[a-z0-9]{15}$/)
    const refused = await ionq("qpi slots list", token)
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain("needs a JWT")
    expect((await ionq(`qpi tokens delete ${made.id}`, user)).code).toBe(0)
    expect((await ionq("qpi jobs list", token)).code).toBe(3)
  })

  it("books, asks for time, and says what is wrong", async () => {
    const booked = JSON.parse(await json("qpi slots book 2101-01-01T00:00:00Z 2101-01-01T01:00:00Z"))
    expect((await ionq(`qpi slots delete ${booked.id}`, user)).code).toBe(0)
    const request = JSON.parse(await json("qpi requests create 60"))
    const admin = { QPI_EMAIL: "admin@example.com", QPI_PASSWORD: "adminpass123", QPI_SUPERUSER: "true" }
    expect((await ionq(`qpi requests approve ${request.id}`, admin)).stdout).toBe("Granted: 60 s\n")
    expect((await ionq("qpi notifications list", user)).stdout).toBe("No notifications.\n")
    expect((await ionq("qpi jobs get zzzzzzzzzzzzzzz", user)).code).toBe(4)
    const wrong = await ionq("qpi slots list", { ...user, QPI_PASSWORD: "a wrong one" })
    expect(wrong.code).toBe(3)
    expect(wrong.stderr).not.toContain("a wrong one")
    expect(
      (await command.runHere(["qpi", "jobs", "list"], { env: { XDG_CONFIG_HOME: "/nowhere" } })).code,
    ).toBe(2)
  })
})
