/** A server in this process, over an emulator in memory, and a client of our own that speaks JSON-RPC with it. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import {
  type Cause,
  type Context,
  Deferred,
  Duration,
  Effect,
  Fiber,
  Layer,
  Option,
  Queue,
  Sink,
  Stdio,
  Stream,
} from "effect"
import { type IonQ, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { Job } from "effect-ionq/schema/Job"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { ApiKey, Json, Local, Url, Verbose } from "../../src/cli/terminal/globals.ts"
import { type Budget, CurrentBudget, withBudget } from "../../src/Budget.ts"
import { Access, type Spending } from "../../src/mcp/access/Access.ts"
import { Connection } from "../../src/mcp/access/Connection.ts"
import { layer } from "../../src/mcp/server.ts"

export type Generation = "2025-11-25" | "2026-07-28"

export const generations: ReadonlyArray<Generation> = ["2025-11-25", "2026-07-28"]

export interface Message {
  readonly id?: number | string | null
  readonly method?: string
  readonly params?: { readonly message?: string; readonly mode?: string; readonly _meta?: object }
  readonly result?: Result
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** What the answers of these tests have. */
export interface Result {
  readonly isError?: boolean
  readonly content?: ReadonlyArray<{
    readonly type: string
    readonly text?: string
    readonly resource?: { readonly text: string }
  }>
  readonly structuredContent?: Data
  readonly resultType?: string
  readonly requestState?: string
  readonly inputRequests?: Readonly<
    Record<string, { readonly method: string; readonly params: { readonly message: string } }>
  >
  readonly tools?: ReadonlyArray<Listed>
  readonly resources?: ReadonlyArray<{ readonly uri: string }>
  readonly prompts?: ReadonlyArray<{ readonly name: string }>
  readonly contents?: ReadonlyArray<{ readonly text: string }>
  readonly messages?: ReadonlyArray<{ readonly content: { readonly text: string } }>
  readonly completion?: { readonly values: ReadonlyArray<string> }
}

/** What the list of tools says of each. */
export interface Listed {
  readonly name: string
  readonly inputSchema: object
  readonly annotations: { readonly readOnlyHint: boolean; readonly openWorldHint: boolean }
}

/** What tools answer. */
export interface Data {
  readonly program?: string
  readonly result?: { readonly states: ReadonlyArray<object>; readonly more: object }
  readonly circuits?: ReadonlyArray<object>
  readonly sections?: ReadonlyArray<{ readonly text: string; readonly uri: string }>
  readonly found?: ReadonlyArray<{ readonly error: string }>
  readonly job?: { readonly id: string; readonly status: string; readonly untrusted?: object }
}

/** What the person behind the client does. */
export type Person = "accepts" | "unticked" | "declines" | "cancels" | "sleeps" | "fails"

export interface ServerOptions {
  readonly cloud?: boolean
  readonly budget?: number
  readonly approveUnder?: number
  readonly generation?: Generation
  /** Without it, the client cannot ask anybody. */
  readonly person?: Person
  readonly emulator?: Emulator.Options
  /** The services of another server, whose jobs this one sees, too. */
  readonly services?: Context.Context<IonQ.Services>
}

const answers: Readonly<Record<Exclude<Person, "sleeps" | "fails">, object>> = {
  accepts: { action: "accept", content: { approve: true } },
  unticked: { action: "accept", content: { approve: false } },
  declines: { action: "decline" },
  cancels: { action: "cancel" },
}

export interface Talk {
  /** Calls a method, and gives the whole answer. */
  readonly ask: (method: string, params?: object) => Effect.Effect<Message>
  /** Calls a tool as a client does: where the server asks for input, the person answers, and the call is repeated. */
  readonly tool: (name: string, args?: object) => Effect.Effect<Result>
  /** Gives the last call up, as a client does whose user stops it. */
  readonly giveUp: Effect.Effect<void>
  /** What the person was asked. */
  readonly questions: Array<string>
  /** The jobs at the emulator. */
  readonly jobs: Effect.Effect<ReadonlyArray<Job>>
  /** Submits a job as somebody else. */
  readonly submitElsewhere: (request: JobRequest, submissionId?: string) => Effect.Effect<string>
  /** Everything that the server wrote. */
  readonly written: Array<string>
  /** Writes something that need not be a message, and gives the next answers that have no id. */
  readonly say: (text: string, answers: number) => Effect.Effect<ReadonlyArray<Message>>
  /** Closes standard input, and waits for the end of the server. */
  readonly hangUp: Effect.Effect<void>
  readonly services: Context.Context<IonQ.Services>
}

