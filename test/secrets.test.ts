import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Redacted } from "effect"
import { Account, IonQ, IonQClient, Jobs } from "effect-ionq"
import { withOptions } from "effect-ionq/CallOptions"
import * as Emulator from "effect-ionq/emulator"
import { HttpClient } from "effect/http"
import { inTime } from "effect-ionq/emulator"
import { inspect } from "node:util"
import { bell, maxCut } from "./utils/builders.ts"
import { testKey, whoami, withStub } from "./utils/client.ts"
import { inTurn, makeStub, type StubAnswer } from "./utils/stub.ts"
import { observe } from "./utils/observe.ts"

/** Every way in which a value gets into a log by accident. */
const spellings = (value: unknown): ReadonlyArray<string> => {
  const deep = {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxStringLength: null,
    maxArrayLength: null,
  } as const
  return [String(value), inspect(value, deep), inspect(value, { ...deep, customInspect: false }), json(value)]
}

const json = (value: unknown): string => {
  const seen = new Set<unknown>()
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === "bigint") return String(part)
      if (typeof part !== "object" || part === null) return part
      if (seen.has(part)) return "seen"
      seen.add(part)
      return part
    }) ?? ""
  )
}

const expectNoKey = (what: string, value: unknown) => {
  spellings(value).forEach((text, i) =>
    expect(text.includes(testKey), `the key stands in ${what} (${i})`).toBe(false),
  )
}

/** A server that throws the key back, wherever it can. */
const echo: StubAnswer = {
  status: 500,
  body: { message: `bad key ${testKey}`, error: testKey },
  headers: { "x-request-id": testKey },
}

const answers: Record<string, StubAnswer> = {
  "an echoed key": echo,
  "400": { ...echo, status: 400 },
  "401": { ...echo, status: 401 },
  "404": { ...echo, status: 404 },
  "429": { ...echo, status: 429 },
  "a bad body": { status: 200, body: `{"id": "${testKey}` },
  "a bad field": { status: 200, body: { key_id: 7, key_name: testKey } },
  "no connection": { code: "ECONNREFUSED" },
  "no answer": "silence",
}

describe("the key", () => {
  for (const [name, answer] of Object.entries(answers)) {
    it.effect(`is in no error, log or span after ${name}`, () =>
      Effect.gen(function* () {
        const logs: Array<unknown> = []
        const stub = makeStub(inTurn(answer))
        const observed = observe((line) => void logs.push({ ...line, fiber: undefined }))
        const calls = Effect.gen(function* () {
          const jobs = yield* Jobs
          const account = yield* Account
          return [
            yield* Effect.exit(account.whoami),
            yield* Effect.exit(jobs.submit(bell)),
            yield* Effect.exit(jobs.run(bell)),
          ]
        }).pipe(
          Effect.tap(Effect.log),
          Effect.provide(IonQ.layer({ apiKey: Redacted.make(testKey) })),
          Effect.provide(stub.layer),
          Effect.provide(observed.layer),
        )
        const exits: ReadonlyArray<Exit.Exit<unknown, unknown>> = yield* inTime(calls)

        expect(stub.requests[0]?.headers["authorization"]).toBe(`apiKey ${testKey}`)
        for (const exit of exits) {
          expect(Exit.isFailure(exit)).toBe(true)
          expectNoKey("an exit", exit)
          if (Exit.isFailure(exit)) {
            expectNoKey("a pretty cause", Cause.pretty(exit.cause))
            for (const reason of exit.cause.reasons)
              expectNoKey("an error", reason._tag === "Fail" ? reason.error : reason)
          }
        }
        expect(logs.length).toBeGreaterThan(0)
        expectNoKey("a log", logs)
        expect(observed.spans.map((span) => span.name)).toContain("Jobs.submit")
        for (const span of observed.spans) {
          expectNoKey("a span's attributes", [...span.attributes])
          expectNoKey("a span's events", span.events)
          expectNoKey("a span's links", span.links)
          expectNoKey("a span's status", span.status)
          expectNoKey("a span", span)
        }
      }),
    )
  }

  it.effect("is not in the layer, the client or the services", () =>
    Effect.gen(function* () {
      const options = { apiKey: Redacted.make(testKey) }
      const layer = Layer.provide(IonQ.layer(options), makeStub(() => "silence").layer)
      expectNoKey("the options", options)
      expectNoKey("the layer", layer)
      const context = yield* Layer.build(layer)
      expectNoKey("the context", context)
      yield* Effect.provideContext(
        Effect.gen(function* () {
          expectNoKey("the client", yield* IonQClient)
          expectNoKey("the jobs", yield* Jobs)
        }),
        context,
      )
    }),
  )

  it.effect("is redacted in a request that a transport shows", () =>
    Effect.gen(function* () {
      const shown: Array<string> = []
      const spy = Layer.effect(
        HttpClient.HttpClient,
        Effect.map(HttpClient.HttpClient, (client) =>
          HttpClient.tapRequest(client, (request) =>
            Effect.sync(() =>
              shown.push(String(request), inspect(request, { depth: 10 }), JSON.stringify(request)),
            ),
          ),
        ),
      ).pipe(Layer.provide(Emulator.layer({ apiKeys: [Redacted.make(testKey)] })))
      const account = IonQ.layer({ apiKey: Redacted.make(testKey) }).pipe(Layer.provide(spy))
      yield* Effect.provide(
        Effect.flatMap(Account, ({ whoami }) => whoami),
        account,
      )
      for (const text of shown) expect(text.includes(testKey)).toBe(false)
    }),
  )
})

