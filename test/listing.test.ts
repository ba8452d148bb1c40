import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Jobs, Results, Sessions } from "effect-ionq"
import type { Services } from "effect-ionq/Layer"
import { inTime } from "effect-ionq/emulator"
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

/** The ids that a question repeats. */
const idsIn = (path: string): ReadonlyArray<string> =>
  new URL(path, "http://localhost").searchParams.getAll("ids")

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

  it.effect("is in chunks that fit into one URL", () =>
    Effect.gen(function* () {
      for (const [length, count, chunks] of [
        // An id and its name take five characters more than the id has.
        [226, 51, [25, 25, 1]],
        [235, 51, [25, 25, 1]],
        [236, 51, [24, 24, 3]],
        [255, 24, [23, 1]],
        [36, 201, [100, 100, 1]],
      ] as const) {
        const ids = Array.from({ length: count }, (_, i) => String(i).padStart(length, "x"))
        const found = (some: ReadonlyArray<string>) => some.map((id) => makeJob({ id }))
        yield* withStub(
          ({ path }) => ({ status: 200, body: { jobs: found(idsIn(path)), next: null } }),
          ({ requests }) =>
            Effect.gen(function* () {
              const jobs = yield* Jobs
              expect(yield* idsOf(jobs.list({ ids: [...ids, ...ids], pageSize: 500 }))).toEqual(ids)
              expect(requests.map(({ path }) => idsIn(path).length)).toEqual(chunks)
            }),
        )
      }
    }),
  )

  it.effect("is not read further than to the last of the ids", () =>
    withStub(
      ({ path }) => {
        const at = Number(new URL(path, "http://localhost").searchParams.get("next") ?? 0)
        return { status: 200, body: { jobs: [makeJob({ id: `job-${at}` })], next: String(at + 1) } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* idsOf(jobs.list({ ids: ["job-0", "job-1", "job-2"] }))).toEqual([
            "job-0",
            "job-1",
            "job-2",
          ])
          const question = "/v0.4/jobs?ids=job-0&ids=job-1&ids=job-2&limit=100"
          expect(requests.map(({ path }) => path)).toEqual([
            question,
            `${question}&next=1`,
            `${question}&next=2`,
          ])
        }),
    ),
  )

  it.effect("fails where the server's cursors go round", () =>
    withStub(
      (_, index) => ({ status: 200, body: { jobs: [], next: index % 2 === 0 ? "a" : "b" } }),
      () =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* Effect.flip(idsOf(jobs.list({ ids: ["x"] })))).toMatchObject({
            _tag: "PaginationError",
            cursor: "a",
          })
        }),
    ),
  )

  it.effect("is asked for in smaller pages of a server that refuses large ones, and so from then on", () =>
    withStub(
      ({ path }) =>
        path.includes("limit=100")
          ? { status: 400, body: { message: "limit" } }
          : { status: 200, body: { jobs: idsIn(path).map((id) => makeJob({ id })), next: null } },
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* idsOf(jobs.list({ ids: ["a", "b"] }))).toEqual(["a", "b"])
          expect(yield* idsOf(jobs.list({ ids: ["c", "d"] }))).toEqual(["c", "d"])
          expect(requests.map(({ path }) => path)).toEqual([
            "/v0.4/jobs?ids=a&ids=b&limit=100",
            "/v0.4/jobs?ids=a&ids=b",
            "/v0.4/jobs?ids=c&ids=d",
          ])
        }),
    ),
  )

  it.effect("that is refused however it is asked says nothing of the size of pages", () => {
    let refusing = true
    return withStub(
      ({ path }) =>
        refusing
          ? { status: 400, body: { message: "no" } }
          : { status: 200, body: { jobs: idsIn(path).map((id) => makeJob({ id })), next: null } },
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* Effect.flip(idsOf(jobs.list({ ids: ["a", "b"] })))).toMatchObject({
            _tag: "BadRequestError",
          })
          // Each spelling, as a large page and as a small one.
          expect(requests.map(({ path }) => path)).toEqual([
            "/v0.4/jobs?ids=a&ids=b&limit=100",
            "/v0.4/jobs?ids=a&ids=b",
            "/v0.4/jobs?ids=a%2Cb&limit=100",
            "/v0.4/jobs?ids=a%2Cb",
          ])
          refusing = false
          expect(yield* idsOf(jobs.list({ ids: ["a", "b"] }))).toEqual(["a", "b"])
          expect(requests.at(-1)?.path).toBe("/v0.4/jobs?ids=a&ids=b&limit=100")
        }),
    )
  })

  it.effect("of one is asked for in one spelling, as both are the same", () =>
    withStub(
      () => ({ status: 200, body: { jobs: [], next: null } }),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* idsOf(jobs.list({ ids: ["a"] }))).toEqual([])
          expect(requests).toHaveLength(1)
          expect(yield* idsOf(jobs.list({ ids: ["a", "b"] }))).toEqual([])
          expect(requests).toHaveLength(3)
        }),
    ),
  )

  it.effect("is empty where one spelling is refused and the other lists nothing", () =>
    Effect.gen(function* () {
      for (const name of ["a,b alone, and refuses repeats", "repeats alone, and refuses a comma"] as const) {
        yield* using(readings[name]!, (jobs, { requests }) =>
          Effect.gen(function* () {
            expect(yield* idsOf(jobs.list({ ids: ["gone-1", "gone-2"] }))).toEqual([])
            expect(requests.length).toBeGreaterThan(1)
          }),
        )
      }
    }),
  )

  it.effect("of nothing asks for nothing", () =>
    using(joined, (jobs, { requests }) =>
      Effect.gen(function* () {
        for (const filter of [{ ids: [] }, { backends: [] }, { ids: ["job-1"], backends: [] }]) {
          expect(yield* idsOf(jobs.list(filter))).toEqual([])
          expect(yield* jobs.listPage(filter)).toEqual({ jobs: [], next: null })
        }
        expect(requests).toEqual([])
      }),
    ),
  )

  it.effect("that the services of one client ask for is spelled as one of them has learned it", () =>
    withStub(server(readings["a,b alone, and refuses repeats"]!), ({ requests }) =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const results = yield* Results
        yield* idsOf(jobs.list({ ids: ["job-1", "job-2"] }))
        const before = requests.length
        const parent = makeJob({ type: "ionq.multi-circuit.v1", child_job_ids: ["job-3", "job-4"] })
        yield* Effect.exit(results.circuits(parent))
        expect(requests[before]?.path).toBe("/v0.4/jobs?ids=job-3%2Cjob-4&limit=100")
      }),
    ),
  )

  it.effect("is read job by job, four at a time, where the server lists what it likes", () =>
    withStub(
      ({ path }) =>
        path.startsWith("/v0.4/jobs/")
          ? "silence"
          : { status: 200, body: { jobs: [makeJob({ id: "strange" })], next: null } },
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const ids = ["a", "b", "c", "d", "e", "f"]
          yield* inTime(Effect.flip(idsOf(jobs.list({ ids }))))
          expect(requests.filter(({ path }) => path.startsWith("/v0.4/jobs/"))).toHaveLength(4)
        }),
      { retries: 0 },
    ),
  )

  it.effect("fails with any other error at once", () =>
    Effect.gen(function* () {
      for (const [status, tag] of [
        [403, "PermissionDeniedError"],
        [418, "UnexpectedStatusError"],
      ] as const) {
        yield* withStub(
          () => ({ status }),
          ({ requests }) =>
            Effect.gen(function* () {
              const jobs = yield* Jobs
              expect(yield* Effect.flip(idsOf(jobs.list({ ids: ["a", "b"] })))).toMatchObject({ _tag: tag })
              expect(requests).toHaveLength(1)
            }),
        )
      }
    }),
  )

  it.effect("carries the other filters with it", () =>
    using(joined, (jobs, { requests }) =>
      Effect.gen(function* () {
        const filters = {
          status: "completed",
          backends: ["simulator", "qpu.forte-1"],
          sessionId: "s",
          parentJobId: "p",
          submitterId: "u",
        } as const
        yield* idsOf(jobs.list({ ids: ["job-1", "job-2"], ...filters }))
        yield* jobs.listPage({ ids: ["job-1", "job-2"], ...filters })
        yield* idsOf(jobs.list({ ids: ["job-1", "job-2"] }))
        const asked = requests.map(({ path }) => [...new URL(path, "http://localhost").searchParams.keys()])
        for (const keys of asked.slice(0, 2)) {
          expect(new Set(keys)).toEqual(
            new Set(["ids", "status", "target", "session_id", "parent_job_id", "submitter_id", "limit"]),
          )
        }
        expect(new Set(asked.at(-1))).toEqual(new Set(["ids", "limit"]))
      }),
    ),
  )

  const one = {
    status: "ready",
    backend: "simulator",
    session_id: "s",
    parent_job_id: "p",
    submitter_id: "u",
  }
  it.effect.each([
    ["status", { status: "ready" }, { status: "completed" }],
    ["backends", { backends: ["qpu.forte-1", "simulator"] }, { backend: "qpu.aria-1" }],
    ["sessionId", { sessionId: "s" }, { session_id: "t" }],
    ["parentJobId", { parentJobId: "p" }, { parent_job_id: null }],
    ["submitterId", { submitterId: "u" }, { submitter_id: "v" }],
  ] as const)("at a server that lists what it likes is read job by job, and fits %s", ([, filter, other]) =>
    withStub(
      ({ path }) => {
        if (path === "/v0.4/jobs/a") return { status: 200, body: { ...makeJob({ id: "a" }), ...one } }
        if (path === "/v0.4/jobs/b")
          return { status: 200, body: { ...makeJob({ id: "b" }), ...one, ...other } }
        if (path.startsWith("/v0.4/jobs/")) return { status: 404, body: {} }
        return { status: 200, body: { jobs: [makeJob({ id: "strange" })], next: null } }
      },
      () =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* idsOf(jobs.list({ ids: ["a", "b", "c"], ...filter }))).toEqual(["a"])
          expect(yield* idsOf(jobs.list({ ids: ["a", "b", "c"] }))).toEqual(["a", "b"])
        }),
    ),
  )

  it.effect("read job by job fails when a job cannot be read", () =>
    withStub(
      ({ path }) =>
        path.startsWith("/v0.4/jobs/")
          ? { status: 403 }
          : { status: 200, body: { jobs: [makeJob({ id: "strange" })], next: null } },
      () =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* Effect.flip(idsOf(jobs.list({ ids: ["a", "b"] })))).toMatchObject({
            _tag: "PermissionDeniedError",
          })
        }),
    ),
  )

  it.effect("of a session is asked for as the server was learned to read it of another", () =>
    using(readings["a,b alone, and refuses repeats"]!, (_, { requests }) =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        yield* idsOf(sessions.jobs("s", { ids: ["job-0", "job-5"] }))
        const before = requests.length
        expect(yield* idsOf(sessions.jobs("t", { ids: ["job-10", "job-15"] }))).toEqual(["job-10", "job-15"])
        expect(requests.slice(before).map(({ path }) => path)).toEqual([
          "/v0.4/sessions/t/jobs?ids=job-10%2Cjob-15&limit=100",
        ])
      }),
    ),
  )

  it.effect("is one page up to 100, each counted once", () =>
    withStub(
      ({ path }) => ({ status: 200, body: { jobs: idsIn(path).map((id) => makeJob({ id })), next: null } }),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const ids = Array.from({ length: 100 }, (_, i) => `job-${i}`)
          const page = yield* jobs.listPage({ ids: [...ids, ...ids.slice(0, 50)] })
          expect(page.jobs.map(({ id }) => id)).toEqual(ids)
          expect(requests).toHaveLength(1)
          expect(yield* Effect.flip(jobs.listPage({ ids: [...ids, "more"] }))).toMatchObject({
            _tag: "InvalidRequestError",
            field: "ids",
            limit: 100,
          })
          for (const wrong of [{ ids, cursor: "c" }, { ids, cursor: "" }, { cursor: "" }]) {
            expect(yield* Effect.flip(jobs.listPage(wrong))).toMatchObject({
              _tag: "InvalidRequestError",
              field: "cursor",
            })
          }
          expect(requests).toHaveLength(1)
        }),
    ),
  )

  it.effect("with something that is no id is refused by its place", () =>
    using(joined, (jobs, { requests }) =>
      Effect.gen(function* () {
        for (const [filter, field] of [
          [{ ids: ["a", "b", ""] }, "ids.2"],
          [{ backends: ["simulator", "a/b"] }, "backends.1"],
          [{ sessionId: "" }, "sessionId"],
          [{ parentJobId: "." }, "parentJobId"],
          [{ submitterId: ".." }, "submitterId"],
          [{ ids: [], pageSize: 0 }, "pageSize"],
        ] as const) {
          for (const refused of [Effect.flip(idsOf(jobs.list(filter))), Effect.flip(jobs.listPage(filter))]) {
            expect(yield* refused).toMatchObject({ _tag: "InvalidRequestError", field })
          }
        }
        expect(requests).toEqual([])
      }),
    ),
  )
})

