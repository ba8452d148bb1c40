import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Logger, Redacted } from "effect"
import { Account, Backends, IonQ, IonQClient, Jobs, Polling, Results, Sessions } from "effect-ionq"
import {
  CallOptions,
  SharedCall,
  type RequestHead,
  ResponseObserver,
  withOptions,
  withResponses,
} from "effect-ionq/CallOptions"
import type { Drift } from "effect-ionq/Drift"
import type { Options } from "effect-ionq/IonQClient"
import { HttpClient, HttpClientRequest, HttpClientResponse } from "effect/http"
import { inTime } from "effect-ionq/emulator"
import { bell, makeJob, makeSession, maxCut, whoami as whoamiBody } from "./utils/builders.ts"
import { getJob, testKey, whoami, withStub } from "./utils/client.ts"
import { inTurn, type StubAnswer } from "./utils/stub.ts"

const ok: StubAnswer = { status: 200, body: whoamiBody }

/** What is logged while an effect runs, each line with its annotations. */
const logged = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.map(Logger.formatStructured, (entry) => void lines.push(JSON.stringify(entry)))
    return Effect.map(Effect.provide(effect, Logger.layer([logger])), (value) => ({ value, lines }))
  })

describe("hooks", () => {
  it.effect("see each request without the key, and each answer, failed attempts too", () => {
    const seen: Array<string> = []
    return withStub(
      inTurn({ status: 503 }, ok),
      () =>
        Effect.map(inTime(whoami), () => {
          expect(seen).toEqual(["GET /v0.4/whoami", "503", "GET /v0.4/whoami", "200"])
        }),
      {
        onRequest: ({ method, url, headers }) =>
          Effect.sync(() => {
            expect(JSON.stringify({ ...headers })).not.toContain(testKey)
            seen.push(`${method} ${new URL(url).pathname}`)
          }),
        onResponse: ({ status }) => Effect.sync(() => void seen.push(String(status))),
      },
    )
  })

  const broken = { onRequest: () => Effect.fail("no"), onResponse: () => Effect.die("no") }

  it.effect("that fail are logged, and break nothing", () =>
    Effect.gen(function* () {
      const { value, lines } = yield* logged(
        withStub(
          () => ok,
          () => whoami,
          broken,
        ),
      )
      expect(value.key_name).toBe("test")
      expect(lines.filter((line) => line.includes("A hook of the IonQ client failed"))).toHaveLength(2)
    }),
  )

  it.effect("that fail break the call with a typed error when that was asked", () =>
    Effect.gen(function* () {
      const failing: ReadonlyArray<Effect.Effect<never, unknown>> = [
        Effect.fail("no"),
        Effect.fail(new Error("no")),
        Effect.die("no"),
      ]
      for (const failure of failing) {
        const before = yield* logged(
          withStub(
            () => ok,
            ({ requests }) =>
              Effect.map(Effect.flip(whoami), (error) => {
                expect(error).toMatchObject({
                  _tag: "HookError",
                  hook: "onRequest",
                  processed: "no",
                  method: "GET",
                  url: "https://api.ionq.co/v0.4/whoami",
                  message: "The hook onRequest failed: no",
                })
                expect("status" in error).toBe(false)
                expect(requests).toHaveLength(0)
              }),
            { onRequest: () => failure, strictHooks: true },
          ),
        )
        expect(before.lines).toHaveLength(1)
        const after = withStub(
          () => ({ ...ok, headers: { "x-request-id": "r-1" } }),
          () => Effect.flip(whoami),
          { onResponse: () => failure, strictHooks: true },
        )
        expect((yield* logged(after)).value).toMatchObject({
          _tag: "HookError",
          hook: "onResponse",
          processed: "maybe",
          status: 200,
          requestId: "r-1",
          body: JSON.stringify(whoamiBody),
        })
      }
    }),
  )

  it.effect("that throw are no defect either", () =>
    withStub(
      () => ok,
      () => Effect.map(Effect.flip(whoami), ({ _tag }) => expect(_tag).toBe("HookError")),
      {
        strictHooks: true,
        onResponse: () => {
          throw new Error("no")
        },
      },
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("of drift break the call, too, and the error has the answer", () =>
    withStub(
      () => ({ status: 200, body: { ...makeJob(), added: 1 } }),
      () =>
        Effect.map(Effect.flip(getJob), (error) =>
          expect(error).toMatchObject({
            _tag: "HookError",
            hook: "onDrift",
            status: 200,
            processed: "maybe",
          }),
        ),
      { strictHooks: true, onDrift: () => Effect.fail("no") },
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("are not tried again when they fail, and a refusal was not processed", () =>
    Effect.gen(function* () {
      for (const [status, processed] of [
        [304, "maybe"],
        [400, "no"],
        [404, "no"],
        [407, "no"],
        [408, "maybe"],
        [499, "no"],
        [500, "maybe"],
        [429, "maybe"],
        [503, "maybe"],
      ] as const) {
        yield* withStub(
          () => ({ status }),
          ({ requests }) =>
            Effect.map(Effect.flip(getJob), (error) => {
              expect(error).toMatchObject({ _tag: "HookError", status, processed })
              expect(requests).toHaveLength(1)
            }),
          { strictHooks: true, onResponse: () => Effect.fail("no") },
        )
      }
    }).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("that fail do not wait for a body that breaks off", () =>
    Effect.gen(function* () {
      for (const status of [201, 307]) {
        const server = HttpClient.make((request) =>
          Effect.sync(() =>
            HttpClientResponse.fromWeb(
              request,
              new Response(new ReadableStream<Uint8Array>({ pull: (body) => body.error(new Error("cut")) }), {
                status,
              }),
            ),
          ),
        )
        const strict = { strictHooks: true, onResponse: () => Effect.fail("no") }
        for (const [options, tag] of [
          [strict, "HookError"],
          [{}, status === 307 ? "RedirectError" : "ConnectionError"],
        ] as const) {
          const error: { readonly _tag: string } = yield* Effect.flip(
            Effect.provide(
              whoami,
              Layer.provide(
                IonQ.layer({ apiKey: Redacted.make(testKey), retries: 0, ...options }),
                Layer.succeed(HttpClient.HttpClient, server),
              ),
            ),
          )
          expect(error._tag).toBe(tag)
          expect("body" in error).toBe(false)
        }
      }
    }).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("that fail with whatever say it in words", () =>
    Effect.gen(function* () {
      for (const [failure, words] of [
        ["no", "no"],
        [{ message: "no" }, "no"],
        [{ message: 7 }, "[object Object]"],
        [`no ${testKey}`, "no <redacted>"],
        [undefined, "undefined"],
      ] as const) {
        yield* withStub(
          () => ok,
          () =>
            Effect.map(Effect.flip(whoami), ({ message }) =>
              expect(message).toBe(`The hook onRequest failed: ${words}`),
            ),
          { strictHooks: true, onRequest: () => Effect.fail(failure) },
        )
      }
    }).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("that fail do not break what many share", () =>
    withStub(
      () => ({ status: 200, body: makeJob({ id: "j" }) }),
      () =>
        Effect.gen(function* () {
          const polling = yield* Polling
          expect((yield* inTime(polling.await("j"))).id).toBe("j")
        }),
      { strictHooks: true, onResponse: () => Effect.fail("no") },
    ).pipe(Effect.provide(Logger.layer([]))),
  )

  it.effect("see a key nowhere, wherever the caller wrote it", () => {
    const seen: Array<RequestHead> = []
    return withStub(
      () => ok,
      () =>
        Effect.gen(function* () {
          yield* whoami.pipe(
            withOptions({
              headers: { "x-note": `it is ${testKey}`, "x-api-key": "abc", "x-lab": "7" },
              query: { key: testKey },
            }),
          )
          expect(seen).toMatchObject([
            {
              method: "GET",
              url: "https://api.ionq.co/v0.4/whoami?key=<redacted>",
              headers: { "x-note": "it is <redacted>", "x-api-key": "<redacted>", "x-lab": "7" },
            },
          ])
        }),
      { onRequest: (head) => Effect.sync(() => void seen.push(head)) },
    )
  })

  it.effect("that interrupt the call interrupt it, and are no failure", () =>
    withStub(
      () => ok,
      () =>
        Effect.map(Effect.exit(whoami), (exit) => {
          expect(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)).toBe(true)
        }),
      { onRequest: () => Effect.interrupt },
    ),
  )

  it.effect("see a response whose body is cut or never comes, and see it once", () =>
    Effect.gen(function* () {
      const bodies = {
        cut: () =>
          new ReadableStream<Uint8Array>({
            start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":')),
            pull: (controller) => controller.error(new Error("socket hang up")),
          }),
        silent: () => new ReadableStream<Uint8Array>(),
      }
      for (const [name, body] of Object.entries(bodies)) {
        for (const status of [200, 500]) {
          const seen: Array<number> = []
          const server = HttpClient.make((request) =>
            Effect.succeed(
              HttpClientResponse.fromWeb(
                request,
                new Response(body(), { status, headers: { "x-request-id": "r-1" } }),
              ),
            ),
          )
          const services = Layer.provide(
            IonQ.layer({
              apiKey: Redacted.make(testKey),
              retries: 1,
              onResponse: (head) => Effect.sync(() => void seen.push(head.status)),
            }),
            Layer.succeed(HttpClient.HttpClient, server),
          )
          const heads: Array<number> = []
          yield* inTime(
            getJob.pipe(
              Effect.flip,
              Effect.provideService(ResponseObserver, (head) => void heads.push(head.status)),
              Effect.provide(services),
            ),
          )
          // Twice: each attempt has a response of its own.
          expect([name, seen, heads]).toEqual([name, [status, status], [status, status]])
        }
      }
    }),
  )
})

describe("a service", () => {
  it("and a reference have a key that no other library has", () => {
    expect([Account, Backends, IonQClient, Jobs, Polling, Results, Sessions].map(({ key }) => key)).toEqual(
      ["Account", "Backends", "IonQClient", "Jobs", "Polling", "Results", "Sessions"].map(
        (name) => `effect-ionq/${name}`,
      ),
    )
    expect([CallOptions.key, ResponseObserver.key, SharedCall.key]).toEqual([
      "effect-ionq/CallOptions",
      "effect-ionq/CallOptions/ResponseObserver",
      "effect-ionq/CallOptions/SharedCall",
    ])
  })
})

describe("the client's options", () => {
  it.effect("set headers for every request, and a call's own come over them", () =>
    withStub(
      () => ok,
      ({ requests }) =>
        Effect.gen(function* () {
          yield* whoami
          yield* withOptions({ headers: { "x-lab": "8" } })(whoami)
          expect(requests.map(({ headers }) => headers["x-lab"])).toEqual(["7", "8"])
          expect(requests[0]?.headers["authorization"]).toBe(`apiKey ${testKey}`)
        }),
      { headers: { "x-lab": "7", authorization: "none" } },
    ),
  )

  it.effect("choose the statuses that are tried again", () =>
    withStub(
      inTurn({ status: 418 }, { status: 503 }, ok),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* inTime(Effect.flip(whoami))).toMatchObject({ _tag: "ServerError", status: 503 })
          expect(requests).toHaveLength(2)
        }),
      { retryableStatuses: [418] },
    ),
  )

  it.effect("never make a redirect one, nor a POST that may have been done", () =>
    Effect.gen(function* () {
      yield* withStub(
        () => ({ status: 307 }),
        ({ requests }) =>
          Effect.map(inTime(Effect.flip(whoami)), (error) => {
            expect(error._tag).toBe("RedirectError")
            expect(requests).toHaveLength(1)
          }),
        { retryableStatuses: [307] },
      )
      for (const [retryableStatuses, status, sent] of [
        [[418, 429], 418, 1],
        [[418, 429], 429, 3],
        [[418], 429, 1],
      ] as const) {
        yield* withStub(
          () => ({ status }),
          ({ requests }) =>
            Effect.gen(function* () {
              const client = yield* IonQClient
              yield* inTime(Effect.flip(client.jobs.create({ payload: bell })))
              expect(requests).toHaveLength(sent)
            }),
          { retryableStatuses },
        )
      }
    }),
  )

  it.effect("wrap the transport below everything else", () =>
    withStub(
      () => ok,
      ({ requests }) =>
        Effect.map(whoami, () => expect(requests[0]?.headers["x-wrapped"]).toBe(`apiKey ${testKey}`)),
      {
        transport: HttpClient.mapRequest((request) =>
          HttpClientRequest.setHeader(
            request,
            "x-wrapped",
            request.headers["authorization"] ?? "nothing yet",
          ),
        ),
      },
    ),
  )

  it.effect("map errors and keep their types", () => {
    const seen: Array<unknown> = []
    return withStub(
      () => ({ status: 404 }),
      () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(getJob)
          expect(error._tag).toBe("NotFoundError")
          expect(seen).toEqual([error])
        }),
      {
        mapError: (error) => {
          seen.push(error)
          return error
        },
      },
    )
  })

  it.effect("a call's settings inside another's are merged by name", () =>
    withStub(
      () => ok,
      ({ requests }) =>
        Effect.gen(function* () {
          yield* whoami.pipe(
            withOptions({ headers: { "X-Inner": "1", "x-both": "inner" }, query: { b: "inner", c: "1" } }),
            withOptions({ headers: { "X-Both": "outer", "x-outer": "1" }, query: { a: "1", b: "outer" } }),
            withOptions({ retries: 0 }),
          )
          expect(requests[0]?.path).toBe("/v0.4/whoami?a=1&b=inner&c=1")
          expect(requests[0]?.headers).toMatchObject({ "x-inner": "1", "x-both": "inner", "x-outer": "1" })
        }),
    ),
  )

  it.effect("a call's query goes to what the method is for, and not to the job that it reads first", () =>
    withStub(
      ({ method, path }) => {
        if (method === "POST") return { status: 201, body: { id: "j2", status: "submitted" } }
        return { status: 200, body: path.includes("/results/") ? { "1": 1 } : makeJob({ id: "j" }) }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const results = yield* Results
          const asked = withOptions({ query: { region: "eu" } })
          yield* asked(jobs.clone("j"))
          yield* asked(jobs.move("j", { backend: "qpu.forte-1" }))
          yield* asked(results.aggregation("j", "voting"))
          yield* asked(jobs.get("j"))
          expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
            "GET /v0.4/jobs/j",
            "POST /v0.4/jobs/j/clone?region=eu",
            "GET /v0.4/jobs/j",
            "POST /v0.4/jobs/j/move?region=eu",
            "GET /v0.4/jobs/j",
            "GET /v0.4/jobs/j/results/probabilities?region=eu&aggregation=voting",
            "GET /v0.4/jobs/j?region=eu",
          ])
        }),
    ),
  )

  it.effect("the heads of a call's responses are told to all who asked for them", () =>
    withStub(
      () => ok,
      () =>
        Effect.gen(function* () {
          const [[, inner], outer] = yield* withResponses(Effect.andThen(whoami, withResponses(whoami)))
          expect(inner.map(({ status, method }) => [status, method])).toEqual([[200, "GET"]])
          expect(outer).toHaveLength(2)
          // A second run begins anew.
          const again = withResponses(whoami)
          yield* again
          expect((yield* again)[1]).toHaveLength(1)
        }),
    ),
  )

  it.effect("what many share takes nothing from one of them", () =>
    withStub(
      ({ path }) => ({
        status: 200,
        body: path.includes("/sessions") ? makeSession({ id: "s" }) : makeJob({ id: "j" }),
      }),
      ({ requests }) =>
        Effect.gen(function* () {
          const polling = yield* Polling
          const [, heads] = yield* withResponses(polling.await("j")).pipe(
            withOptions({ headers: { "x-lab": "7" }, query: { a: "1" } }),
            inTime,
          )
          expect(heads).toEqual([])
          expect(requests).toHaveLength(1)
          expect(requests[0]?.path).not.toContain("a=1")
          expect(requests[0]?.headers).not.toHaveProperty("x-lab")
        }),
    ),
  )

  it.effect("are in the client's settings, or what they are by default", () =>
    Effect.gen(function* () {
      const settings = Effect.map(IonQClient, (client) => client.settings)
      const asked = (options: Omit<Options, "apiKey">) =>
        withStub(
          () => ok,
          () => settings,
          options,
        )
      expect(yield* asked({})).toMatchObject({ retries: 2, maxSubmissions: 8 })
      const other = yield* asked({ retries: 0, maxSubmissions: 3, retryableStatuses: [418] })
      expect(other).toMatchObject({ retries: 0, maxSubmissions: 3 })
      expect([418, 429, 503].map(other.isRetryable)).toEqual([true, false, false])
      expect([418, 429, 503].map((yield* asked({})).isRetryable)).toEqual([false, true, true])
    }),
  )

  it.effect("hold secrets that no error shows", () =>
    withStub(
      () => ({ status: 400, body: { message: "Basic abcdefgh-lab is wrong" } }),
      () =>
        Effect.map(Effect.flip(getJob), ({ message }) => expect(message).toBe("Basic <redacted> is wrong")),
      { headers: { "Proxy-Authorization": "Basic abcdefgh-lab" } },
    ),
  )

  it.effect("a call may have parameters that the contract does not name", () =>
    withStub(
      () => ok,
      ({ requests }) =>
        Effect.gen(function* () {
          yield* withOptions({ query: { aggregation: "voting" } })(whoami)
          expect(requests[0]?.path).toBe("/v0.4/whoami?aggregation=voting")
        }),
    ),
  )
})

