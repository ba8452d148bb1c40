/** A client of a platform that is not IonQ: another contract, other errors, a token that is refreshed. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Logger, References, Result, Schema, Stream } from "effect"
import { withOptions } from "effect-ionq/CallOptions"
import * as Content from "effect-ionq/Content"
import { HttpApi, HttpApiEndpoint, HttpApiGroup, HttpApiMiddleware, HttpApiSchema } from "effect/http-api"
import { AnyContent } from "../../src/client/annotations.ts"
import { contractOf } from "../../src/client/contractOf.ts"
import { messageIn } from "../../src/client/errorBody.ts"
import { follow } from "../../src/client/followServerLink.ts"
import { makeClient } from "../../src/client/make.ts"
import type { ClientOptions } from "../../src/client/ClientOptions.ts"
import type { Credentials, ErrorResponse, Platform } from "../../src/client/platform.ts"
import { drive } from "../utils/clock.ts"
import { inTurn, makeStub, type Stub, type StubAnswer } from "../utils/stub.ts"

const fields = { status: Schema.Int, message: Schema.String, body: Schema.optionalKey(Schema.String) }

class UnauthorizedError extends Schema.TaggedError<UnauthorizedError>()("LabUnauthorizedError", fields) {}
class NotThereError extends Schema.TaggedError<NotThereError>()("LabNotThereError", fields) {}
class InvalidError extends Schema.TaggedError<InvalidError>()("LabInvalidError", {
  ...fields,
  names: Schema.Array(Schema.String),
}) {}
class LabServerError extends Schema.TaggedError<LabServerError>()("LabServerError", {
  ...fields,
  wait: Schema.optionalKey(Schema.Finite),
}) {}
class SignedOutError extends Schema.TaggedError<SignedOutError>()("LabSignedOutError", {
  url: Schema.String,
}) {}

type Declared = UnauthorizedError | NotThereError | InvalidError
type Other = LabServerError | SignedOutError | InvalidError

const Note = Schema.Struct({ id: Schema.String, text: Schema.String })
const Unauthorized = UnauthorizedError.pipe(HttpApiSchema.status(401))
const NotThere = NotThereError.pipe(HttpApiSchema.status(404))
const Invalid = InvalidError.pipe(HttpApiSchema.status(400))

class SignedIn extends HttpApiMiddleware.Service<SignedIn>()("test/Lab/SignedIn", { error: Unauthorized }) {}

const id = { params: { id: Schema.String } }

class Lab extends HttpApi.make("Lab").add(
  HttpApiGroup.make("notes")
    .add(HttpApiEndpoint.get("get", "/notes/:id", { ...id, success: Note, error: NotThere }))
    .add(
      HttpApiEndpoint.post("create", "/notes", {
        payload: Schema.Struct({ text: Schema.String }),
        success: Note.pipe(HttpApiSchema.status(201)),
        error: Invalid,
      }),
    )
    .add(HttpApiEndpoint.delete("delete", "/notes/:id", { ...id, success: HttpApiSchema.NoContent }))
    .add(
      HttpApiEndpoint.get("raw", "/notes/:id/raw", { ...id, success: Schema.Unknown }).annotate(
        AnyContent,
        true,
      ),
    )
    .middleware(SignedIn),
  HttpApiGroup.make("server").add(
    HttpApiEndpoint.get("health", "/health", { success: Schema.Struct({ code: Schema.Int }) }),
  ),
) {}

const namesIn = (json: unknown): ReadonlyArray<string> =>
  typeof json === "object" &&
  json !== null &&
  "data" in json &&
  typeof json.data === "object" &&
  json.data !== null
    ? Object.keys(json.data)
    : []

const refusalOf = ({ facts: { status, body }, json }: ErrorResponse) => ({
  status,
  message: messageIn(json) ?? `HTTP ${status}`,
  ...(body === undefined ? {} : { body }),
})

const platform: Platform<typeof Lab, Declared, Other> = {
  name: "Lab",
  contract: contractOf(Lab),
  declaredError: (response) => {
    const refusal = refusalOf(response)
    if (refusal.status === 401) return new UnauthorizedError(refusal)
    if (refusal.status === 404) return new NotThereError(refusal)
    return new InvalidError({ ...refusal, names: namesIn(response.json) })
  },
  otherError: (response) => {
    const refusal = refusalOf(response)
    const names = namesIn(response.json)
    if (names.length > 0) return new InvalidError({ ...refusal, names })
    const { retryAfter } = response
    return new LabServerError({ ...refusal, ...(retryAfter === undefined ? {} : { wait: retryAfter }) })
  },
  isRetryableStatus: (status) => status === 429 || status >= 500,
  // A 500 that names fields is a refusal.
  mayRetryStatus: (error, { idempotent, isRetryable }) =>
    error._tag === "LabServerError" && isRetryable(error.status) && (idempotent || error.status === 429),
  ids: {
    fields: [],
    wrongIn: (text) => (/^[a-z0-9]{4}$/.test(text) ? undefined : "is not four of a-z and 0-9"),
  },
  rateLimitKey: "lab",
  settings: {
    baseUrl: "LAB_URL",
    exampleUrl: "https://lab.example",
    credentials: "LAB_TOKEN",
    credentialsName: "token",
  },
}

/** Bearer tokens that are numbered, and end by themselves or when they were refused. */
const makeTokens = (isSignedIn = true) => {
  let number = 1
  const state = { asked: [] as Array<string> }
  const token = () => `bearer-token-${number}-0123456789`
  const credentials: Credentials<Other> = {
    secrets: [],
    headers: ({ name, isPublic }) => {
      state.asked.push(name)
      return isPublic ? Effect.succeed({}) : Effect.sync(() => ({ authorization: `Bearer ${token()}` }))
    },
    renew: () => (error) =>
      Effect.sync(() => {
        if (error._tag !== "LabUnauthorizedError") return false
        number++
        return true
      }),
    missing: ({ isPublic }, { url }) => (!isSignedIn && !isPublic ? new SignedOutError({ url }) : undefined),
  }
  return { ...state, credentials, token, next: () => void number++ }
}

