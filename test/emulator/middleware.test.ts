import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { IonQClient } from "effect-ionq"
import { serve } from "effect-ionq/emulator/serve"
import type { JobsQuery } from "effect-ionq/IonQApi"
import { HttpServer } from "effect/http"
import { bell, multi } from "../utils/builders.ts"
import { after, create, emulated, inMemory, raw, see } from "../utils/emulator.ts"

describe("who is let in", () => {
  it.effect("in IonQ's words", () =>
    Effect.gen(function* () {
      const unauthorized = {
        status: 401,
        body: {
          error: "Unauthorized Error",
          message:
            "Invalid key provided. See https://docs.ionq.com/#authentication for details, or email support@ionq.co for help.",
          statusCode: 401,
        },
      }
      expect(yield* raw("GET", "/v0.4/whoami", { key: "wrong" })).toMatchObject(unauthorized)
      expect(yield* raw("GET", "/v0.4/whoami", { key: undefined })).toMatchObject(unauthorized)
      expect(yield* raw("GET", "/v0.4/whoami", { key: "asleep" })).toMatchObject({
        status: 403,
        body: { error: "Forbidden Error", statusCode: 403 },
      })
      expect(yield* raw("GET", "/v0.4/whoami", { key: "second" })).toMatchObject({ status: 200 })
      expect(yield* raw("GET", "/v0.4/backends", { key: undefined })).toMatchObject({ status: 200 })
    }).pipe(
      inMemory({
        apiKeys: [Redacted.make("first"), Redacted.make("second")],
        forbiddenKeys: [Redacted.make("asleep")],
      }),
    ),
  )
})

describe("a path that there is not", () => {
  it.effect("gets IonQ's 404, and so does a method that a path does not take", () =>
    Effect.gen(function* () {
      const missing = {
        status: 404,
        body: {
          error: "Not Found Error",
          message:
            "Resource not found. See https://docs.ionq.com/ for details, or email support@ionq.co for help.",
          statusCode: 404,
        },
      }
      expect(yield* raw("GET", "/v0.4/nowhere")).toMatchObject(missing)
      expect(yield* raw("GET", "/v0.3/jobs")).toMatchObject(missing)
      expect(yield* raw("PATCH", "/v0.4/jobs")).toMatchObject(missing)
      expect(yield* raw("DELETE", "/v0.4/jobs/a/b/c")).toMatchObject(missing)
      expect((yield* raw("HEAD", "/v0.4/whoami")).status).toBe(200)
    }).pipe(inMemory()),
  )

  it.effect("every answer of the API has an id of its own", () =>
    Effect.gen(function* () {
      const ids = yield* Effect.forEach(["/v0.4/whoami", "/v0.4/nowhere", "/v0.4/jobs/none"], (path) =>
        Effect.map(raw("GET", path), ({ headers }) => headers["x-request-id"]),
      )
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(new Set(ids).size).toBe(3)
    }).pipe(inMemory()),
  )
})

describe("a page of another origin", () => {
  it.effect("may ask first, and then read answers and errors alike", () =>
    Effect.gen(function* () {
      const url = HttpServer.formatAddress((yield* HttpServer.HttpServer).address)
      const ask = (path: string, init: RequestInit) => Effect.promise(() => fetch(url + path, init))
      const headers = { origin: "https://lab.example", authorization: "apiKey emulator-key" }
      const preflight = yield* ask("/v0.4/jobs/status/cancel", {
        method: "OPTIONS",
        headers: {
          origin: "https://lab.example",
          "access-control-request-method": "PUT",
          "access-control-request-headers": "authorization,content-type",
        },
      })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get("access-control-allow-origin")).toBe("*")
      expect(preflight.headers.get("access-control-allow-methods")).toContain("PUT")
      expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization,content-type")
      for (const [path, status] of [
        ["whoami", 200],
        ["jobs/none", 404],
        ["nowhere", 404],
      ] as const) {
        const answer = yield* ask(`/v0.4/${path}`, { headers })
        expect(answer.status).toBe(status)
        expect(answer.headers.get("access-control-allow-origin")).toBe("*")
        expect(answer.headers.get("access-control-expose-headers")).toContain("x-request-id")
      }
      const admin = yield* ask("/emulator/faults", { headers })
      expect(admin.headers.get("access-control-allow-origin")).toBeNull()
    }).pipe(Effect.provide(serve({ timing: "instant", origins: ["https://lab.example"] }))),
  )

  it.effect("two emulators of one program keep their jobs apart", () =>
    Effect.gen(function* () {
      const urls = yield* Effect.forEach([serve(), serve()], (layer) =>
        Effect.map(Layer.build(layer), (context) =>
          HttpServer.formatAddress(Context.get(context, HttpServer.HttpServer).address),
        ),
      )
      const headers = { authorization: "apiKey emulator-key", "content-type": "application/json" }
      const count = (url: string | undefined) =>
        Effect.promise(async () => {
          const answer = await fetch(`${url}/v0.4/jobs`, { headers })
          return ((await answer.json()) as { readonly jobs: ReadonlyArray<unknown> }).jobs.length
        })
      yield* Effect.promise(() =>
        fetch(`${urls[0]}/v0.4/jobs`, { method: "POST", headers, body: JSON.stringify(bell) }),
      )
      expect(yield* count(urls[0])).toBe(1)
      expect(yield* count(urls[1])).toBe(0)
    }).pipe(Effect.scoped),
  )
})

