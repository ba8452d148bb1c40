/** The official clients of both generations, as far as they are used here. They have a lock file of their own. */
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"

export type Generation = "2025-11-25" | "2026-07-28"

/** What a tool answers. */
export interface Result {
  readonly isError?: boolean
  readonly content?: ReadonlyArray<{ readonly type: string; readonly text?: string }>
  readonly structuredContent?: { readonly job?: { readonly id: string } }
}

/** The texts of an answer, as a model reads them. */
export const textOf = ({ content = [] }: Result): string => content.map(({ text = "" }) => text).join("\n")

/** What the person says when they are asked. */
export interface Answer {
  readonly action: "accept" | "decline" | "cancel"
  readonly content?: Readonly<Record<string, unknown>>
}

interface Transport {
  onmessage?: (message: unknown, ...rest: ReadonlyArray<unknown>) => void
  send: (message: unknown, ...rest: ReadonlyArray<unknown>) => Promise<void>
  readonly stderr: NodeJS.ReadableStream | null
}

export interface Client {
  readonly connect: (transport: Transport) => Promise<void>
  readonly close: () => Promise<void>
  readonly setRequestHandler: (
    method: unknown,
    handler: (request: { readonly params: { readonly message: string } }) => Promise<Answer>,
  ) => void
  readonly listTools: () => Promise<{ readonly tools: ReadonlyArray<{ readonly name: string }> }>
  readonly callTool: (call: { readonly name: string; readonly arguments: object }) => Promise<Result>
  readonly listResources: () => Promise<{ readonly resources: ReadonlyArray<{ readonly uri: string }> }>
  readonly readResource: (of: {
    readonly uri: string
  }) => Promise<{ readonly contents: ReadonlyArray<{ readonly text?: string }> }>
  readonly listPrompts: () => Promise<{
    readonly prompts: ReadonlyArray<{
      readonly name: string
      readonly arguments?: ReadonlyArray<{ readonly name: string }>
    }>
  }>
  readonly getPrompt: (of: {
    readonly name: string
    readonly arguments: Readonly<Record<string, string>>
  }) => Promise<{ readonly messages: ReadonlyArray<object> }>
}

const requireTool = createRequire(new URL("tool/package.json", import.meta.url))

/** A module of the tool's folder, which is not one that modules here are found in. */
const load = (name: string): Promise<unknown> => import(pathToFileURL(requireTool.resolve(name)).href)

type MakeClient = new (info: object, options: object) => Client
type MakeTransport = new (options: object) => Transport

/** The parts of a generation's package. */
const parts = async (generation: Generation) => {
  if (generation === "2025-11-25") {
    // The packages are pinned, and these are what they export.
    const { Client } = (await load("@modelcontextprotocol/sdk/client/index.js")) as { Client: MakeClient }
    const stdio = (await load("@modelcontextprotocol/sdk/client/stdio.js")) as {
      StdioClientTransport: MakeTransport
    }
    const { ElicitRequestSchema } = (await load("@modelcontextprotocol/sdk/types.js")) as {
      ElicitRequestSchema: unknown
    }
    return {
      Client,
      StdioClientTransport: stdio.StdioClientTransport,
      elicit: ElicitRequestSchema,
      options: {},
    }
  }
  const { Client } = (await load("@modelcontextprotocol/client")) as { Client: MakeClient }
  const stdio = (await load("@modelcontextprotocol/client/stdio")) as { StdioClientTransport: MakeTransport }
  const options = { versionNegotiation: { mode: { pin: generation } } }
  return { Client, StdioClientTransport: stdio.StdioClientTransport, elicit: "elicitation/create", options }
}

export interface Connected {
  readonly client: Client
  /** Every message, in both directions, and what the server wrote on standard error. */
  readonly written: Array<string>
  /** What the person was asked. */
  readonly questions: Array<string>
}

/** Starts a server and connects to it. Without a person, the client says that it cannot ask. */
export const connect = async (
  generation: Generation,
  server: { readonly args: ReadonlyArray<string>; readonly env: Readonly<Record<string, string>> },
  person?: () => Promise<Answer>,
): Promise<Connected> => {
  const { Client, StdioClientTransport, elicit, options } = await parts(generation)
  const capabilities = person === undefined ? {} : { elicitation: { form: {} } }
  const client = new Client({ name: "effect-ionq", version: "1" }, { capabilities, ...options })
  const written: Array<string> = []
  const questions: Array<string> = []
  if (person !== undefined) {
    client.setRequestHandler(elicit, ({ params }) => {
      questions.push(params.message)
      return person()
    })
  }
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: server.args,
    env: server.env,
    stderr: "pipe",
  })
  transport.stderr?.on("data", (data: Buffer) => written.push(data.toString()))
  const send = transport.send.bind(transport)
  transport.send = (message, ...rest) => {
    written.push(JSON.stringify(message))
    return send(message, ...rest)
  }
  const connecting = client.connect(transport)
  // The client has set its handler before it waits for anything.
  const { onmessage } = transport
  Object.assign(transport, {
    onmessage: (message: unknown, ...rest: ReadonlyArray<unknown>) => {
      written.push(JSON.stringify(message))
      onmessage?.(message, ...rest)
    },
  })
  await connecting
  return { client, written, questions }
}
