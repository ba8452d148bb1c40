import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Jobs, Sessions } from "effect-ionq"
import type { Services } from "effect-ionq/Layer"
import { makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import type { Stub, StubAnswer, StubRequest } from "./utils/stub.ts"

const all = Array.from({ length: 700 }, (_, i) =>
  makeJob({
    id: `job-${i}`,
    status: i % 2 === 0 ? "completed" : "ready",
    backend: i % 3 === 0 ? "simulator" : "qpu.forte-1",
    session_id: i % 5 === 0 ? "s" : null,
  }),
)

/** How a server reads the ids of a query; nothing where it reads none, and lists all. */
type Reading = (query: URLSearchParams) => ReadonlyArray<string> | undefined | 400

const repeated: Reading = (query) => query.getAll("ids")
const joined: Reading = (query) => query.getAll("ids").flatMap((part) => part.split(","))
const readings: Readonly<Record<string, Reading>> = {
  "repeats alone": repeated,
  "a,b alone, and of repeats the first": (query) => query.get("ids")?.split(","),
  "a,b alone, and of repeats the last": (query) => query.getAll("ids").at(-1)?.split(","),
  "a,b alone, and refuses repeats": (query) =>
    query.getAll("ids").length > 1 ? 400 : query.get("ids")?.split(","),
  "a,b alone, and lists all for repeats": (query) =>
    query.getAll("ids").length > 1 ? undefined : query.get("ids")?.split(","),
  "repeats alone, and refuses a comma": (query) =>
    query.get("ids")?.includes(",") === true ? 400 : repeated(query),
  "repeats alone, and lists all for a comma": (query) =>
    query.get("ids")?.includes(",") === true ? undefined : repeated(query),
  both: joined,
  none: () => undefined,
}

/** A server with these jobs, in pages of 30. */
const server =
  (read: Reading) =>
  ({ path }: StubRequest): StubAnswer => {
    const { pathname, searchParams } = new URL(path, "http://localhost")
    const one = /^\/v0\.4\/jobs\/([^/]+)$/.exec(pathname)?.[1]
    if (one !== undefined) {
      const job = all.find(({ id }) => id === one)
      return job === undefined ? { status: 404, body: { message: "none" } } : { status: 200, body: job }
    }
    const ids = searchParams.has("ids") ? read(searchParams) : undefined
    if (ids === 400) return { status: 400, body: { message: "ids" } }
    const status = searchParams.get("status")
    const target = searchParams.get("target")?.split(",")
    const found = all.filter(
      (job) =>
        (ids === undefined || ids.includes(job.id)) &&
        (status === null || job.status === status) &&
        (target === undefined || target.includes(job.backend)) &&
        (!pathname.includes("/sessions/") || job.session_id === "s"),
    )
    const from = Number(searchParams.get("next") ?? 0)
    const next = from + 30 < found.length ? String(from + 30) : null
    return { status: 200, body: { jobs: found.slice(from, from + 30), next } }
  }

const idsOf = <E>(jobs: Stream.Stream<{ readonly id: string }, E>) =>
  Effect.map(Stream.runCollect(jobs), (found) => found.map(({ id }) => id))

const using = <A, E>(
  read: Reading,
  use: (jobs: Jobs["Service"], stub: Stub) => Effect.Effect<A, E, Services>,
) => withStub(server(read), (stub) => Effect.flatMap(Jobs, (jobs) => use(jobs, stub)))

/** 250 jobs that are there, some of them twice, and 2 that are not. */
const wanted = Array.from({ length: 250 }, (_, i) => `job-${(i * 37) % 700}`)
const asked = [...wanted, "gone-1", ...wanted.slice(0, 20), "gone-2"]
const fitting = (fits: (job: (typeof all)[number]) => boolean) =>
  all.flatMap((job) => (wanted.includes(job.id) && fits(job) ? [job.id] : [])).sort()

describe.each(Object.entries(readings))("a list of ids at a server that reads %s", (name, read) => {
  it.effect("has each job once, and no other one", () =>
    using(read, (jobs, { requests }) =>
      Effect.gen(function* () {
        expect((yield* idsOf(jobs.list({ ids: asked }))).sort()).toEqual([...wanted].sort())
        for (const { path } of requests) expect(path.length).toBeLessThan(8000)
        // What was learned is kept.
        const before = requests.length
        expect(yield* idsOf(jobs.list({ ids: ["job-1", "job-7", "gone-1"] }))).toEqual(["job-1", "job-7"])
        if (name !== "none") expect(requests.length - before).toBe(1)
      }),
    ),
  )

  it.effect("has one that fits the other filters", () =>
    using(read, (jobs) =>
      Effect.gen(function* () {
        const ready = jobs.list({ ids: asked, status: "ready", backends: ["simulator", "qpu.aria-1"] })
        expect((yield* idsOf(ready)).sort()).toEqual(
          fitting((job) => job.status === "ready" && job.backend === "simulator"),
        )
        expect(yield* idsOf(jobs.list({ ids: ["job-1"], status: "ready" }))).toEqual(["job-1"])
        expect(yield* idsOf(jobs.list({ ids: ["job-1"], status: "completed" }))).toEqual([])
      }),
    ),
  )

  it.effect("has those of a session", () =>
    using(read, () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        expect((yield* idsOf(sessions.jobs("s", { ids: asked }))).sort()).toEqual(
          fitting((job) => job.session_id === "s"),
        )
      }),
    ),
  )

  it.effect("is a page of up to 100", () =>
    using(read, (jobs, { requests }) =>
      Effect.gen(function* () {
        const page = yield* jobs.listPage({ ids: ["job-3", "job-2", "gone", "job-2"] })
        expect({ ids: page.jobs.map(({ id }) => id).sort(), next: page.next }).toEqual({
          ids: ["job-2", "job-3"],
          next: null,
        })
        const before = requests.length
        for (const wrong of [{ ids: wanted }, { ids: ["a"], cursor: "x" }, { cursor: "" }]) {
          expect(yield* Effect.flip(jobs.listPage(wrong))).toMatchObject({ _tag: "InvalidRequestError" })
        }
        expect(requests.length).toBe(before)
      }),
    ),
  )
})