describe("drift", () => {
  const strange = {
    ...makeJob(),
    status: "paused",
    added: 1,
    failure: { code: "NewError", message: "m" },
    stats: { qubits: 2, added: 2 },
  }
  const expected: ReadonlyArray<Drift> = [
    { kind: "unknown word", endpoint: "jobs.get", path: "status", value: "paused" },
    { kind: "unknown field", endpoint: "jobs.get", path: "stats", value: "added" },
    { kind: "unknown field", endpoint: "jobs.get", path: "", value: "added" },
    { kind: "unknown word", endpoint: "jobs.get", path: "failure.code", value: "NewError" },
  ]
  const byPath = (a: Drift, b: Drift) => (`${a.path} ${a.value}` < `${b.path} ${b.value}` ? -1 : 1)

  it.effect("is told once of each kind, in a log and to the hook, and is no failure", () => {
    const told: Array<Drift> = []
    return Effect.gen(function* () {
      const { lines } = yield* logged(
        withStub(
          () => ({ status: 200, body: strange }),
          () =>
            Effect.gen(function* () {
              expect((yield* getJob).status).toBe("paused")
              yield* getJob
            }),
          { onDrift: (drift) => Effect.sync(() => void told.push(drift)) },
        ),
      )
      expect(told.toSorted(byPath)).toEqual([...expected].sort(byPath))
      expect(lines).toHaveLength(expected.length)
      expect(lines.join("\n")).toContain('"path":"failure.code"')
    })
  })

  it.effect("of a server that never repeats itself is told a thousand times and no more", () => {
    let told = 0
    return withStub(
      (_, index) => ({ status: 200, body: { ...makeJob(), status: `word ${index}` } }),
      () =>
        Effect.gen(function* () {
          yield* Effect.repeat(getJob, { times: 1200 })
          expect(told).toBe(1000)
        }),
      { onDrift: () => Effect.sync(() => void told++) },
    ).pipe(Effect.provide(Logger.layer([])))
  })

  it.effect("is an error to a strict client", () =>
    withStub(
      () => ({ status: 200, body: { ...makeJob(), added: 1 } }),
      () =>
        Effect.map(Effect.flip(getJob), (error) =>
          expect(error).toMatchObject({
            _tag: "DecodeError",
            message: 'The response does not match the schema: unknown field "added" at the top',
          }),
        ),
      { strict: true },
    ),
  )

  it.effect("says where it is", () =>
    withStub(
      () => ({ status: 200, body: { ...makeJob(), stats: { qubits: 2, added: 1 } } }),
      () =>
        Effect.map(Effect.flip(getJob), ({ message }) =>
          expect(message).toBe('The response does not match the schema: unknown field "added" at stats'),
        ),
      { strict: true },
    ),
  )

  it.effect("of two kinds is told of each, however their names are put together", () => {
    const told: Array<Drift> = []
    return withStub(
      () => ({ status: 200, body: { ...makeJob(), statsadded: 1, stats: { qubits: 2, added: 2 } } }),
      () => Effect.map(getJob, () => expect(told).toHaveLength(2)),
      { onDrift: (drift) => Effect.sync(() => void told.push(drift)) },
    ).pipe(Effect.provide(Logger.layer([])))
  })

  it.effect("is nothing that a strict client sees in what it knows", () =>
    withStub(
      () => ({ status: 200, body: makeJob() }),
      () => getJob,
      { strict: true },
    ),
  )
})

describe("the Q-CTRL key", () => {
  it.effect("is sent, and is redacted until then", () =>
    withStub(
      () => ({ status: 201, body: { id: "j", status: "submitted" } }),
      ({ requests }) =>
        Effect.gen(function* () {
          yield* (yield* Jobs).submit(maxCut)
          expect(JSON.parse(requests[0]?.body ?? "").external_settings).toEqual({
            api_credentials: "qctrl-key",
          })
          expect(JSON.stringify(maxCut)).not.toContain("qctrl-key")
        }),
    ),
  )

  it.effect("is in no error", () =>
    withStub(
      () => ({ status: 400, body: { message: "bad" } }),
      () =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const refused = { ...maxCut, shots: 0 }
          const wrong = {
            ...maxCut,
            external_settings: { api_credentials: "plain-key" as unknown as Redacted.Redacted },
          }
          for (const request of [maxCut, refused, wrong]) {
            const error: unknown = yield* Effect.flip(jobs.submit(request))
            expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/qctrl-key|plain-key/)
          }
        }),
    ),
  )
})
