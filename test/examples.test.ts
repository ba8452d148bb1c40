import { describe, expect, it } from "@effect/vitest"
import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { runProgram } from "./utils/program.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

const run = (example: string, ...args: ReadonlyArray<string>) => runProgram(`examples/${example}`, { args })

describe.concurrent("examples", () => {
  // Those in folders are tested with the guides.
  for (const example of readdirSync(`${root}/examples`).filter((file) => file.endsWith(".ts"))) {
    it(`${example} runs without a key`, async () => {
      const { stdout, stderr } = await run(example)
      expect(stdout).not.toBe("")
      expect(stderr).toBe("")
    })
  }

  it("the demo shows both states, their jobs and their statuses", async () => {
    const { stdout } = await run("demo.ts")
    expect(stdout.match(/job [0-9a-f-]{36}/g)).toHaveLength(2)
    // On a busy machine a poll may come too late for a status.
    const statuses = stdout.match(/( {2}(submitted|ready|started|completed)\n)+/g)
    expect(statuses).toHaveLength(2)
    for (const each of statuses ?? []) {
      expect(each).toMatch(/^( {2}submitted\n)?( {2}ready\n)?( {2}started\n)? {2}completed\n$/)
    }
    for (const line of [
      / {2}00 {2}0\.5000 {2}█{38}\n/,
      / {2}11 {2}0\.5000/,
      / {2}000 {2}0\.5000/,
      / {2}111 {2}0\.5000/,
    ]) {
      expect(stdout).toMatch(line)
    }
  })

  it("the demo on the cloud says what to set when there is no key", async () => {
    const failed = await run("demo.ts", "--cloud").then(
      () => undefined,
      (error: unknown) => error,
    )
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining("set IONQ_API_KEY") })
  })
})
