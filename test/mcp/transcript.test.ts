import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { inTime } from "effect-ionq/emulator"
import { startServer, textOf } from "./talk.ts"

const root = join(import.meta.dirname, "../..")

/** The calls of a page and what they answer: a line with the tool and its parameters, and the lines below it. */
const callsOf = (file: string) => {
  const text = readFileSync(join(root, file), "utf8")
  const [, block = ""] = /```text\n(> (?:tools|run)[\s\S]*?)\n```/.exec(text) ?? []
  let circuit = '""'
  return block.split(/\n\n(?=> )/).map((part) => {
    const [head = "", ...lines] = part.split("\n")
    const [, name = "", args = "{}"] = /^> (\S+)(?: (.*))?$/.exec(head) ?? []
    circuit = /"circuit": ("OPENQASM.*;")/.exec(args)?.[1] ?? circuit
    return { name, args: JSON.parse(args.replace(/\.\.\./, circuit)) as object, answer: lines.join("\n") }
  })
}

describe("the conversation in the documentation", () => {
  it.effect.each(["docs/mcp.md", "README.md"])("is what the server answers: %s", (file) =>
    inTime(
      Effect.scoped(
        Effect.gen(function* () {
          const talk = yield* startServer({ cloud: true })
          const calls = callsOf(file)
          expect(calls.length).toBeGreaterThan(0)
          for (const { name, args, answer } of calls) {
            const { result } = name === "tools/list" ? yield* talk.ask(name) : { result: undefined }
            const said =
              result?.tools?.map(({ name }) => name).join(" ") ?? textOf(yield* talk.tool(name, args))
            // The id of a request is another one each time.
            expect(said.replaceAll(/ \[request [\w-]+\]/g, "")).toBe(answer)
          }
        }),
      ),
    ),
  )
})