describe("a list of jobs", () => {
  it.effect("takes ids joined by commas and repeated", () =>
    Effect.gen(function* () {
      const ids: Array<string> = []
      for (let i = 0; i < 4; i++) {
        const { body } = yield* raw("POST", "/v0.4/jobs", { body: JSON.stringify(bell) })
        ids.push((body as { readonly id: string }).id)
      }
      const [a, b, c] = ids
      const listed = (query: string) =>
        Effect.map(raw("GET", `/v0.4/jobs?${query}`), ({ body }) =>
          (body as { readonly jobs: ReadonlyArray<{ readonly id: string }> }).jobs.map(({ id }) => id),
        )
      expect(yield* listed(`ids=${a},${b}`)).toEqual([b, a])
      expect(yield* listed(`ids=${a}%2C${b}`)).toEqual([b, a])
      expect(yield* listed(`ids=${a}&ids=${c}`)).toEqual([c, a])
      expect(yield* listed(`ids=${a},none&ids=${a}`)).toEqual([a])
    }).pipe(inMemory()),
  )

  it.effect("pages by cursors that stay good when jobs come and go", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const ids: Array<string> = []
      for (let i = 0; i < 6; i++) ids.unshift((yield* create(bell)).id)
      const first = yield* client.jobs.list({ query: { limit: 2 } })
      expect(first.jobs.map(({ id }) => id)).toEqual(ids.slice(0, 2))
      expect(first.next).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      // The job that the cursor stood at is deleted, and a new one comes.
      yield* client.jobs.delete({ params: { uuid: ids[2]! } })
      yield* create(bell)
      const second = yield* client.jobs.list({ query: { limit: 2, next: first.next! } })
      expect(second.jobs.map(({ id }) => id)).toEqual(ids.slice(3, 5))
      const last = yield* client.jobs.list({ query: { limit: 2, next: second.next! } })
      expect(last.jobs.map(({ id }) => id)).toEqual(ids.slice(5))
      expect(last.next).toBeNull()
      const wrong = yield* Effect.flip(client.jobs.list({ query: { next: "e1a09d90" } }))
      expect(wrong).toMatchObject({ _tag: "BadRequestError", validation: { keys: ["next"] } })
    }).pipe(emulated()),
  )

  it.effect("pages through the children of a job, which it does not list otherwise", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const { id } = yield* create(multi)
      const { child_job_ids } = yield* see(id)
      const all = yield* client.jobs.list({ query: {} })
      expect(all.jobs.map((job) => job.id)).toEqual([id])
      const first = yield* client.jobs.list({ query: { parent_job_id: id, limit: 1 } })
      const second = yield* client.jobs.list({ query: { parent_job_id: id, limit: 1, next: first.next! } })
      expect(second.next).toBeNull()
      expect([...second.jobs, ...first.jobs].map((job) => job.id)).toEqual(child_job_ids)
    }).pipe(emulated()),
  )

  it.effect("is filtered by status, backend, and who submitted", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const count = (query: JobsQuery) => Effect.map(client.jobs.list({ query }), ({ jobs }) => jobs.length)
      const { id } = yield* create(bell)
      yield* after(id, "1 second")
      yield* create({ ...bell, backend: "qpu.aria-1" })
      expect(yield* count({ status: "completed" })).toBe(1)
      expect(yield* count({ status: "submitted" })).toBe(1)
      expect(yield* count({ target: "qpu.aria-1" })).toBe(1)
      expect(yield* count({ target: "qpu.aria-1,simulator" })).toBe(2)
      expect(yield* count({ submitter_id: (yield* see(id)).submitter_id! })).toBe(2)
      expect(yield* count({ submitter_id: "somebody" })).toBe(0)
    }).pipe(emulated()),
  )
})

describe("what changes a job", () => {
  it.effect("a completed job can be canceled, where that is chosen", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const { id } = yield* create(bell)
      yield* after(id, "1 second")
      yield* client.jobs.cancel({ params: { uuid: id } })
      expect(yield* see(id)).toMatchObject({ status: "canceled", results: null })
    }).pipe(emulated({ cancelOfCompleted: "canceled" })),
  )

  it.effect("a deleted parent takes its children along", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const { id } = yield* create(multi)
      const { child_job_ids } = yield* see(id)
      yield* client.jobs.delete({ params: { uuid: id } })
      for (const child of child_job_ids ?? []) {
        expect(yield* Effect.flip(see(child))).toMatchObject({ _tag: "NotFoundError" })
      }
    }).pipe(emulated()),
  )

  it.effect("metadata has its limits, and is given back", () =>
    Effect.gen(function* () {
      const invalid = (metadata: Record<string, string>, words: string) =>
        Effect.map(Effect.flip(create({ ...bell, metadata })), (error) =>
          expect(error).toMatchObject({
            _tag: "BadRequestError",
            message: expect.stringContaining(words),
            validation: { keys: ["metadata"], source: "payload" },
          }),
        )
      const keys = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, "v"]))
      yield* invalid(keys(11), "11 keys, the limit is 10")
      yield* invalid({ ["k".repeat(41)]: "v" }, "a name has at most 40 characters")
      yield* invalid({ k: "v".repeat(40_001) }, "the value of k has at most 40000 characters")
      const most = { ...keys(9), ["k".repeat(40)]: "v".repeat(40_000) }
      const { id } = yield* create({ ...bell, metadata: most })
      expect((yield* see(id)).metadata).toEqual(most)
    }).pipe(emulated()),
  )

  it.effect("a retired machine takes no jobs and no sessions", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      const backends = yield* client.backends.list()
      expect(backends.find(({ backend }) => backend === "qpu.harmony")?.status).toBe("retired")
      const refused = { _tag: "BadRequestError", validation: { keys: ["backend"] } }
      expect(yield* Effect.flip(create({ ...bell, backend: "qpu.harmony" }))).toMatchObject(refused)
      const session = client.sessions.create({ payload: { backend: "qpu.harmony" } })
      expect(yield* Effect.flip(session)).toMatchObject(refused)
    }).pipe(emulated()),
  )
})
