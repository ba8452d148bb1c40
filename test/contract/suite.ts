import { expect, layer } from "@effect/vitest"
import { Effect, Exit, type Layer, Stream } from "effect"
import { Account, Backends, IonQClient, Jobs, Polling, Results, Sessions } from "effect-ionq"
import { withResponses } from "effect-ionq/CallOptions"
import type { Services } from "effect-ionq/Layer"
import { bell } from "../utils/builders.ts"

/** What every transport must do the same. Jobs of the server behind it end at once. */
export const contractSuite = <E>(transport: string, services: Layer.Layer<Services, E>): void =>
  layer(services)(`the contract over ${transport}`, (it) => {
    it.effect("GET /whoami", () =>
      Effect.gen(function* () {
        const me = yield* (yield* Account).whoami
        expect(me.key_id).toMatch(/^[0-9a-f-]{36}$/)
        expect(me.key_name).toBe("emulator")
      }),
    )

    it.effect("GET /backends and GET /backends/:backend", () =>
      Effect.gen(function* () {
        const backends = yield* Backends
        const all = yield* backends.list
        expect(all.map(({ backend }) => backend)).toContain("simulator")
        const forte = yield* backends.get("qpu.forte-1")
        expect(forte).toMatchObject({ backend: "qpu.forte-1", qubits: 36, status: "available" })
        const missing = yield* Effect.flip(backends.get("qpu.none"))
        expect(missing).toMatchObject({ _tag: "NotFoundError", status: 404, method: "GET" })
        expect(missing.message).toContain("qpu.none")
      }),
    )

    it.effect("POST /jobs, GET /jobs/:uuid and its probabilities", () =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const submitted = yield* jobs.submit({ ...bell, name: "bell", metadata: { lab: "7" } })
        expect(submitted.status).toBe("submitted")
        const job = yield* (yield* Polling).await(submitted.id)
        expect(job).toMatchObject({
          id: submitted.id,
          status: "completed",
          name: "bell",
          metadata: { lab: "7" },
        })
        expect(job.stats?.qubits).toBe(2)
        const probabilities = yield* (yield* Results).probabilities(submitted.id)
        expect(Object.keys(probabilities)).toEqual(["0", "3"])
        expect(probabilities["0"]).toBeCloseTo(0.5, 12)
        expect(probabilities["3"]).toBeCloseTo(0.5, 12)
      }),
    )

    it.effect("Jobs.run does all of that", () =>
      Effect.gen(function* () {
        const run = yield* (yield* Jobs).run(bell)
        expect(run.job.status).toBe("completed")
        expect(run.probabilities).toEqual({ "0": expect.closeTo(0.5, 12), "3": expect.closeTo(0.5, 12) })
      }),
    )

    it.effect("GET /jobs pages through all jobs, newest first", () =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const ids: Array<string> = []
        for (let i = 0; i < 5; i++) ids.unshift((yield* jobs.submit({ ...bell, backend: "qpu.aria-1" })).id)
        const listed = yield* Stream.runCollect(jobs.list({ backends: ["qpu.aria-1"], pageSize: 2 }))
        expect(listed.map(({ id }) => id)).toEqual(ids)
        const some = yield* Stream.runCollect(jobs.list({ ids: [ids[0]!, ids[3]!] }))
        expect(some.map(({ id }) => id)).toEqual([ids[0], ids[3]])
        expect(yield* Stream.runCollect(jobs.list({ ids: [] }))).toEqual([])
      }),
    )

    it.effect("PUT /jobs/:uuid/status/cancel and DELETE /jobs/:uuid", () =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const { id } = yield* jobs.submit(bell)
        expect(yield* jobs.cancel(id)).toEqual({ id, status: "canceled" })
        expect(yield* jobs.delete(id)).toEqual({ id, status: "deleted" })
        expect(yield* Effect.flip(jobs.get(id))).toMatchObject({ _tag: "NotFoundError", status: 404 })
        expect(yield* Effect.flip(jobs.cancel(id))).toMatchObject({ _tag: "NotFoundError" })
        expect(yield* Effect.flip((yield* Results).probabilities(id))).toMatchObject({
          _tag: "NotFoundError",
        })
      }),
    )

    it.effect("POST /sessions, GET /sessions/:id and POST /sessions/:id/end", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const jobs = yield* Jobs
        const session = yield* Effect.scoped(
          Effect.gen(function* () {
            const open = yield* sessions.open({ backend: "qpu.forte-1", settings: { job_count_limit: 3 } })
            expect(open).toMatchObject({ status: "created", active: true, settings: { job_count_limit: 3 } })
            yield* jobs.submit({ ...bell, backend: "qpu.forte-1", session_id: open.id })
            expect((yield* sessions.get(open.id)).status).toBe("started")
            return open
          }),
        )
        expect(yield* sessions.get(session.id)).toMatchObject({ status: "ended", active: false })
        expect((yield* sessions.end(session.id)).status).toBe("ended")
        expect(yield* Effect.flip(sessions.get("none"))).toMatchObject({ _tag: "NotFoundError" })
      }),
    )

    it.effect("a job that cannot run is taken, and fails with IonQ's code", () =>
      Effect.gen(function* () {
        const client = yield* IonQClient
        const { id } = yield* client.jobs.create({
          payload: { ...bell, input: { gateset: "qis", qubits: 2, circuit: [{ gate: "warp", target: 0 }] } },
        })
        const error = yield* Effect.flip((yield* Polling).await(id))
        expect(error).toMatchObject({
          _tag: "JobFailedError",
          jobId: id,
          failure: { code: "UnsupportedGate" },
        })
      }),
    )

    it.effect("a bad request names the key", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip((yield* Jobs).submit({ ...bell, backend: "qpu.none" }))
        expect(error).toMatchObject({
          _tag: "BadRequestError",
          status: 400,
          validation: { keys: ["backend"] },
        })
      }),
    )

    it.effect("the answers can be seen beside the value", () =>
      Effect.gen(function* () {
        const [me, heads] = yield* withResponses((yield* Account).whoami)
        expect(me.key_name).toBe("emulator")
        expect(heads.map(({ method, status }) => [method, status])).toEqual([["GET", 200]])
      }),
    )
  })

/** A key that the server does not know. */
export const wrongKeySuite = <E>(transport: string, services: Layer.Layer<Services, E>): void =>
  layer(services)(`a wrong key over ${transport}`, (it) => {
    it.effect("is refused everywhere but at the backends", () =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        for (const call of [(yield* Account).whoami, jobs.get("x"), jobs.submit(bell)]) {
          expect(yield* Effect.flip<unknown, { readonly _tag: string }, never>(call)).toMatchObject({
            _tag: "AuthenticationError",
            status: 401,
          })
        }
        expect(Exit.isSuccess(yield* Effect.exit((yield* Backends).list))).toBe(true)
      }),
    )
  })
