/** The conversation that `docs/mcp.md` and README show, held by the official client: an agent asks what there is, draws, runs, estimates. */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type connect, textOf } from "./official.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

const circuit = 'OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; h q[0]; cx q[0], q[1]; cx q[1], q[2];'

/** The calls of an agent, which has the name of a machine wrong once. */
const calls: ReadonlyArray<readonly [tool: string, args: object]> = [
  ["draw_circuit", { circuit }],
  ["run_circuit", { circuit, noise: "forte-1", shots: 1000, seed: 1 }],
  ["estimate_job", { circuit, backend: "forte-1", shots: 100 }],
  ["estimate_job", { circuit, backend: "qpu.forte-1", shots: 100 }],
]

/** What a page shows: all calls, or those that are enough for a first impression. */
const pages: Readonly<Record<string, (tool: string) => boolean>> = {
  "docs/mcp.md": () => true,
  "README.md": (tool) => tool === "draw_circuit" || tool === "run_circuit",
}

const [begin, end] = ["```text\n> ", "\n```"]

/** A request id differs from run to run. */
const settled = (text: string): string => text.replaceAll(/ \[request [\w-]+\]/g, "")

/** A page with a conversation in place of the one that it has. */
const withConversation = (page: string, parts: ReadonlyArray<string>): string => {
  const from = page.search(/```text\n> (?:tools\/list|draw_circuit)/)
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
  const { tools } = await client.listTools()
  const parts: Array<readonly [tool: string, text: string]> = [
    ["tools/list", `tools/list\n${tools.map(({ name }) => name).join(" ")}`],
  ]
  for (const [name, args] of calls) {
    // A circuit is shown where it is drawn, and is the same afterwards.
    const shown = JSON.stringify(name === "draw_circuit" ? args : { ...args, circuit: "..." }, undefined, 1)
      .replaceAll(/\n\s*/g, " ")
      .replace('"..."', "...")
    const result = await client.callTool({ name, arguments: args })
    parts.push([name, `${name} ${shown}\n${settled(textOf(result))}`])
  }
  await client.close()
  return Object.entries(pages).flatMap(([page, isShown]) => {
    const file = `${root}${page}`
    const text = readFileSync(file, "utf8")
    const made = withConversation(
      text,
      parts.filter(([tool]) => isShown(tool)).map(([, part]) => part),
    )
    if (made === text) return []
    if (write) writeFileSync(file, made)
    return [page]
  })
}