describe("a list of ids", () => {
  it.effect("is asked for in chunks of pageSize, ahead by prefetch, and as it is read", () =>
    using(joined, (jobs, { requests }) =>
      Effect.gen(function* () {
        const first = yield* Stream.runCollect(Stream.take(jobs.list({ ids: wanted, pageSize: 10 }), 5))
        expect(first).toHaveLength(5)
        expect(requests).toHaveLength(1)
        expect(new URL(requests[0]!.path, "http://localhost").searchParams.getAll("ids")).toEqual(
          wanted.slice(0, 10),
        )
        const all = yield* idsOf(jobs.list({ ids: wanted, pageSize: 10, prefetch: 3 }))
        expect([...all].sort()).toEqual([...wanted].sort())
        expect(requests).toHaveLength(26)
      }),
    ),
  )

  it.effect("of 500 takes 5 requests, in the spelling of IonQ's document", () =>
    using(repeated, (jobs, { requests }) =>
      Effect.gen(function* () {
        const uuids = Array.from(
          { length: 500 },
          (_, i) => `617a1f8b-59d4-435d-aa33-${String(i).padStart(12, "0")}`,
        )
        const known = ["job-1", "job-2"]
        yield* idsOf(jobs.list({ ids: known }))
        const before = requests.length
        yield* idsOf(jobs.list({ ids: uuids }))
        expect(requests.length - before).toBe(5)
        for (const { path } of requests) {
          expect(path).toMatch(/^\/v0\.4\/jobs\?([^?]*&)?ids=[^,&]*(&|$)/)
          expect(path.length).toBeLessThan(6000)
        }
      }),
    ),
  )

  it.effect.each([0, -1, 1.5, Number.NaN])("refuses a pageSize of %s", (pageSize) =>
    using(joined, (jobs, { requests }) =>
      Effect.gen(function* () {
        for (const list of [jobs.list({ ids: ["a"], pageSize }), jobs.list({ pageSize })]) {
          expect(yield* Effect.flip(Stream.runCollect(list))).toMatchObject({
            _tag: "InvalidRequestError",
            field: "pageSize",
          })
        }
        expect(requests).toEqual([])
      }),
    ),
  )

  it.effect.each([-1, 1.5, Number.NaN, Infinity])("refuses a prefetch of %s", (prefetch) =>
    using(joined, (jobs, { requests }) =>
      Effect.gen(function* () {
        for (const list of [jobs.list({ ids: ["a"], prefetch }), jobs.list({ prefetch })]) {
          expect(yield* Effect.flip(Stream.runCollect(list))).toMatchObject({
            _tag: "InvalidRequestError",
            field: "prefetch",
          })
        }
        expect(requests).toEqual([])
      }),
    ),
  )
})
