import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, ManagedRuntime, Redacted, Result, Schema, Stream } from "effect"
import { Account, Backends, IonQ, IonQClient, Jobs, Polling, Results, Sessions } from "effect-ionq"
import { IonQApi } from "effect-ionq/IonQApi"
import type { Services } from "effect-ionq/Layer"
import { HttpApi } from "effect/http-api"
import { bell } from "./utils/builders.ts"
import { makeStub, type StubRequest } from "./utils/stub.ts"

/** Runs an effect against a server that knows nothing; gives its end and what was asked. */
const asking = <A, E>(effect: Effect.Effect<A, E, Services>) =>
  Effect.suspend(() => {
    const { layer, requests } = makeStub(() => ({ status: 404, body: { message: "none", statusCode: 404 } }))
    const services = IonQ.layer({ apiKey: Redacted.make("some-long-key") }).pipe(Layer.provide(layer))
    return Effect.map(
      Effect.result(Effect.provide(effect, services)),
      (result): { result: Result.Result<A, unknown>; requests: ReadonlyArray<StubRequest> } => ({
        result,
        requests,
      }),
    )
  })

/** Every endpoint that has ids in its path, and how to call it with one id in all places. */
const endpoints: Array<{ readonly name: string; readonly method: string; readonly path: string }> = []
const literals = new Set<string>()
HttpApi.reflect(IonQApi, {
  onGroup: () => undefined,
  onEndpoint: ({ group, endpoint }) => {
    const { method, path } = endpoint
    if (path.includes(":"))
      endpoints.push({ name: `${group.identifier}.${endpoint.identifier}`, method, path })
    else literals.add(`${method} /v0.4${path}`)
  },
})

const call = ({ name, path }: (typeof endpoints)[number], id: string) =>
  Effect.flatMap(IonQClient, (client) => {
    const [group = "", method = ""] = name.split(".")
    // Every method takes this: the walk over the contract gave its name and its parameters.
    const methods = client as unknown as Record<
      string,
      Record<string, (request: object) => Effect.Effect<unknown, unknown>>
    >
    const params = Object.fromEntries(
      path.split("/").flatMap((part) => (part.startsWith(":") ? [[part.slice(1), id]] : [])),
    )
    const query = { start_date: "2026-07-01", end_date: "2026-07-02", group_by: "job", modality: "daily" }
    return (
      methods[group]?.[method]?.({ params, payload: {}, ...(name === "account.usage" ? { query } : {}) }) ??
      Effect.die(name)
    )
  })

const fragments: ReadonlyArray<string> = [
  ["", ".", "..", "/", "//", "\\", "?", "#", "%", "%2e", "%2F", " ", "\t", "\n", "\r", "\0", "\u007f"],
  ["\ud800", "\udc00", "é", "💥", "\u202e", ",", ";", "&", "=", "+", "@", ":", "~", "-", "_", "*"],
  ["a", "Z", "0", "job", "estimate", "status", "cancel", "results", "constructor", "__proto__"],
].flat()

