import { afterAll, beforeAll, describe, expect, inject, it } from "@effect/vitest"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { makeCommand, type TestCommand, untilWritten } from "../utils/command.ts"

let command: TestCommand
let env: Readonly<Record<string, string>>

beforeAll(async () => {
  command = await makeCommand(inject("bundle"))
  // Long enough that a run can be interrupted.
  env = await command.serve("--job-time", "3s")
})
afterAll(() => command.close())

const circuit = (name: string, gate: string) =>
  JSON.stringify({ name, gateset: "qis", qubits: 1, circuit: [{ gate, target: 0 }] })

const ionq = (args: string, input?: string) =>
  command.runHere(args.split(" "), input === undefined ? { env } : { env, input })

const json = async (args: string, input?: string) => {
  const ended = await ionq(`${args} --json`, input)
  expect(ended.code, ended.stderr).toBe(0)
  return JSON.parse(ended.stdout)
}

/** The name of each job at the emulator. */
const jobNames = async (): Promise<ReadonlyArray<string>> => {
  const { stdout } = await ionq("jobs list --limit 0 --json")
  return stdout
    .trim()
    .split("\n")
    .map((line) => String(JSON.parse(line).name))
    .sort((a, b) => (a < b ? -1 : 1))
}

describe("ionq batch", () => {
  it("runs a line for each circuit, shows the results, and forgets the run", async () => {
    const lines = [circuit("up", "x"), circuit("down", "z")].join("\n")
    const ended = await ionq("batch run - --name first", lines)
    expect(ended, ended.stderr).toMatchObject({ code: 0 })
    expect(ended.stderr).toContain("2/2 done")
    expect(ended.stdout).toMatch(/State +ended/)
    expect(await json("batch results first")).toMatchObject([
      { index: 0, circuit: 0, name: "up", probabilities: { "1": 1 } },
      { index: 1, circuit: 0, name: "down", probabilities: { "0": 1 } },
    ])
    expect((await ionq("batch results first")).stdout).toBe("0  up  1 1.0000\n1  down  0 1.0000\n")
    const csv = "of,state,probability\n0  up,1,1\n1  down,0,1\n"
    expect((await ionq("batch results first --csv")).stdout).toBe(csv)
    await ionq("batch results first --html --output first.html")
    const page = await readFile(join(command.folder, "first.html"), "utf8")
    expect([page.match(/<h1>.*<\/h1>/g), page.match(/<svg /g)?.length]).toEqual([["<h1>first</h1>"], 2])
    expect(await ionq("batch results first --svg")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("the result has 2\n  Pass --html."),
    })
    // The same command is the same run, another file is refused.
    await json("batch run - --name first", lines)
    expect(await jobNames()).toEqual(["down", "up"])
    expect(await ionq("batch run - --name first", circuit("other", "x"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("other requests"),
    })
    expect(await json("batch list")).toMatchObject([{ name: "first", total: 2, done: 2 }])
    await json("batch forget first")
    expect(await json("batch list")).toEqual([])
    expect(await ionq("batch status first")).toMatchObject({
      code: 4,
      stderr: "ionq: There is no run first\n  Check the name: `ionq batch list` shows the runs.\n",
    })
  })

  it("goes on after an interruption, while other commands watch, and cancels", async () => {
    const file = await command.file(
      "many.json",
      `[${Array.from({ length: 12 }, (_, i) => circuit(`many ${i}`, "x")).join()}]`,
    )
    const args = ["batch", "run", file, "--name", "many"]
    const first = command.start(args, { env })
    await untilWritten(first.stderr, /at IonQ|done/)
    let submitted = 0
    while (submitted === 0) ({ submitted } = await json("batch status many"))
    first.kill("SIGINT")
    await once(first, "exit")
    expect(first.exitCode).toBe(130)
    expect(await json("batch list --open")).toMatchObject([{ name: "many", total: 12 }])
    const canceled = await json("batch cancel many")
    expect(canceled).toMatchObject({ total: 12, done: 12, isCanceled: true, hasEnded: true })
    const names = (await jobNames()).filter((name) => name.startsWith("many"))
    expect(names.length).toBeGreaterThan(0)
    expect(new Set(names).size).toBe(names.length)
  })

  it("wants leave for what costs money, and keeps a budget", async () => {
    const lines = [circuit("a", "x"), circuit("b", "x"), circuit("c", "x")].join("\n")
    expect(await ionq("batch run - --name paid --backend qpu.forte-1 --shots 100", lines)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nothing was submitted"),
    })
    const ended = await ionq("batch run - --name paid --backend qpu.forte-1 --shots 100 --budget 0", lines)
    expect(ended).toMatchObject({ code: 6, stderr: expect.stringContaining("3 of 3 circuits failed") })
    expect((await ionq("batch results paid")).stdout).toContain("BudgetExceededError")
  })

  it("says what is wrong with the flags and the file", async () => {
    expect(await ionq("batch run - --name x --no-wait", circuit("a", "x"))).toMatchObject({ code: 2 })
    expect(await ionq("batch runner")).toMatchObject({ code: 2, stderr: expect.stringContaining("postgres") })
    expect(await ionq("batch run - --name x", "[]")).toMatchObject({ code: 1 })
    expect(await ionq("batch run - --name x", `${circuit("a", "x")}\n{"circuit": 1}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("line 2"),
    })
    const none = "postgres://me:hunter2hunter2@127.0.0.1:1/none"
    const secret = await command.run(["batch", "list", "--database", none], { env })
    expect(secret.code).toBe(1)
    expect(secret.stderr).not.toContain("hunter2")
  })
})
