import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Logger, Redacted, References, Tracer } from "effect"
import { Account, IonQ, IonQClient, Jobs } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { HttpClient } from "effect/http"
import { inspect } from "node:util"
import { bell } from "./utils/builders.ts"
import { testKey } from "./utils/client.ts"
import { inTime } from "./utils/clock.ts"
import { inTurn, makeStub, type StubAnswer } from "./utils/stub.ts"

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
        const spans: Array<Tracer.NativeSpan> = []
        const stub = makeStub(inTurn(answer))
        const tracer = Tracer.make({
          span: (options) => {
            const span = new Tracer.NativeSpan(options)
            spans.push(span)
            return span
          },
        })
        const observe = Layer.mergeAll(
          Logger.layer([Logger.make((entry) => void logs.push({ ...entry, fiber: undefined }))]),
          Layer.succeed(References.MinimumLogLevel, "Trace"),
          Layer.succeed(Tracer.Tracer, tracer),
        )
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
          Effect.provide(observe),
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
        expect(spans.map((span) => span.name)).toContain("Jobs.submit")
        for (const span of spans) {
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
