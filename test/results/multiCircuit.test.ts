import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Results } from "effect-ionq"
import type { CircuitJob } from "effect-ionq/schema/Job"
import { formats } from "effect-ionq/schema/Result"
import { makeJob } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import type { StubAnswer } from "../utils/stub.ts"
import { link, reading, job, toDecimals } from "../utils/results.ts"

describe("the circuits of a multi-circuit job", () => {
  const child = (id: string, fields: Partial<CircuitJob> = {}) =>
    makeJob({ id, stats: { qubits: 2 }, results: { [formats.probabilitiesV1]: { id: "p" } }, ...fields })
  const parent = (fields: Partial<CircuitJob>) => job({ type: "ionq.multi-circuit.v1", ...fields })

  it.effect("are not those of the job: what reads one result says where they are", () =>
    withStub(
      () => ({ status: 404 }),
      ({ requests }) =>
        Effect.gen(function* () {
          const results = yield* Results
          const whole = parent({ child_job_ids: ["a"], results: { probabilities: { url: "/v0.4/x" } } })
          const calls: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
            results.probabilities(whole),
            results.probabilities(whole, { sharpen: true }),
            results.histogram(whole),
            Stream.runDrain(results.shots(whole)),
          ]
          for (const call of calls) {
            expect(yield* Effect.flip(call)).toMatchObject({
              _tag: "MissingResultError",
              message: expect.stringContaining("use Results.circuits"),
            })
          }
          expect(requests).toEqual([])
        }),
    ),
  )

  it.effect("are read one by one where they are not offered together, by the parent that has their ids", () =>
    withStub(
      ({ path }): StubAnswer => {
        if (path === "/v0.4/jobs/j") return { status: 200, body: parent({ child_job_ids: ["a", "b"] }) }
        if (path.includes("/jobs?")) {
          return { status: 200, body: { jobs: [child("b", { name: "B" }), child("a")], next: null } }
        }
        if (path.startsWith("/v0.4/jobs/a/")) return { status: 200, body: { "1": 1 } }
        return { status: 200, body: { "2": 1 } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const results = yield* Results
          const found = yield* results.circuits(parent({ results: {} }))
          expect(
            found.map(({ jobId, name, probabilities }) => [jobId, name, toDecimals(probabilities)]),
          ).toEqual([
            ["a", undefined, { "1": 1 }],
            ["b", "B", { "2": 1 }],
          ])
          expect(requests.map(({ path }) => path).slice(0, 2)).toEqual([
            "/v0.4/jobs/j",
            "/v0.4/jobs?ids=a&ids=b&limit=100",
          ])
          const again = requests.length
          yield* results.circuits(parent({ results: null, child_job_ids: ["a", "b"] }))
          expect(requests[again]?.path).toBe("/v0.4/jobs?ids=a&ids=b&limit=100")
        }),
    ),
  )

  it.effect("are none where there are no children", () =>
    Effect.gen(function* () {
      for (const child_job_ids of [[], null]) {
        const { value, asked } = yield* reading({}, (reader) => reader.circuits(parent({ child_job_ids })))
        expect([value, asked]).toEqual([[], []])
      }
    }),
  )

  it.effect("that only the child's list or only the artifact knows are read by what there is", () =>
    withStub(
      ({ path }): StubAnswer => {
        if (path.includes("/jobs?")) return { status: 200, body: { jobs: [child("a")], next: null } }
        if (path.includes("/artifacts/all")) return { status: 200, body: { b: { "1": 1 } } }
        return { status: 200, body: { "2": 1 } }
      },
      () =>
        Effect.gen(function* () {
          const results = yield* Results
          const links = { [formats.probabilitiesByChild]: { id: "all" } }
          const [found] = yield* results.circuits(parent({ child_job_ids: ["a"], results: links }))
          expect(found && toDecimals(found.probabilities)).toEqual({ "2": 1 })
          // Its width is on the job, which the list does not show.
          expect(
            yield* Effect.flip(results.circuits(parent({ child_job_ids: ["b"], results: links }))),
          ).toMatchObject({ _tag: "MissingResultError", jobId: "b" })
        }),
    ),
  )

  it.effect("whose ids are none, or which the server refuses to list, are missing", () =>
    Effect.gen(function* () {
      const missing = (id: string, status: number) =>
        withStub(
          () => ({ status, body: { jobs: [], next: null } }),
          ({ requests }) =>
            Effect.gen(function* () {
              const results = yield* Results
              const error = yield* Effect.flip(results.circuits(parent({ child_job_ids: [id], results: {} })))
              expect(requests.length > 0).toBe(id === "a")
              return error
            }),
        )
      expect(yield* missing("a b", 200)).toMatchObject({ _tag: "MissingResultError", what: "child a b" })
      expect(yield* missing("a", 400)).toMatchObject({ _tag: "MissingResultError", what: "child a" })
      expect(yield* missing("a", 403)).toMatchObject({ _tag: "PermissionDeniedError" })
    }),
  )

  it.effect("are listed by a hundred at a time", () =>
    withStub(
      ({ path }): StubAnswer => {
        const ids = new URL(path, "http://localhost").searchParams.getAll("ids")
        if (ids.length > 0) return { status: 200, body: { jobs: ids.map((id) => child(id)), next: null } }
        return { status: 200, body: { "2": 1 } }
      },
      ({ requests }) =>
        Effect.gen(function* () {
          const results = yield* Results
          const ids = Array.from({ length: 201 }, (_, i) => `c${i}`)
          const found = yield* results.circuits(parent({ child_job_ids: ids, results: {} }))
          expect(found.map(({ jobId }) => jobId)).toEqual(ids)
          expect(requests.filter(({ path }) => path.includes("/jobs?"))).toHaveLength(3)
        }),
    ),
  )

  it.effect("are joined by child id, not by the order in which they come", () =>
    Effect.gen(function* () {
      const parent = job({
        type: "ionq.multi-circuit.v1",
        child_job_ids: ["a", "b"],
        results: link(formats.probabilitiesByChild),
      })
      const found = yield* withStub(
        ({ path }): StubAnswer =>
          path.includes("/artifacts/")
            ? { status: 200, body: { b: { "2": 1 }, a: { "1": 1 } } }
            : {
                status: 200,
                body: {
                  jobs: [
                    makeJob({ id: "b", name: "B", stats: { qubits: 2 } }),
                    makeJob({ id: "a", name: "A", stats: { qubits: 1 } }),
                  ],
                  next: null,
                },
              },
        () => Effect.flatMap(Results, (results) => results.circuits(parent)),
      )
      expect(found).toMatchObject([
        { jobId: "a", name: "A", probabilities: { width: 1 } },
        { jobId: "b", name: "B", probabilities: { width: 2 } },
      ])
      expect(found.map(({ probabilities }) => toDecimals(probabilities))).toEqual([{ "1": 1 }, { "2": 1 }])
    }),
  )

  it.effect("a child that nobody knows is an error", () =>
    Effect.gen(function* () {
      const parent = job({ type: "ionq.multi-circuit.v1", child_job_ids: ["a"], results: {} })
      const error = yield* withStub(
        () => ({ status: 200, body: { jobs: [], next: null } }),
        () => Effect.flip(Effect.flatMap(Results, (results) => results.circuits(parent))),
      )
      expect(error).toMatchObject({ _tag: "MissingResultError", what: "child a" })
    }),
  )
})