/** A key of whatever characters, as a server may write it. */
const written: Readonly<Record<string, (key: string) => string>> = {
  "as it is": (key) => key,
  "in JSON": (key) => JSON.stringify(key).slice(1, -1),
  "in JSON in JSON": (key) => JSON.stringify(JSON.stringify(key)).slice(3, -3),
  "with every character as \\uXXXX": (key) =>
    key.replaceAll(/[^]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "with \\uXXXX in capitals": (key) =>
    key.replaceAll(/[^]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`),
  "with one character as \\uXXXX": (key) => key.replace("k", String.raw`\u006b`),
  "with \\/ for each slash": (key) =>
    JSON.stringify(key)
      .slice(1, -1)
      .replaceAll("/", String.raw`\/`),
  "in a URL": encodeURIComponent,
  "in a URL twice over": (key) => encodeURIComponent(encodeURIComponent(key)),
  "in HTML": (key) => key.replaceAll(/["'&<>]/g, (c) => `&#${c.charCodeAt(0)};`),
  "with names in HTML": (key) =>
    key.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;"),
}

describe("a key that a server writes in its own way", () => {
  const qctrl = 'qk/"s\\e&c<r%e+t-k'
  const asked = (answer: StubAnswer) =>
    withStub(
      () => answer,
      () =>
        Effect.flatMap(Jobs, (jobs) =>
          Effect.flip(
            jobs.submit(
              { ...maxCut, external_settings: { api_credentials: Redacted.make(qctrl) } },
              { submissionId: false },
            ),
          ),
        ),
    )

  for (const [name, write] of Object.entries(written)) {
    it.effect(`is in no error: ${name}`, () =>
      Effect.gen(function* () {
        const said = write(qctrl)
        const bodies = [`{"message":"bad ${said}"}`, `<p>${said}</p>`, said, `{"message":"${said}`]
        for (const body of bodies) {
          for (const status of [200, 302, 400, 503]) {
            const headers = { "x-request-id": encodeURIComponent(said), location: encodeURIComponent(said) }
            const error = yield* asked({ status, body, headers })
            const text = `${String(error)} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`
            for (const key of [qctrl, said, encodeURIComponent(said)]) {
              expect(text.includes(key), `${status} ${body}`).toBe(false)
              expect(text.includes(JSON.stringify(key).slice(1, -1)), `${status} ${body}`).toBe(false)
            }
            expect(error).toMatchObject({
              requestId: "<redacted>",
              body: expect.stringContaining("<redacted>"),
            })
          }
        }
      }),
    )
  }

  it.effect("is in no error where the body was cut in it", () =>
    Effect.gen(function* () {
      for (const write of Object.values(written)) {
        const body = `{"message":"${write(qctrl)}`
        for (let end = body.length - write(qctrl).length + 24; end <= body.length; end++) {
          const error = yield* asked({ status: 400, body: body.slice(0, end) })
          expect(error).toMatchObject({ body: '{"message":"<redacted>' })
        }
      }
    }),
  )

  it.effect("is taken out of a good answer as well, and nothing else is", () =>
    Effect.gen(function* () {
      const name = (key_name: string) =>
        withStub(
          () => ({ status: 200, body: JSON.stringify({ key_id: "k", key_name, project_id: null }) }),
          () => Effect.map(whoami, (me) => me.key_name),
        )
      expect(yield* name(`lab ${testKey} end`)).toBe("lab <redacted> end")
      const innocent = String.raw`100 % of "\u0041" & <b>\n`
      expect(yield* name(innocent)).toBe(innocent)
    }),
  )

  it.effect("is found where its end makes an escape with what follows", () =>
    Effect.gen(function* () {
      for (const end of ["\\", "%", "%3", "&", "&#", String.raw`\u00`]) {
        const key = `abc<defghi${end}`
        const error = yield* withStub(
          () => ({ status: 400, body: { message: `${key.replace("<", "&lt;")}0041;` } }),
          () =>
            Effect.flatMap(Jobs, (jobs) =>
              Effect.flip(
                jobs.submit(
                  { ...maxCut, external_settings: { api_credentials: Redacted.make(key) } },
                  { submissionId: false },
                ),
              ),
            ),
        )
        expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/defghi/)
      }
    }),
  )

  it.effect("is left where it is shorter than 8 characters: such letters occur in any text", () =>
    Effect.gen(function* () {
      const error = yield* withStub(
        () => ({ status: 400, body: { message: "an error of a test" } }),
        () =>
          Effect.flatMap(Jobs, (jobs) =>
            Effect.flip(
              jobs.submit(
                { ...maxCut, external_settings: { api_credentials: Redacted.make("test") } },
                { submissionId: false },
              ),
            ),
          ),
      )
      expect(error.message).toBe("an error of a test")
    }),
  )

  it.effect("is found in a body of many megabytes, wherever it stands", () =>
    Effect.gen(function* () {
      const said = JSON.stringify(qctrl).slice(1, -1)
      for (const before of [0, 1_048_570, 2_097_150]) {
        // Errors keep 64 KiB; a value has all of it.
        const body = JSON.stringify({ id: "j", status: "submitted", note: "" })
        const note = `${"\\u0041".repeat(before / 6)}${said}${"-".repeat(1_000_000)}`
        const job = yield* withStub(
          () => ({ status: 201, body: body.replace('"note":""', `"note":"${note}"`) }),
          () =>
            Effect.flatMap(Jobs, (jobs) =>
              jobs.submit(
                { ...maxCut, external_settings: { api_credentials: Redacted.make(qctrl) } },
                { submissionId: false },
              ),
            ),
        )
        const text = JSON.stringify(job)
        expect(text.includes(said)).toBe(false)
        expect(text.includes("A<redacted>-") || text.includes('"<redacted>-')).toBe(true)
      }
    }),
  )

  it.effect("is not shown to hooks, when it stands in a header of the caller", () => {
    const seen: Array<unknown> = []
    return withStub(
      () => ({ status: 400, body: { message: "Bearer abcdefgh-secret" } }),
      ({ requests }) =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(
            withOptions({ headers: { "Proxy-Authorization": "Bearer abcdefgh-secret" } })(whoami),
          )
          expect(requests[0]?.headers["proxy-authorization"]).toBe("Bearer abcdefgh-secret")
          expect(error.message).toBe("Bearer <redacted>")
          expect(JSON.stringify(seen)).not.toContain("abcdefgh-secret")
          expect(seen).toMatchObject([{ "proxy-authorization": "<redacted>" }])
        }),
      { onRequest: ({ headers }) => Effect.sync(() => void seen.push({ ...headers })) },
    )
  })
})