describe("pages", () => {
  const endless = (path: string): StubAnswer => {
    const at = Number(new URL(path, "http://localhost").searchParams.get("next") ?? 0)
    return { status: 200, body: { jobs: [makeJob({ id: `job-${at}` })], next: String(at + 1) } }
  }

  it.effect.each([0, 1, 3])(
    "are fetched ahead of the one that is read, by %s at least and at most by twice as many",
    (prefetch) =>
      withStub(
        ({ path }) => endless(path),
        ({ requests }) =>
          Effect.gen(function* () {
            const jobs = yield* Jobs
            let seen = 0
            yield* jobs.list({ prefetch }).pipe(
              Stream.take(2),
              Stream.runForEach(() =>
                Effect.gen(function* () {
                  yield* inTime(Effect.sleep("10 seconds"))
                  if (seen++ > 0) return
                  expect(requests.length).toBeGreaterThanOrEqual(1 + prefetch)
                  // The reader takes all that is fetched at once, which makes room for as many again.
                  expect(requests.length).toBeLessThanOrEqual(1 + 2 * prefetch)
                }),
              ),
            )
            expect(seen).toBe(2)
          }),
      ),
  )

  it.effect("end with an error that says which cursor leads nowhere", () =>
    Effect.gen(function* () {
      for (const [next, asked, message] of [
        ["", 1, "The server sent an empty cursor"],
        ["c1", 2, "The server sent the cursor c1 twice"],
      ] as const) {
        yield* withStub(
          () => ({ status: 200, body: { jobs: [], next } }),
          ({ requests }) =>
            Effect.gen(function* () {
              const jobs = yield* Jobs
              for (const filter of [{}, { ids: ["a"] }]) {
                const before = requests.length
                expect(yield* Effect.flip(idsOf(jobs.list(filter)))).toMatchObject({
                  _tag: "PaginationError",
                  cursor: next,
                  message,
                })
                expect(requests.length - before).toBe(asked)
              }
            }),
        )
      }
    }),
  )

  it.effect("end where the server says no more of a next one", () =>
    withStub(
      () => ({ status: 200, body: { jobs: [makeJob({ id: "j" })] } }),
      () =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          expect(yield* idsOf(jobs.list())).toEqual(["j"])
        }),
    ),
  )
})
