/**
 * `ionq mcp`, bundled, held against both official MCP clients and the inspector's command line: `npm run clients:mcp`. Each client calls
 * every tool, reads every resource and prompt, and submits with each answer that a person may give, with the jobs counted at a
 * served emulator. The key may be in no message. The conversation in the documentation has to be what the official client hears;
 * `-- --write` writes it there, and does nothing else. Exits with 1 otherwise.
 */
import { execFile } from "node:child_process"
import { cp, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { installTool } from "../../scripts/tool.ts"
import { makeCommand } from "../../test/utils/command.ts"
import type { Answer, Connected, Generation } from "./official.ts"

const here = fileURLToPath(new URL(".", import.meta.url))
installTool(`${here}tool`)
const { connect, textOf } = await import("./official.ts")
const { converse } = await import("./transcript.ts")

const key = "key-of-this-run-d2b1c6f0"
const circuit =
  'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; bit[2] c; h q[0]; cx q[0], q[1]; c = measure q;'
/** 12.50 USD, by the emulator's prices. */
const job = { circuit, backend: "qpu.forte-1", shots: 100 }

const report = (ok: boolean, words: string): void => {
  console.log(`${ok ? "ok" : "BROKEN"}: ${words}`)
  if (!ok) process.exitCode = 1
}

const command = await makeCommand()
try {
  // As in the package, the guides are beside `dist`.
  await cp(join(here, "../../docs"), join(command.folder, "docs"), { recursive: true })
  const isWriting = process.argv.includes("--write")
  const differing = await converse(
    connect("2025-11-25", {
      args: [command.bin, "--local", "mcp", "--cloud"],
      env: { PATH: process.env["PATH"] ?? "", HOME: command.folder },
    }),
    isWriting,
  )
  if (isWriting) {
    console.log(differing.length === 0 ? "nothing to write" : `written: ${differing.join(", ")}`)
    await command.close()
    process.exit()
  }
  report(
    differing.length === 0,
    `the conversation in the documentation${differing.length === 0 ? "" : ` is another one in ${differing.join(", ")}: npm run clients:mcp -- --write`}`,
  )

  const emulator = await command.serve("--key", key, "--timing", "instant")
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: command.folder,
    XDG_CONFIG_HOME: join(command.folder, "config"),
    IONQ_API_URL: emulator.IONQ_API_URL,
    IONQ_API_KEY: key,
  }
  const withoutKey = { PATH: env.PATH, HOME: env.HOME, XDG_CONFIG_HOME: env.XDG_CONFIG_HOME }

  const jobs = async (): Promise<ReadonlyArray<string>> => {
    const response = await fetch(`${env.IONQ_API_URL}/jobs?limit=100`, {
      headers: { authorization: `apiKey ${key}` },
    })
    // This is the emulator's list.
    const { jobs } = (await response.json()) as { jobs: ReadonlyArray<{ id: string }> }
    return jobs.map(({ id }) => id)
  }

  const checkSecrets = (name: string, { written }: Connected) =>
    report(
      written.length > 0 && written.every((text) => !text.includes(key)),
      `${name}: the key is in none of ${written.length} messages`,
    )

  /** Every tool, with arguments that it accepts. */
  const everyTool = (id: string, requestId: string): Readonly<Record<string, object>> => ({
    run_circuit: { circuit },
    draw_circuit: { circuit, picture: true },
    check_circuit: { circuit },
    convert_circuit: { circuit, to: "qasm2" },
    compile_circuit: { circuit, target: "zz" },
    explain_error: { error: "TooManyGates" },
    search_docs: { query: "emulator" },
    list_backends: {},
    get_backend: { backend: "qpu.forte-1" },
    estimate_job: job,
    list_jobs: { limit: 5 },
    get_job: { job: id, waitSeconds: 10 },
    get_results: { job: id, waitSeconds: 10, picture: true },
    submit_job: { ...job, requestId },
    cancel_job: { job: id },
  })

  const accept = async (): Promise<Answer> => ({ action: "accept", content: { approve: true } })

  const callAll = async (generation: Generation) => {
    const started = await connect(generation, { args: [command.bin, "mcp", "--budget", "100"], env }, accept)
    const { client } = started
    const first = await client.callTool({
      name: "submit_job",
      arguments: { ...job, requestId: `first-${generation}` },
    })
    const id = first.structuredContent?.job?.id ?? ""
    const calls = everyTool(id, `second-${generation}`)
    const { tools } = await client.listTools()
    const [names, called] = [tools.map(({ name }) => name).toSorted(), Object.keys(calls).toSorted()]
    report(names.join() === called.join(), `${generation}: ${names.length} tools are listed`)
    for (const [name, args] of Object.entries(calls)) {
      const result = await client.callTool({ name, arguments: args })
      const ok = result.isError !== true && result.structuredContent !== undefined && textOf(result) !== ""
      report(ok, `${generation}: ${name}${ok ? "" : `: ${textOf(result)}`}`)
    }
    const { resources } = await client.listResources()
    const uris = [...resources.map(({ uri }) => uri), `ionq://jobs/${id}`, "ionq://backends/qpu.forte-1"]
    for (const uri of uris) {
      const { contents } = await client.readResource({ uri })
      report((contents[0]?.text ?? "").length > 20, `${generation}: ${uri}`)
    }
    const { prompts } = await client.listPrompts()
    for (const { name, arguments: args = [] } of prompts) {
      const { messages } = await client.getPrompt({
        name,
        arguments: Object.fromEntries(args.map(({ name }) => [name, name])),
      })
      report(messages.length === 1, `${generation}: the prompt ${name}`)
    }
    checkSecrets(`${generation}, all tools`, started)
    await client.close()
  }

  const late = () =>
    new Promise<Answer>((resolve) => {
      setTimeout(() => resolve({ action: "accept", content: { approve: true } }), 2000)
    })

  interface Case {
    readonly name: string
    readonly person?: () => Promise<Answer>
    readonly flags?: ReadonlyArray<string>
    readonly calls?: number
    readonly jobs: number
    readonly questions: number
    readonly says: RegExp
  }

  const cases: ReadonlyArray<Case> = [
    { name: "accept", person: accept, jobs: 1, questions: 1, says: /^Submitted job/ },
    {
      name: "decline",
      person: async () => ({ action: "decline" }),
      jobs: 0,
      questions: 1,
      says: /declined: nothing was done/,
    },
    {
      name: "cancel",
      person: async () => ({ action: "cancel" }),
      jobs: 0,
      questions: 1,
      says: /closed the question/,
    },
    {
      name: "time-out",
      person: late,
      flags: ["--approval-timeout", "1s"],
      jobs: 0,
      questions: 1,
      says: /did not answer in time/,
    },
    { name: "cannot ask", jobs: 0, questions: 0, says: /the client cannot ask them/ },
    {
      name: "cannot ask, below --approve-under",
      flags: ["--approve-under", "13"],
      jobs: 1,
      questions: 0,
      says: /^Submitted job/,
    },
    {
      name: "over the budget",
      person: accept,
      flags: ["--budget", "12"],
      jobs: 0,
      questions: 0,
      says: /BudgetExceededError/,
    },
    {
      name: "repeated id",
      person: accept,
      calls: 3,
      jobs: 1,
      questions: 1,
      says: /There was already a job/,
    },
  ]

  const submit = async (generation: Generation, each: Case) => {
    const { name, person, flags = [], calls = 1 } = each
    const before = await jobs()
    const budget = flags.includes("--budget") ? [] : ["--budget", "20"]
    const started = await connect(
      generation,
      { args: [command.bin, "mcp", ...budget, ...flags], env },
      person,
    )
    const requestId = `${name.replaceAll(/\W+/g, "-")}-${generation}`
    let text = ""
    for (let call = 0; call < calls; call++) {
      text = textOf(await started.client.callTool({ name: "submit_job", arguments: { ...job, requestId } }))
    }
    const made = (await jobs()).filter((id) => !before.includes(id)).length
    const { questions, written } = started
    const internal = written.some((text) => text.includes("-32603"))
    const ok = made === each.jobs && questions.length === each.questions && each.says.test(text) && !internal
    report(
      ok,
      `${generation}, ${name}: ${made} jobs, ${questions.length} questions${ok ? "" : `, and it says: ${text}`}`,
    )
    checkSecrets(`${generation}, ${name}`, started)
    await started.client.close()
  }

  for (const generation of ["2025-11-25", "2026-07-28"] as const) {
    await callAll(generation)
    for (const each of cases) await submit(generation, each)
  }

  // Local tools work without a key, and the tools for money do not exist without a budget.
  const local = await connect("2025-11-25", { args: [command.bin, "mcp"], env: withoutKey })
  const { tools } = await local.client.listTools()
  const ran = await local.client.callTool({ name: "run_circuit", arguments: { circuit } })
  report(
    tools.length === 7 && ran.isError !== true,
    `without a key, ${tools.length} tools, and a circuit runs`,
  )
  await local.client.close()

  // The inspector passes few variables on, so that the server finds the key in the profile.
  const profile = join(command.folder, ".config/ionq")
  await mkdir(profile, { recursive: true })
  const { IONQ_API_URL: url } = env
  await writeFile(join(profile, "profile.json"), JSON.stringify({ apiKey: key, url }), { mode: 0o600 })
  const [any = ""] = await jobs()
  const inspected = everyTool(any, "inspector-1")
  for (const [name, args] of Object.entries(inspected)) {
    const given = Object.entries(args).flatMap(([key, value]) => ["--tool-arg", `${key}=${String(value)}`])
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [
        join(here, "tool/node_modules/.bin/mcp-inspector"),
        "--cli",
        process.execPath,
        command.bin,
        "mcp",
        "--budget",
        "20",
        "--approve-under",
        "13",
        "--method",
        "tools/call",
        "--tool-name",
        name,
        ...given,
      ],
      { env: { PATH: env.PATH, HOME: env.HOME } },
    )
    const ok = stdout.includes('"structuredContent"') && !`${stdout}${stderr}`.includes(key)
    report(ok, `the inspector: ${name}${ok ? "" : `: ${stdout}${stderr}`}`)
  }
} finally {
  await command.close()
}