describe("an id", () => {
  const stub = makeStub(() => ({ status: 404, body: { message: "none", statusCode: 404 } }))
  const runtime = ManagedRuntime.make(
    Layer.provide(IonQ.layer({ apiKey: Redacted.make("some-long-key") }), stub.layer),
  )

  it.effect.prop(
    "of any characters asks the endpoint that is meant, or nothing",
    [Schema.Array(Schema.Literals(fragments)), Schema.Literals(endpoints.map(({ name }) => name))],
    ([parts, name]) =>
      Effect.gen(function* () {
        const endpoint = endpoints.find((each) => each.name === name)!
        const id = parts.join("")
        const before = stub.requests.length
        const failure = yield* Effect.promise(() => runtime.runPromise(Effect.flip(call(endpoint, id))))
        const [request] = stub.requests.slice(before)
        if (request === undefined) {
          expect(failure).toMatchObject({ _tag: "InvalidRequestError" })
          return
        }
        expect(stub.requests).toHaveLength(before + 1)
        const [path = ""] = request.path.split("?")
        expect(request.method).toBe(endpoint.method)
        expect(literals).not.toContain(`${request.method} ${path}`)
        const meant = `/v0.4${endpoint.path}`.split("/")
        expect(path.split("/").map(decodeURIComponent)).toEqual(
          meant.map((part) => (part.startsWith(":") ? id : part)),
        )
      }),
    { arbitrary: { runs: 2000, seed: 20 } },
  )

  it("is in the path of so many endpoints", () => expect(endpoints.length).toBeGreaterThan(20))

  const bad = ["", ".", "..", "a/b", "a b", "\ud800", "a,b", "x".repeat(256)]
  const services: Readonly<Record<string, (id: string) => Effect.Effect<unknown, unknown, Services>>> = {
    "jobs.get": (id) => Effect.flatMap(Jobs, (jobs) => jobs.get(id)),
    "jobs.delete": (id) => Effect.flatMap(Jobs, (jobs) => jobs.delete(id)),
    "jobs.deleteMany": (id) => Effect.flatMap(Jobs, (jobs) => jobs.deleteMany(["a", id])),
    "jobs.cancel": (id) => Effect.flatMap(Jobs, (jobs) => jobs.cancel(id)),
    "jobs.cancelMany": (id) => Effect.flatMap(Jobs, (jobs) => jobs.cancelMany([id, "a"])),
    "jobs.cost": (id) => Effect.flatMap(Jobs, (jobs) => jobs.cost(id)),
    "jobs.clone": (id) => Effect.flatMap(Jobs, (jobs) => jobs.clone(id)),
    "jobs.move": (id) => Effect.flatMap(Jobs, (jobs) => jobs.move(id, {})),
    "jobs.submit to a session": (id) =>
      Effect.flatMap(Jobs, (jobs) => jobs.submit({ ...bell, session_id: id }, { submissionId: false })),
    "jobs.list by ids": (id) => Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ ids: [id] }))),
    "jobs.list by session": (id) =>
      Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ sessionId: id }))),
    "jobs.list by parent": (id) =>
      Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ parentJobId: id }))),
    "jobs.list by submitter": (id) =>
      Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ submitterId: id }))),
    "jobs.list by backend": (id) =>
      Effect.flatMap(Jobs, (jobs) => Stream.runCollect(jobs.list({ backends: ["simulator", id] }))),
    "jobs.listPage by ids": (id) => Effect.flatMap(Jobs, (jobs) => jobs.listPage({ ids: [id] })),
    "polling.await": (id) => Effect.flatMap(Polling, (polling) => polling.await(id)),
    "results.probabilities": (id) => Effect.flatMap(Results, (results) => results.probabilities(id)),
    "sessions.get": (id) => Effect.flatMap(Sessions, (sessions) => sessions.get(id)),
    "sessions.end": (id) => Effect.flatMap(Sessions, (sessions) => sessions.end(id)),
    "sessions.jobs": (id) => Effect.flatMap(Sessions, (sessions) => Stream.runCollect(sessions.jobs(id))),
    "sessions.attach": (id) =>
      Effect.flatMap(Sessions, (sessions) => sessions.attach(id)(Effect.die("attached"))),
    "backends.get": (id) => Effect.flatMap(Backends, (backends) => backends.get(id)),
    "backends.latest": (id) => Effect.flatMap(Backends, (backends) => backends.latest(id)),
    "backends.characterization": (id) =>
      Effect.flatMap(Backends, (backends) => backends.characterization("qpu.forte-1", id)),
    "account.usage": (id) =>
      Effect.flatMap(Account, (account) =>
        account.usage({ organizationId: id, from: "2026-07-01", until: "2026-07-02" }),
      ),
  }
  it.effect.each(Object.entries(services))("that is none is refused before anything is sent: %s", ([, use]) =>
    Effect.gen(function* () {
      for (const id of bad) {
        const { result, requests } = yield* asking(use(id))
        expect({ id, result, requests }).toMatchObject({
          result: { failure: { _tag: "InvalidRequestError", field: expect.stringMatching(/./) } },
          requests: [],
        })
      }
    }),
  )

  it.effect("is one of IonQ's, of the emulator's and of a later time", () =>
    Effect.gen(function* () {
      for (const id of ["617a1f8b-59d4-435d-aa33-695433d7155e", "01J8ZQ_x.y~z", "urn:job:7", "a+b=", "j"]) {
        const { requests } = yield* asking(Effect.flatMap(Jobs, (jobs) => jobs.get(id)))
        expect(requests.map(({ path }) => decodeURIComponent(path))).toEqual([`/v0.4/jobs/${id}`])
      }
    }),
  )

  it.effect("of a submission has characters, not too many, and such as can be sent", () =>
    Effect.gen(function* () {
      for (const id of ["", "x".repeat(40_001), "\ud800", "a\n"]) {
        for (const use of [
          Effect.flatMap(Jobs, (jobs) => Effect.asVoid(jobs.submit(bell, { submissionId: id }))),
          Effect.flatMap(Jobs, (jobs) => Effect.asVoid(jobs.resume(id))),
        ]) {
          const { result, requests } = yield* asking(use)
          expect({ id, result, requests }).toMatchObject({
            result: { failure: { _tag: "InvalidRequestError", field: "submissionId" } },
            requests: [],
          })
        }
      }
    }),
  )

  it.effect("that is missing among many asks for nothing, and not for all", () =>
    Effect.gen(function* () {
      const { result, requests } = yield* asking(
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* Stream.runCollect(jobs.list({ ids: [] }))).toEqual([])
          expect(yield* Stream.runCollect(jobs.list({ backends: [] }))).toEqual([])
          expect((yield* jobs.listPage({ ids: [] })).jobs).toEqual([])
          expect((yield* jobs.listPage({ backends: [] })).jobs).toEqual([])
          return "nothing"
        }),
      )
      expect(result).toEqual(Result.succeed("nothing"))
      expect(requests).toEqual([])
    }),
  )

  it.effect("says what is wrong with it, and the limit where it is too long", () =>
    Effect.gen(function* () {
      for (const [id, message, limit] of [
        ["", "uuid is empty", undefined],
        [".", 'uuid is ".", which is a step in a path', undefined],
        ["..", 'uuid is "..", which is a step in a path', undefined],
        ["a/b", 'uuid has the character "/", which an id cannot have', undefined],
        ["x".repeat(256), "uuid has 256 characters, the limit is 255", 255],
        ["estimate", 'uuid is "estimate", which is another endpoint', undefined],
      ] as const) {
        const { result } = yield* asking(Effect.flatMap(Jobs, (jobs) => jobs.get(id)))
        expect(result).toMatchObject({ failure: { _tag: "InvalidRequestError", field: "uuid", message } })
        expect(Result.isFailure(result) && (result.failure as { limit?: number }).limit).toBe(limit)
      }
      const { requests } = yield* asking(Effect.flatMap(Jobs, (jobs) => jobs.get("x".repeat(255))))
      expect(requests).toHaveLength(1)
    }),
  )

  it.effect("may be a word that is the path of an endpoint elsewhere", () =>
    Effect.gen(function* () {
      for (const [use, path] of [
        [Effect.flatMap(Jobs, (jobs) => jobs.get("whoami")), "/v0.4/jobs/whoami"],
        [Effect.flatMap(Jobs, (jobs) => jobs.get("cancel")), "/v0.4/jobs/cancel"],
        [Effect.flatMap(Jobs, (jobs) => jobs.get("jobs")), "/v0.4/jobs/jobs"],
        [Effect.flatMap(Sessions, (sessions) => sessions.get("estimate")), "/v0.4/sessions/estimate"],
        [Effect.flatMap(Backends, (backends) => backends.get("estimate")), "/v0.4/backends/estimate"],
      ] as const) {
        const { requests } = yield* asking(use as Effect.Effect<unknown, unknown, Services>)
        expect(requests.map((request) => request.path)).toEqual([path])
      }
    }),
  )

  it.effect("in a query or a body is looked at wherever it stands", () =>
    Effect.gen(function* () {
      type Client = IonQClient["Service"]
      const uses: ReadonlyArray<
        readonly [field: string, use: (client: Client) => Effect.Effect<unknown, unknown>]
      > = [
        ["ids.1", (client) => client.jobs.list({ query: { ids: ["a,b/c"] } })],
        ["ids.0", (client) => client.jobs.list({ query: { ids: ["a,b", "c"] } })],
        ["ids.1", (client) => client.jobs.list({ query: { ids: ["a", ""] } })],
        ["ids.0", (client) => client.jobs.deleteMany({ payload: { ids: ["a,b"] } })],
        ["ids.2", (client) => client.jobs.deleteMany({ payload: { ids: ["a", "b", "c/d"] } })],
        ["session_id", (client) => client.jobs.list({ query: { session_id: "a b" } })],
        ["parent_job_id", (client) => client.jobs.list({ query: { parent_job_id: "" } })],
        ["submitter_id", (client) => client.jobs.list({ query: { submitter_id: "a/b" } })],
        ["session_id", (client) => client.jobs.create({ payload: { ...bell, session_id: "." } })],
      ]
      for (const [field, use] of uses) {
        const { result, requests } = yield* asking(Effect.flatMap(IonQClient, use))
        expect({ field, result, requests }).toMatchObject({
          result: { failure: { _tag: "InvalidRequestError", field } },
          requests: [],
        })
      }
      const { requests } = yield* asking(
        Effect.flatMap(IonQClient, (client) => client.jobs.list({ query: { ids: ["a,b"] } })),
      )
      expect(requests.map(({ path }) => path)).toEqual(["/v0.4/jobs?ids=a%2Cb"])
    }),
  )

  it.effect("that is refused is shown to mapError, as any other error", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const services = IonQ.layer({
        apiKey: Redacted.make("some-long-key"),
        mapError: (error) => {
          seen.push(error)
          return error
        },
      }).pipe(Layer.provide(makeStub(() => "silence").layer))
      const error: unknown = yield* Effect.flip(
        Effect.provide(
          Effect.flatMap(IonQClient, (client) => client.jobs.get({ params: { uuid: "" } })),
          services,
        ),
      )
      expect(seen).toEqual([error])
    }),
  )
})
