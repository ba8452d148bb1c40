import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Jobs } from "effect-ionq"
import { bell, makeJob } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import { inTurn } from "./utils/stub.ts"

const created = { status: 201, body: { id: "j", status: "submitted", session_id: null } }
const page = (ids: ReadonlyArray<string>, next: string | null) => ({
  status: 200,
  body: { jobs: ids.map((id) => makeJob({ id })), next },
})
const list = (options?: Parameters<Jobs["Service"]["list"]>[0]) =>
  Effect.flatMap(Jobs, (jobs) => Stream.runCollect(Stream.map(jobs.list(options), ({ id }) => id)))

describe("Jobs.submit", () => {
  it.effect("sends the request as it is", () =>
    withStub(inTurn(created), ({ requests }) =>
      Effect.gen(function* () {
        const request = {
          ...bell,
          name: "n",
          shots: 500,
          settings: { error_mitigation: { debiasing: false } },
        }
        yield* (yield* Jobs).submit(request)
        expect(requests[0]).toMatchObject({ method: "POST", path: "/v0.4/jobs" })
        expect(JSON.parse(requests[0]?.body ?? "")).toEqual(request)
      }),
    ),
  )

  const bad: ReadonlyArray<readonly [string, object, string]> = [
    ["no shots", { ...bell, shots: 0 }, "shots"],
    ["too many shots", { ...bell, shots: 1_000_001 }, "shots"],
    ["half a shot", { ...bell, shots: 1.5 }, "shots"],
    [
      "an unknown gate",
      { ...bell, input: { ...bell.input, circuit: [{ gate: "warp", target: 0 }] } },
      "input",
    ],
    [
      "a native gate among QIS gates",
      { ...bell, input: { gateset: "qis", circuit: [{ gate: "gpi", target: 0, phase: 0 }] } },
      "input",
    ],
    [
      "a rotation that is no number",
      { ...bell, input: { gateset: "qis", circuit: [{ gate: "rx", target: 0, rotation: NaN }] } },
      "input",
    ],
    ["a misspelled field", { ...bell, shot: 5 }, "shot"],
  ]
  for (const [name, request, field] of bad) {
    it.effect(`refuses ${name} before anything is sent`, () =>
      withStub(inTurn(created), ({ requests }) =>
        Effect.gen(function* () {
          // The types forbid these requests; a program in JavaScript can still make them.
          const error = yield* Effect.flip((yield* Jobs).submit(request as typeof bell))
          expect(error).toMatchObject({
            _tag: "InvalidRequestError",
            field: expect.stringMatching(`^${field}`),
          })
          expect(requests).toHaveLength(0)
        }),
      ),
    )
  }
})

describe("Jobs.list", () => {
  it.effect("follows the cursor, and sends the filters with each page", () =>
    withStub(inTurn(page(["a", "b"], "c1"), page(["c"], null)), ({ requests }) =>
      Effect.gen(function* () {
        const filters = {
          status: "completed",
          backends: ["simulator", "qpu.forte-1"],
          sessionId: "s",
          parentJobId: "p",
          submitterId: "u",
          pageSize: 2,
        } as const
        expect(yield* list(filters)).toEqual(["a", "b", "c"])
        const query =
          "parent_job_id=p&status=completed&target=simulator%2Cqpu.forte-1&session_id=s&submitter_id=u&limit=2"
        expect(requests.map(({ path }) => path)).toEqual([
          `/v0.4/jobs?${query}`,
          `/v0.4/jobs?${query}&next=c1`,
        ])
      }),
    ),
  )

  it.effect("asks for a page only when it is pulled", () =>
    withStub(
      (_, index) => page([`a${index}`, `b${index}`], `c${index}`),
      ({ requests }) =>
        Effect.gen(function* () {
          const jobs = yield* Jobs
          const some = yield* Stream.runCollect(Stream.take(jobs.list(), 3))
          expect(some.map(({ id }) => id)).toEqual(["a0", "b0", "a1"])
          expect(requests).toHaveLength(2)
        }),
    ),
  )

  it.effect("an empty page in between is not the end", () =>
    withStub(inTurn(page(["a"], "c1"), page([], "c2"), page(["b"], null)), () =>
      Effect.map(list(), (ids) => expect(ids).toEqual(["a", "b"])),
    ),
  )

  it.effect("a cursor that comes again is an error, not an endless loop", () =>
    withStub(inTurn(page(["a"], "c1"), page(["b"], "c2"), page(["c"], "c1")), ({ requests }) =>
      Effect.gen(function* () {
        expect(yield* Effect.flip(list())).toMatchObject({ _tag: "PaginationError", cursor: "c1" })
        expect(requests).toHaveLength(3)
      }),
    ),
  )

  it.effect("an empty cursor is an error", () =>
    withStub(inTurn(page(["a"], "")), () =>
      Effect.map(Effect.flip(list()), (error) =>
        expect(error).toMatchObject({ _tag: "PaginationError", cursor: "" }),
      ),
    ),
  )

  it.effect("sends ids joined by commas, and asks nothing for none", () =>
    withStub(inTurn(page(["a", "b"], null)), ({ requests }) =>
      Effect.gen(function* () {
        yield* list({ ids: ["a", "b"] })
        expect(requests[0]?.path).toBe("/v0.4/jobs?ids=a%2Cb")
        expect(yield* list({ ids: [] })).toEqual([])
        expect(requests).toHaveLength(1)
      }),
    ),
  )
})

describe("Jobs.run", () => {
  it.effect("fails with the id of a job that did not complete", () =>
    withStub(inTurn(created, { status: 200, body: makeJob({ id: "j", status: "canceled" }) }), () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip((yield* Jobs).run(bell))
        expect(error).toMatchObject({ _tag: "JobCanceledError", jobId: "j" })
      }),
    ),
  )
})