describe("a secret", () => {
  /** What an error of a server says that echoes this, where the job held these secrets. */
  const echoed = (message: string, ...secrets: ReadonlyArray<string>) =>
    withStub(
      () => ({ status: 400, body: JSON.stringify({ message }) }),
      () =>
        Effect.flatMap(Jobs, (jobs) =>
          Effect.flip(
            jobs.submit(
              { ...maxCut, external_settings: { api_credentials: Redacted.make(secrets[0] ?? "") } },
              { submissionId: false },
            ),
          ),
        ).pipe(
          withOptions({
            headers: Object.fromEntries(secrets.slice(1).map((secret, i) => [`x-secret-${i}`, secret])),
          }),
        ),
    ).pipe(Effect.map(({ message }) => message))

  it.effect("of 8 characters is one, and of 7 is none", () =>
    Effect.gen(function* () {
      expect(yield* echoed("it is abcdefgh.", "abcdefgh")).toBe("it is <redacted>.")
      expect(yield* echoed("it is abcdefg.", "abcdefg")).toBe("it is abcdefg.")
    }),
  )

  it.effect("is found each time, and next to another", () =>
    Effect.gen(function* () {
      expect(yield* echoed("abcdefgh, abcdefgh", "abcdefgh")).toBe("<redacted>, <redacted>")
      expect(yield* echoed("abcdefghABCDEFGH!", "abcdefgh", "ABCDEFGH")).toBe("<redacted><redacted>!")
    }),
  )

  it.effect("that is a part of another or reaches into one leaves nothing of it", () =>
    Effect.gen(function* () {
      const part = "defghijk"
      const whole = "abcdefghijklmnop"
      expect(yield* echoed(`a ${whole} b ${part} c`, part, whole)).toBe("a <redacted> b <redacted> c")
      expect(yield* echoed(`a ${whole} b ${part} c`, whole, part)).toBe("a <redacted> b <redacted> c")
      expect(yield* echoed("_abcdefgh1234_", "abcdefgh", "efgh1234")).toBe("_<redacted>_")
    }),
  )

  it.effect(
    "is redacted from the characters of a longer text one by one, and the rest stays as it came",
    () =>
      Effect.gen(function* () {
        const odd = 'ab"c<d&e/f'
        const escaped = String.raw`\u0041 &amp; %41 ab&quot;c&lt;d&amp;e/f \u0042 &#66; %42`
        expect(yield* echoed(escaped, odd)).toBe(String.raw`\u0041 &amp; %41 <redacted> \u0042 &#66; %42`)
        for (const written of [
          "ab&#34;c&#60;d&#38;e/f",
          "ab&#x22;c&#x3c;d&#x26;e&#x2F;f",
          "ab&QUOT;c&LT;d&AMP;e/f",
          "ab%22c%3Cd%26e%2ff",
          String.raw`ab\"c<d&e\/f`,
          String.raw`ab\u0022c\u003Cd\u0026e\u002ff`,
        ]) {
          expect(yield* echoed(`(${written})`, odd)).toBe("(<redacted>)")
        }
        const lines = "ab\ncd\tef\rgh\bij\fkl"
        expect(yield* echoed(JSON.stringify(lines), lines)).toBe('"<redacted>"')
      }),
  )

  it.effect("beyond ASCII is found in its UTF-8, and what is no UTF-8 harms nothing", () =>
    Effect.gen(function* () {
      const wide = "schlüssel-€-😀"
      for (const written of [wide, encodeURIComponent(wide), "schl&#252;ssel-&#8364;-&#128512;"]) {
        expect(yield* echoed(`(${written})`, wide)).toBe("(<redacted>)")
      }
      for (const innocent of ["%c3%28 %ff", "&#1114112; &#x110000;", "100 %", "a & b", "%80%80", "%e2%82"]) {
        expect(yield* echoed(innocent, "abcdefgh")).toBe(innocent)
      }
    }),
  )

  it.effect("in a header is what follows its scheme, under whatever name", () =>
    Effect.gen(function* () {
      const said = (name: string, value: string, message: string) =>
        withStub(
          () => ({ status: 400, body: { message } }),
          () => Effect.map(Effect.flip(whoami), (error) => error.message),
        ).pipe(withOptions({ headers: { [name]: value } }))
      for (const name of [
        "proxy-authorization",
        "cookie",
        "x-api-key",
        "x-apikey",
        "x-auth-token",
        "client-secret",
        "X-PASSWORD",
      ]) {
        expect(yield* said(name, "abcdefgh1", "abcdefgh1 is wrong")).toBe("<redacted> is wrong")
        expect(yield* said(name, "Scheme abcdefgh1", "abcdefgh1 is wrong")).toBe("<redacted> is wrong")
        expect(yield* said(name, "my-scheme   abcdefgh1", "abcdefgh1 is wrong")).toBe("<redacted> is wrong")
        // More than one word is no scheme and its credentials.
        expect(yield* said(name, "abc def ghi", "def ghi")).toBe("def ghi")
        expect(yield* said(name, "abc def ghi", "abc def ghi")).toBe("<redacted>")
      }
      expect(yield* said("x-lab", "abcdefgh1", "abcdefgh1 is right")).toBe("abcdefgh1 is right")
    }),
  )

  it.effect("that is cut at the end of a body is redacted from its fourth character on", () =>
    Effect.gen(function* () {
      const cut = (body: string, secret: string) =>
        withStub(
          () => ({ status: 400, body }),
          () =>
            Effect.flatMap(Jobs, (jobs) =>
              Effect.flip(
                jobs.submit(
                  { ...maxCut, external_settings: { api_credentials: Redacted.make(secret) } },
                  { submissionId: false },
                ),
              ),
            ),
        ).pipe(Effect.map((error) => ("body" in error ? error.body : undefined)))
      const secret = "qk-1234567890"
      for (const [body, kept] of [
        ["it is qk-1234567890", "it is <redacted>"],
        ["it is qk-123456", "it is <redacted>"],
        ["it is qk-1", "it is <redacted>"],
        ["it is qk-", "it is qk-"],
        ["qk-1 it is", "qk-1 it is"],
        [String.raw`it is qk-12\u00`, "it is <redacted>"],
        ["it is qk-12%3", "it is <redacted>"],
        ["it is qk-12&#5", "it is <redacted>"],
        ["it is 100 %", "it is 100 %"],
      ] as const) {
        expect(yield* cut(body, secret)).toBe(kept)
      }
    }),
  )
})