const make = (stub: Stub, tokens: ReturnType<typeof makeTokens>, options: ClientOptions = {}) =>
  makeClient(platform, tokens.credentials, { ...options, baseUrl: "http://127.0.0.1/api" }).pipe(
    Effect.provide(stub.layer),
  )

type Methods = Effect.Success<ReturnType<typeof make>>["methods"]

const note = { id: "ab12", text: "hello" }
const ok = { status: 200, body: note }
const get = { params: { id: "ab12" } }

/** Runs a call against a server that answers in turn. */
const calling = <A, E>(
  answers: ReadonlyArray<StubAnswer> | Parameters<typeof makeStub>[0],
  call: (client: Methods) => Effect.Effect<A, E>,
  options?: ClientOptions,
) =>
  Effect.gen(function* () {
    const stub = makeStub(typeof answers === "function" ? answers : inTurn(...answers))
    const tokens = makeTokens()
    const { methods } = yield* make(stub, tokens, options)
    const result = yield* drive(Effect.result(call(methods)))
    return { result, requests: stub.requests, times: stub.times, tokens }
  })

describe("a client of another platform", () => {
  it.effect("calls its contract under its base URL, with its credentials where they are needed", () =>
    Effect.gen(function* () {
      const { result, requests, tokens } = yield* calling(
        [ok, { status: 200, body: { code: 200 } }],
        (client) => Effect.all([client.notes.get(get), client.server.health()]),
      )
      expect(result).toEqual(Result.succeed([note, { code: 200 }]))
      expect(requests.map(({ path }) => path)).toEqual(["/api/notes/ab12", "/api/health"])
      expect(requests.map(({ headers }) => headers["authorization"])).toEqual([
        `Bearer ${tokens.token()}`,
        undefined,
      ])
      expect(tokens.asked).toEqual(["notes.get", "server.health"])
    }),
  )

  it.effect("asks for the token before each attempt", () =>
    Effect.gen(function* () {
      const tokens = makeTokens()
      const stub = makeStub((_, index) => {
        tokens.next()
        return index === 0 ? { status: 503 } : ok
      })
      const { methods } = yield* make(stub, tokens)
      yield* drive(methods.notes.get(get))
      yield* methods.notes.get(get)
      expect(stub.requests.map(({ headers }) => headers["authorization"])).toEqual(
        [1, 2, 3].map((number) => `Bearer bearer-token-${number}-0123456789`),
      )
    }),
  )

  it.effect("renews a token that was refused once, and sends again whatever the method is", () =>
    Effect.gen(function* () {
      const created = { status: 201, body: note }
      const create = yield* calling([{ status: 401 }, created], (client) =>
        client.notes.create({ payload: { text: "hello" } }),
      )
      expect(create.result).toEqual(Result.succeed(note))
      expect(create.requests.map(({ headers }) => headers["authorization"]?.slice(-12, -11))).toEqual([
        "1",
        "2",
      ])
      const refused = yield* calling([{ status: 401 }], (client) => client.notes.get(get))
      expect(refused.result).toMatchObject({ failure: { _tag: "LabUnauthorizedError", status: 401 } })
      expect(refused.requests).toHaveLength(2)
    }),
  )

  it.effect("sends nothing where credentials are missing and needed", () =>
    Effect.gen(function* () {
      const stub = makeStub(() => ({ status: 200, body: { code: 200 } }))
      const { methods, setup } = yield* make(stub, makeTokens(false))
      const url = "http://127.0.0.1/api/notes/ab12"
      expect(yield* Effect.flip(methods.notes.get(get))).toEqual(new SignedOutError({ url }))
      const link = follow(setup, { declared: new Set(), isPublic: false })
      expect(yield* Effect.flip(link("/files/1"))).toMatchObject({ _tag: "LabSignedOutError" })
      yield* methods.server.health()
      expect(stub.requests).toHaveLength(1)
    }),
  )

  it.effect("has its own errors, told apart by what an endpoint declares", () =>
    Effect.gen(function* () {
      const body = { status: 404, message: "The requested resource wasn't found.", data: {} }
      const missing = yield* calling([{ status: 404, body }], (client) => client.notes.get(get))
      expect(missing.result).toEqual(
        Result.fail(new NotThereError({ status: 404, message: body.message, body: JSON.stringify(body) })),
      )
      const undeclared = yield* calling([{ status: 404, body }], (client) =>
        client.notes.create({ payload: { text: "" } }),
      )
      expect(undeclared.result).toMatchObject({ failure: { _tag: "LabServerError", status: 404 } })
      const invalid = { status: 400, message: "Failed.", data: { text: { code: "validation_required" } } }
      const refused = yield* calling([{ status: 400, body: invalid }], (client) =>
        client.notes.create({ payload: { text: "" } }),
      )
      expect(refused.result).toMatchObject({ failure: { _tag: "LabInvalidError", names: ["text"] } })
    }),
  )

  it.effect("tries again by its own rules", () =>
    Effect.gen(function* () {
      const named = { status: 500, body: { message: "Failed to save.", data: { text: { code: "x" } } } }
      const create = { payload: { text: "hello" } }
      const tries = Effect.fnUntraced(function* (answer: StubAnswer, isPost: boolean) {
        const { requests } = yield* calling([answer, answer, answer, ok], (client) =>
          isPost ? client.notes.create(create) : client.notes.get(get),
        )
        return requests.length
      })
      expect(yield* tries({ status: 503 }, false)).toBe(3)
      expect(yield* tries({ status: 503 }, true)).toBe(1)
      expect(yield* tries({ status: 429 }, true)).toBe(3)
      expect(yield* tries(named, false)).toBe(1)
      expect(yield* tries({ status: 404 }, false)).toBe(1)
      expect(yield* tries({ code: "ECONNREFUSED" }, true)).toBe(3)
      expect(yield* tries({ code: "ECONNRESET" }, true)).toBe(1)
      const chosen = yield* calling([{ status: 418 }, ok], (client) => client.notes.get(get), {
        retryableStatuses: [418],
      })
      expect(chosen.requests).toHaveLength(2)
    }),
  )

  it.effect("reads a page of HTML with 200 as a DecodeError, and a success without a body as nothing", () =>
    Effect.gen(function* () {
      const html = yield* calling(
        [{ status: 200, body: "<!doctype html>", headers: { "content-type": "text/html" } }],
        (client) => client.notes.get(get),
      )
      expect(html.result).toMatchObject({ failure: { _tag: "DecodeError", body: "<!doctype html>" } })
      const wrong = yield* calling([{ status: 200, body: { id: 7 } }], (client) => client.notes.get(get))
      expect(wrong.result).toMatchObject({ failure: { _tag: "DecodeError" } })
      const gone = yield* calling([{ status: 204 }], (client) => client.notes.delete(get))
      expect(gone.result).toEqual(Result.succeed(undefined))
    }),
  )

  it.effect("gives the body of an endpoint of any content as a stream", () =>
    Effect.gen(function* () {
      const { result } = yield* calling(
        [{ status: 200, body: "a,b", headers: { "content-type": "text/csv" } }],
        (client) =>
          Effect.flatMap(client.notes.raw(get), (content) =>
            Effect.map(Content.text(content), (text) => [content.mediaType, text]),
          ),
      )
      expect(result).toEqual(Result.succeed(["text/csv", "a,b"]))
    }),
  )

  it.effect("keeps every token out of errors, contents, logs and hooks", () =>
    Effect.gen(function* () {
      const told: Array<unknown> = []
      const logger = Logger.make(({ message }) => void told.push(message))
      const echo = (status: number) => (request: { readonly headers: Readonly<Record<string, string>> }) => {
        const text = request.headers["authorization"]?.slice(7) ?? ""
        // As an escape in JSON, as a name, and as it is.
        const escaped = [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")
        const body = `{"id":7,"message":"no ${escaped}","data":{"${escaped}":1},"new":"${text}"}`
        return { status, body, headers: { "x-request-id": text, location: `/?token=${text}` } }
      }
      const options: ClientOptions = {
        retries: 0,
        strictHooks: true,
        onRequest: (request) => Effect.sync(() => void told.push(request)),
        onResponse: (response) => Effect.sync(() => void told.push(response)),
        onDrift: (drift) => Effect.sync(() => void told.push(drift)),
      }
      for (const status of [200, 302, 400, 401, 404, 500]) {
        const { result } = yield* calling(
          echo(status),
          (client) =>
            status === 400 ? client.notes.create({ payload: { text: "" } }) : client.notes.get(get),
          options,
        ).pipe(Effect.provide(Logger.layer([logger])))
        expect(Result.isFailure(result)).toBe(true)
        told.push(result, Result.isFailure(result) && String(result.failure))
      }
      const raw = yield* calling(
        echo(200),
        (client) => Effect.flatMap(client.notes.raw(get), Content.text),
        options,
      )
      told.push(raw.result)
      expect(JSON.stringify(told)).toContain("<redacted>")
      expect(JSON.stringify(told)).not.toContain("token-1")
      expect(JSON.stringify(told)).not.toContain("token-2")
    }),
  )

  it.effect("refuses ids that are none of its own, before anything is sent", () =>
    Effect.gen(function* () {
      for (const id of ["", "..", "AB12", "ab123"]) {
        const { result, requests } = yield* calling([ok], (client) => client.notes.get({ params: { id } }))
        expect(result).toMatchObject({ failure: { _tag: "InvalidRequestError", field: "id" } })
        expect(requests).toEqual([])
      }
      const { result } = yield* calling([ok], (client) =>
        client.notes.get(get).pipe(withOptions({ retries: -1 })),
      )
      expect(result).toMatchObject({ failure: { _tag: "InvalidRequestError", field: "retries" } })
    }),
  )

  it.effect("names its own settings, and itself in logs", () =>
    Effect.gen(function* () {
      const { layer } = makeStub(() => ok)
      const wrong = makeClient(platform, makeTokens().credentials, { baseUrl: "lab" })
      expect(yield* Effect.flip(Effect.provide(wrong, layer))).toMatchObject({
        _tag: "ConfigurationError",
        setting: "LAB_URL",
        message: 'The base URL "lab" is not an http(s) URL, such as https://lab.example',
      })
      const logs: Array<unknown> = []
      const logger = Logger.make(({ message }) => void logs.push(message))
      yield* calling([{ status: 200, body: { ...note, a: 1 } }], (client) => client.notes.get(get)).pipe(
        Effect.provide(Logger.layer([logger])),
        Effect.provideService(References.MinimumLogLevel, "Info"),
      )
      expect(logs.flat()).toEqual(["Lab sent data that this version does not know"])
    }),
  )

  it.effect("follows the links of its server, and no others", () =>
    Effect.gen(function* () {
      const stub = makeStub(() => ({ status: 200, body: "file" }))
      const { setup } = yield* make(stub, makeTokens())
      const link = follow(setup, { declared: new Set([404]), isPublic: false })
      const content = yield* link("/files/1")
      expect(yield* Stream.mkString(Stream.decodeText(content.stream))).toBe("file")
      expect(stub.requests[0]).toMatchObject({
        path: "/files/1",
        headers: { authorization: "Bearer bearer-token-1-0123456789" },
      })
      expect(yield* Effect.flip(link("https://elsewhere.example/"))).toMatchObject({
        _tag: "ForeignUrlError",
      })
    }),
  )
})

/** The error channels are exact: what the endpoint declares, and what any call can end in. */
type Tag<M extends (...args: never) => Effect.Effect<unknown, unknown>> = (Effect.Error<ReturnType<M>> & {
  readonly _tag: string
})["_tag"]
type Call =
  | "ConnectionError"
  | "RequestTimeoutError"
  | "RedirectError"
  | "HookError"
  | "DecodeError"
  | "InvalidRequestError"
  | Other["_tag"]
type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
true satisfies Equal<Tag<Methods["server"]["health"]>, Call>
true satisfies Equal<Tag<Methods["notes"]["get"]>, Call | "LabNotThereError" | "LabUnauthorizedError">
