/** The conversation that `docs/mcp.md` and README show, held by the official client: an agent asks what there is, draws, runs, estimates. */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type connect, textOf } from "./official.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

type Call = readonly [tool: string, args: { readonly circuit?: string; readonly [name: string]: unknown }]

const bell = 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];'
const circuit = 'OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; h q[0]; cx q[0], q[1]; cx q[1], q[2];'

/** The calls of an agent on each page. In the guide it has the name of a machine wrong once. */
const pages: Readonly<Record<string, ReadonlyArray<Call>>> = {
  "docs/mcp.md": [
    ["tools/list", {}],
    ["draw_circuit", { circuit }],
    ["run_circuit", { circuit, noise: "forte-1", shots: 1000, seed: 1 }],
    ["estimate_job", { circuit, backend: "forte-1", shots: 100 }],
    ["estimate_job", { circuit, backend: "qpu.forte-1", shots: 100 }],
  ],
  "README.md": [["run_circuit", { circuit: bell }]],
}

const [begin, end] = ["```text\n> ", "\n```"]

/** A request id differs from run to run. */
const settled = (text: string): string => text.replaceAll(/ \[request [\w-]+\]/g, "")

/** A page with a conversation in place of the one that it has. */
const withConversation = (page: string, parts: ReadonlyArray<string>): string => {
  const from = page.search(/```text\n> (?:tools\/list|run_circuit)/)
  const until = page.indexOf(end, from)
  if (from < 0 || until < 0) throw new Error("a page has no conversation")
  return `${page.slice(0, from)}${begin}${parts.join("\n\n> ")}${page.slice(until)}`
}

/** Holds the conversation and compares it with the pages, or writes it there. Gives the pages that differ. */
export const converse = async (
  connecting: ReturnType<typeof connect>,
  write: boolean,
): Promise<ReadonlyArray<string>> => {
  const { client } = await connecting
  const answered = async ([name, args]: Call): Promise<string> => {
    if (name !== "tools/list") return textOf(await client.callTool({ name, arguments: args }))
    const { tools } = await client.listTools()
    return tools.map((tool) => tool.name).join(" ")
  }
  const differ: Array<string> = []
  for (const [page, calls] of Object.entries(pages)) {
    const parts: Array<string> = []
    const known = new Set<string | undefined>()
    for (const call of calls) {
      const [name, args] = call
      // A circuit is shown once, and is the same afterwards.
      const shown = known.has(args.circuit) ? { ...args, circuit: "..." } : args
      if (args.circuit !== undefined) known.add(args.circuit)
      const text = JSON.stringify(shown, undefined, 1).replaceAll(/\n\s*/g, " ").replace('"..."', "...")
      parts.push(`${name}${text === "{}" ? "" : ` ${text}`}\n${settled(await answered(call))}`)
    }
    const file = `${root}${page}`
    const before = readFileSync(file, "utf8")
    const after = withConversation(before, parts)
    if (after === before) continue
    if (write) writeFileSync(file, after)
    differ.push(page)
  }
  await client.close()
  return differ
}
