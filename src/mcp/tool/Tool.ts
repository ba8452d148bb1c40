import { Cause, Context, Effect, Result, Schema } from "effect"
import * as McpSchema from "effect/ai/McpSchema"
import { McpServer } from "effect/ai/McpServer"
import { scrub, Secrets } from "../../cli/terminal/scrub.ts"

/** A picture beside an answer. */
export interface Picture {
  readonly name: string
  readonly svg: string
}

/** The answer of a tool, as data and as a short text. */
export interface Answer<A> {
  readonly data: A
  readonly text: string
  readonly pictures?: ReadonlyArray<Picture>
}

/** What a client may assume about a tool. */
export interface Hints {
  readonly readOnly: boolean
  readonly destructive?: boolean
  /** Whether a repeated call changes nothing more. */
  readonly idempotent?: boolean
  /** Whether the tool sends requests to IonQ. */
  readonly openWorld: boolean
}

type Fields = Schema.Struct.Fields & Readonly<Record<string, Schema.Codec<unknown, unknown>>>

/** The description and the action of a tool. */
export interface Options<Input extends Fields, Output extends Fields, E, R> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: Schema.Struct<Input>
  readonly output: Schema.Struct<Output>
  readonly hints: Hints
  readonly run: (
    input: Schema.Struct<Input>["Type"],
  ) => Effect.Effect<Answer<Schema.Struct<Output>["Type"]> | McpSchema.InputRequired, E, R>
}

/** An action whose module is loaded when it is called. */
export const lazily =
  <Module, Input, A, E, R>(
    load: () => Promise<Module>,
    action: (module: Module) => (input: Input) => Effect.Effect<A, E, R>,
  ) =>
  (input: Input): Effect.Effect<A, E, R> =>
    Effect.flatMap(Effect.promise(load), (module) => action(module)(input))

/**
 * The JSON Schema of an object. It omits the bounds that every integer has, because a model reads it with each list of
 * tools.
 */
const jsonSchemaOf = (schema: Schema.Struct<Fields>): McpSchema.ToolJson => {
  if (Object.keys(schema.fields).length === 0) return { type: "object", additionalProperties: false }
  const document = Schema.toJsonSchemaDocument(schema, { onExcessProperty: "error" })
  return { ...plainBounds(document.schema), type: "object" }
}

const plainBounds = (schema: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]: readonly [string, unknown]) => {
      if (value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER) return []
      if (typeof value !== "object" || value === null || Array.isArray(value)) return [[key, value]]
      return [[key, plainBounds(value)]]
    }),
  )

const block = (text: string) => McpSchema.TextContent.make({ text })

const attached = (name: string, svg: string) =>
  McpSchema.EmbeddedResource.make({
    resource: { uri: `ionq://pictures/${name}.svg`, mimeType: "image/svg+xml", text: svg },
  })

const refusal = (text: string) => new McpSchema.CallToolResult({ isError: true, content: [block(text)] })

/** A copy of a value without the API keys that this process has read. */
const scrubbed = (value: unknown, secrets: ReadonlySet<string>): unknown => {
  if (typeof value === "string") return scrub(value, secrets)
  if (Array.isArray(value)) return value.map((each) => scrubbed(each, secrets))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [scrub(key, secrets), scrubbed(each, secrets)]),
  )
}

/** An error as text for the model. A defect is logged, and the text has no details of it. */
const failed = Effect.fnUntraced(function* (name: string, cause: Cause.Cause<unknown>) {
  const found = Cause.findFail(cause)
  if (Result.isFailure(found) || Cause.hasDies(cause)) {
    yield* Effect.logError(`${name} failed: ${Cause.pretty(cause)}`)
    return "Internal error: the log of the server has the cause."
  }
  const { explained } = yield* Effect.promise(() => import("../errors/explained.ts"))
  return explained(found.success.error)
})

/**
 * Registers a tool. Unlike a tool of `McpServer.toolkit`, it may request input from the client in both generations of
 * the protocol, and its text does not repeat its data. Unknown parameters are rejected, because a misspelled one would
 * otherwise be ignored.
 */
export const register = <Input extends Fields, Output extends Fields, E, R>(
  options: Options<Input, Output, E, R>,
): Effect.Effect<void, never, McpServer | Exclude<R, McpSchema.McpRequestContext>> =>
  Effect.gen(function* () {
    const server = yield* McpServer
    const services = yield* Effect.context<Exclude<R, McpSchema.McpRequestContext>>()
    const { name, title, description, input, output, hints } = options
    const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(input))
    const encode = Schema.encodeEffect(Schema.toCodecJson(output))

    const answered = Effect.fnUntraced(function* ({
      data,
      text,
      pictures = [],
    }: Answer<Schema.Struct<Output>["Type"]>) {
      const secrets = yield* Secrets
      const structured = yield* Effect.orDie(encode(data))
      return new McpSchema.CallToolResult({
        structuredContent: scrubbed(structured, secrets),
        content: [
          block(scrub(text, secrets)),
          ...pictures.map(({ name, svg }) => attached(name, scrub(svg, secrets))),
        ],
      })
    })

    const call = Effect.fn(`mcp.${name}`)(function* (payload: unknown) {
      const read = yield* Effect.result(decode(payload ?? {}, { onExcessProperty: "error", errors: "all" }))
      if (Result.isFailure(read)) {
        const words = read.failure.message.replaceAll(/\s*\n\s*/g, " ")
        return refusal(`The parameters of ${name} are not valid: ${scrub(words, yield* Secrets)}`)
      }
      const result = yield* options.run(read.success)
      return result instanceof McpSchema.InputRequired ? result : yield* answered(result)
    })

    yield* server.addTool({
      tool: new McpSchema.Tool({
        name,
        title,
        description,
        inputSchema: jsonSchemaOf(input),
        outputSchema: jsonSchemaOf(output),
        annotations: {
          title,
          readOnlyHint: hints.readOnly,
          destructiveHint: hints.destructive ?? false,
          idempotentHint: hints.idempotent ?? hints.readOnly,
          openWorldHint: hints.openWorld,
        },
      }),
      annotations: Context.empty(),
      services,
      handle: (payload) =>
        call(payload).pipe(
          Effect.catchCause((cause) =>
            Cause.hasInterrupts(cause)
              ? Effect.interrupt
              : Effect.zipWith(failed(name, cause), Secrets, (text, secrets) =>
                  refusal(scrub(text, secrets)),
                ),
          ),
          // The server adds the services above to those of the request, so the cast holds.
          (effect) => effect as Effect.Effect<McpSchema.CallToolResult, never, McpSchema.McpRequestContext>,
        ),
    })
  })