/** Starts a server, and shakes hands in the protocol's generation. */
export const startServer = Effect.fnUntraced(function* (options: ServerOptions = {}) {
  const { generation = "2025-11-25", person, budget: max, approveUnder, emulator } = options
  const stdin = yield* Queue.unbounded<Uint8Array, Cause.Done>()
  const nameless = yield* Queue.unbounded<Message>()
  const waiting = new Map<number | string, Deferred.Deferred<Message>>()
  const written: Array<string> = []
  const questions: Array<string> = []
  const send = (message: object) =>
    Queue.offer(stdin, new TextEncoder().encode(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`))

  const received = Effect.fnUntraced(function* (line: string) {
    written.push(line)
    const message = JSON.parse(line) as Message
    if (message.method === "elicitation/create") {
      questions.push(message.params?.message ?? "")
      if (person === undefined || person === "sleeps") return
      yield* person === "fails"
        ? send({ id: message.id, error: { code: -32603, message: "no window" } })
        : send({ id: message.id, result: answers[person] })
    } else if (message.id === null) {
      yield* Queue.offer(nameless, message)
    } else if (message.id !== undefined) {
      const answer = waiting.get(message.id)
      if (answer !== undefined) yield* Deferred.succeed(answer, message)
    }
  })
  let rest = ""
  const stdio = Stdio.layerTest({
    stdin: Stream.fromQueue(stdin),
    stdout: () =>
      Sink.forEach((data: string | Uint8Array) => {
        const lines = (rest + (typeof data === "string" ? data : new TextDecoder().decode(data))).split("\n")
        rest = lines.pop() ?? ""
        return Effect.forEach(lines, received, { discard: true })
      }),
  })

  const budget: Budget | undefined =
    max === undefined ? undefined : yield* withBudget({ max, unit: "usd" })(CurrentBudget)
  const access = Layer.succeed(Access, {
    cloud: options.cloud === true || budget !== undefined,
    spending:
      budget === undefined
        ? undefined
        : ({
            budget,
            approveUnder,
            approvalTimeout: Duration.minutes(5),
            signingKey: crypto.getRandomValues(new Uint8Array(32)),
            made: new Map(),
            underWay: new Set(),
          } satisfies Spending),
  })
  const flags = Layer.mergeAll(
    Layer.succeed(Json, false),
    Layer.succeed(Verbose, false),
    Layer.succeed(Local, false),
    Layer.succeed(Url, Option.none()),
    Layer.succeed(ApiKey, Option.none()),
  )
  const services =
    options.services ?? (yield* Layer.build(Emulator.layerIonQ({ timing: "instant", ...emulator })))
  const connection = Layer.succeed(Connection, {
    services: Effect.succeed(services),
  })
  // In a fiber of its own, which the server interrupts when it ends.
  const server = yield* Effect.forkScoped(
    Layer.launch(
      layer.pipe(Layer.provide([access, connection, flags, stdio]), Layer.provide(NodeServices.layer)),
    ),
  )

  let last = 0
  const envelope =
    generation === "2025-11-25"
      ? {}
      : {
          _meta: {
            "io.modelcontextprotocol/protocolVersion": generation,
            "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
            "io.modelcontextprotocol/clientCapabilities":
              person === undefined ? {} : { elicitation: { form: {} } },
          },
        }
  const ask: Talk["ask"] = Effect.fnUntraced(function* (method, params = {}) {
    const id = ++last
    const answer = yield* Deferred.make<Message>()
    waiting.set(id, answer)
    yield* send({ id, method, params: { ...params, ...envelope } })
    return yield* Deferred.await(answer)
  })
  const tool: Talk["tool"] = Effect.fnUntraced(function* (name, args = {}) {
    const { result, error } = yield* ask("tools/call", { name, arguments: args })
    if (error !== undefined) return yield* Effect.die(new Error(`${name}: ${error.code} ${error.message}`))
    const asked = Object.entries(result?.inputRequests ?? {})
    if (result === undefined || asked.length === 0) return result ?? {}
    questions.push(...asked.map(([, { params }]) => params.message))
    if (person === undefined || person === "fails") return result
    if (person === "sleeps") yield* Effect.sleep("6 minutes")
    const answer = person === "sleeps" ? answers.accepts : answers[person]
    const again = yield* ask("tools/call", {
      name,
      arguments: args,
      requestState: result.requestState,
      inputResponses: Object.fromEntries(asked.map(([key]) => [key, answer])),
    })
    return again.result ?? {}
  })
  if (generation === "2025-11-25") {
    yield* ask("initialize", {
      protocolVersion: generation,
      capabilities: person === undefined ? {} : { elicitation: {} },
      clientInfo: { name: "test", version: "1" },
    })
    yield* send({ method: "notifications/initialized" })
  }
  const jobs = Effect.provide(
    Jobs.use((jobs) => Stream.runCollect(jobs.list())),
    services,
  ).pipe(Effect.orDie)
  const submitElsewhere: Talk["submitElsewhere"] = (request, submissionId) =>
    Effect.provide(
      Jobs.use((jobs) => jobs.submit(request, { submissionId })),
      services,
    ).pipe(
      Effect.map(({ id }) => id),
      Effect.orDie,
    )
  const giveUp = Effect.suspend(() =>
    send({ method: "notifications/cancelled", params: { requestId: last, ...envelope } }),
  ).pipe(Effect.asVoid)
  const say: Talk["say"] = (text, answers) =>
    Effect.andThen(
      Queue.offer(stdin, new TextEncoder().encode(text)),
      Effect.replicateEffect(Queue.take(nameless), answers),
    )
  const hangUp = Effect.andThen(Queue.end(stdin), Effect.asVoid(Fiber.await(server)))
  const talk: Talk = {
    ask,
    giveUp,
    tool,
    questions,
    jobs,
    submitElsewhere,
    written,
    say,
    hangUp,
    services,
  }
  return talk
})

/** The texts of an answer. */
export const textOf = ({ content = [] }: Result): string => content.map(({ text = "" }) => text).join("\n")
