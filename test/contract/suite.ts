import { expect, layer } from "@effect/vitest"
import { Effect, Exit, type Layer, Option, Stream } from "effect"
import { Account, Backends, Distribution, IonQClient, Jobs, Polling, Results, Sessions } from "effect-ionq"
import { withResponses } from "effect-ionq/CallOptions"
import type * as Emulator from "effect-ionq/emulator"
import type { Services } from "effect-ionq/Layer"
import { isCircuitJob } from "effect-ionq/schema/Job"
import { variantsOf } from "effect-ionq/schema/JobOutput"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { formats } from "effect-ionq/schema/Result"
import { bell, energy, flip, maxCut, multi, nativeFlip, organizationId } from "../utils/builders.ts"

const { toDecimals } = Distribution

/** A machine makes errors: one shot in 4,000 of a circuit of one gate is another state. */
const expectMostly = (state: string, total: number, found: Distribution.Distribution): void => {
  const values = toDecimals(found)
  expect(Object.values(values).reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 9)
  expect(values[state]).toBeGreaterThanOrEqual(0.97 * total)
}

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
        const found = yield* (yield* Results).probabilities(submitted.id)
        expect(found).toMatchObject({ width: 2, kind: "probabilities" })
        expect(toDecimals(found)).toEqual({ "0": expect.closeTo(0.5, 12), "3": expect.closeTo(0.5, 12) })
      }),
    )

    it.effect("Jobs.run does all of that", () =>
      Effect.gen(function* () {
        const run = yield* (yield* Jobs).run(bell)
        expect(run.job.status).toBe("completed")
        expect(toDecimals(run.probabilities)).toEqual({
          "0": expect.closeTo(0.5, 12),
          "3": expect.closeTo(0.5, 12),
        })
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

/** Everything past the main road, for a server of a generation. */
export const wholeApiSuite = <E>(
  server: string,
  services: Layer.Layer<Services, E>,
  generation: Emulator.Generation,
): void =>
  layer(services)(`every endpoint over ${server}`, (it) => {
    const newest = generation >= "2026-09"
    const completed = Effect.fnUntraced(function* (request: JobRequest) {
      const { id } = yield* (yield* Jobs).submit(request)
      return yield* (yield* Polling).await(id)
    })

    it.effect("GET /organizations/:id/usage", () =>
      Effect.gen(function* () {
        const account = yield* Account
        yield* completed(flip)
        const options = { organizationId, from: "1970-01-01", until: "1970-01-02" }
        const usage = yield* account.usage(options)
        expect(usage).toMatchObject({ modality: "daily", group_type: "project", usage_unit: "USD" })
        const periods = yield* Stream.runCollect(account.usagePeriods(options))
        expect(periods.map(({ from }) => from?.slice(0, 10))).toEqual(["1970-01-01"])
        expect(usage.amount_total).toBe(periods[0]?.amount)
        expect(yield* Effect.flip(account.usage({ ...options, organizationId: "none" }))).toMatchObject({
          _tag: "NotFoundError",
        })
      }),
    )

    it.effect("GET /backends/:backend/characterizations, page by page, and one of them", () =>
      Effect.gen(function* () {
        const backends = yield* Backends
        const all = yield* Stream.runCollect(backends.characterizations("qpu.aria-1"))
        expect(all).toHaveLength(23)
        expect(new Set(all.map(({ id }) => id)).size).toBe(23)
        expect(all.every(({ date }, i) => i === 0 || (date ?? "") < (all[i - 1]?.date ?? ""))).toBe(true)
        const ahead = backends.characterizations("qpu.aria-1", { pageSize: 4, prefetch: 2 })
        expect(yield* Stream.runCollect(ahead)).toEqual(all)
        const page = yield* backends.characterizationsPage("qpu.aria-1", { pageSize: 10, page: 3 })
        expect(page).toMatchObject({ characterizations: all.slice(20), pages: 0 })
        const latest = yield* backends.latest("qpu.aria-1")
        expect(Option.getOrThrow(latest)).toEqual(all[0])
        expect(Option.isNone(yield* backends.latest("simulator"))).toBe(true)
        expect(yield* backends.characterization("qpu.aria-1", all[5]!.id ?? "")).toEqual(all[5])
        expect(yield* Effect.flip(backends.characterization("qpu.aria-1", "none"))).toMatchObject({
          _tag: "NotFoundError",
        })
      }),
    )

    it.effect("PUT /jobs/status/cancel and DELETE /jobs, for many jobs", () =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const ids = [(yield* jobs.submit(flip)).id, (yield* jobs.submit(flip)).id]
        expect(yield* jobs.cancelMany(ids)).toEqual({ ids, status: "canceled" })
        expect(yield* jobs.deleteMany(ids)).toEqual({ ids, status: "deleted" })
        for (const id of ids)
          expect(yield* Effect.flip(jobs.get(id))).toMatchObject({ _tag: "NotFoundError" })
        expect(yield* jobs.deleteMany([])).toEqual({ ids: [], status: "deleted" })
      }),
    )

    it.effect("GET /jobs/:uuid/cost and GET /jobs/estimate", () =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const { id } = yield* completed(flip)
        const cost = yield* jobs.cost(id)
        expect(cost).toMatchObject({ dry_run: false, cost: { unit: "usd" } })
        expect(cost.estimated_cost?.value).toBeGreaterThan(0)
        const estimate = yield* jobs.estimate({ backend: "qpu.forte-1", shots: 1000, "2q_gates": 100 })
        expect(estimate.estimated_total_cost ?? estimate.estimated_cost).toBeGreaterThan(0)
        expect(estimate).toHaveProperty(newest ? "rate_card" : "rate_information")
      }),
    )

    it.effect("POST /jobs/:uuid/clone and /move, since September", () =>
      Effect.gen(function* () {
        const jobs = yield* Jobs
        const { id } = yield* completed({ ...flip, name: "first" })
        if (!newest) {
          expect(yield* Effect.flip(jobs.clone(id))).toMatchObject({ _tag: "NotFoundError" })
          expect(yield* Effect.flip(jobs.move(id, { backend: "simulator" }))).toMatchObject({
            _tag: "NotFoundError",
          })
          return
        }
        const clone = yield* jobs.clone(id, { name: "second", backend: "simulator" })
        expect(clone.id).not.toBe(id)
        const cloned = yield* (yield* Polling).await(clone.id)
        expect(cloned).toMatchObject({ name: "second", backend: "simulator" })
        expect(yield* Effect.flip(jobs.move(id, { backend: "simulator" }))).toMatchObject({
          _tag: "ConflictError",
        })
      }),
    )

    it.effect("GET /sessions and GET /sessions/:id/jobs", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const session = yield* sessions.create({ backend: "qpu.forte-1" })
        const ids: Array<string> = []
        for (let i = 0; i < 3; i++) {
          ids.unshift((yield* (yield* Jobs).submit({ ...flip, session_id: session.id })).id)
        }
        const listed = yield* Stream.runCollect(sessions.jobs(session.id, { pageSize: 2 }))
        expect(listed.map(({ id }) => id)).toEqual(ids)
        expect((yield* sessions.list({ active: true })).map(({ id }) => id)).toContain(session.id)
        yield* sessions.end(session.id)
        expect((yield* sessions.list({ active: true })).map(({ id }) => id)).not.toContain(session.id)
        expect((yield* sessions.list()).map(({ id }) => id)).toContain(session.id)
      }),
    )

    it.effect("probabilities, histogram and shots of a job with shots", () =>
      Effect.gen(function* () {
        const results = yield* Results
        const job = yield* completed(flip)
        expectMostly("1", 1, yield* results.probabilities(job))
        expectMostly("1", 1, yield* results.probabilities(job.id, { sharpen: true }))
        const histogram = yield* results.histogram(job)
        expectMostly("1", 1000, histogram)
        const shots = yield* Stream.runCollect(results.shots(job.id))
        expect(shots.length).toBe(1000)
        expect(shots.filter((state) => state === "1").length).toBe(toDecimals(histogram)["1"])
        expect(yield* Effect.flip(results.probabilities(job, { register: "c9" }))).toMatchObject({
          _tag: "MissingResultError",
          jobId: job.id,
          what: expect.stringContaining("register c9"),
        })
      }),
    )

    it.effect("the ideal simulator has no histogram", () =>
      Effect.gen(function* () {
        const job = yield* completed(bell)
        const error = yield* Effect.flip((yield* Results).histogram(job))
        expect(error).toMatchObject({ _tag: "MissingResultError", what: "histogram" })
      }),
    )

    it.effect("each debiasing variant, and the ways to aggregate them", () =>
      Effect.gen(function* () {
        const results = yield* Results
        const job = yield* completed({ ...flip, settings: { error_mitigation: { debiasing: true } } })
        if (!isCircuitJob(job)) return expect.fail("a circuit's job is a circuit job")
        const variants = variantsOf(job.output)
        expect(variants.length).toBeGreaterThan(1)
        for (const { variant_id: variant, shots } of variants) {
          expectMostly("1", 1, yield* results.probabilities(job, { variant }))
          expectMostly("1", shots ?? 0, yield* results.histogram(job, { variant }))
          expect(yield* Stream.runCount(results.shots(job, { variant }))).toBe(shots)
        }
        for (const method of ["average", "voting", "dnl"] as const) {
          expectMostly("1", 1, yield* results.aggregation(job, method))
        }
        expect(yield* Effect.flip(results.histogram(job, { variant: "none" }))).toMatchObject({
          _tag: "MissingResultError",
          what: "variant none",
        })
      }),
    )

    it.effect("each circuit of a multi-circuit job, with its name", () =>
      Effect.gen(function* () {
        const job = yield* completed(multi)
        const found = yield* (yield* Results).circuits(job)
        expect(found.map(({ name, probabilities }) => [name, toDecimals(probabilities)])).toEqual([
          ["flip 0", { "1": 1 }],
          ["flip 1", { "2": 1 }],
        ])
        const client = yield* IonQClient
        const together = yield* client.results.probabilitiesByChild({ params: { uuid: job.id } })
        expect(together).toEqual(
          Object.fromEntries(found.map(({ jobId, probabilities }) => [jobId, toDecimals(probabilities)])),
        )
        const children = yield* Stream.runCollect((yield* Jobs).list({ parentJobId: job.id }))
        expect(children.map(({ id }) => id).toSorted()).toEqual(found.map(({ jobId }) => jobId).toSorted())
      }),
    )

    it.effect("the compiled circuit, native and in OpenQASM 3", () =>
      Effect.gen(function* () {
        const results = yield* Results
        const job = yield* completed(nativeFlip)
        expect(yield* results.compiledNative(job)).toEqual({
          qubits: 2,
          circuit: [{ gate: "gpi", target: 0, phase: 0.25 }],
        })
        expect(yield* results.compiledQasm3(job.id)).toContain("gpi(0.25) q[0];")
      }),
    )

    it.effect("the value of a quantum function, and a QAOA result", () =>
      Effect.gen(function* () {
        const results = yield* Results
        const job = yield* completed(energy)
        expect(job.type).toBe("quantum-function")
        const { value, variance } = yield* results.value(job)
        expect(value).toBeCloseTo(-1.5, 12)
        expect(variance).toBeCloseTo(0.25, 12)
        const cut = yield* results.qaoa(yield* completed(maxCut))
        expect(cut).toMatchObject({ optimal_cost: -2, processing_status: "complete" })
        expect(cut.optimal_bitstring).toMatch(/^[01]{3}$/)
        expect(yield* Effect.flip(results.qaoa(job))).toMatchObject({ _tag: "MissingResultError" })
      }),
    )

    it.effect("OpenQASM 3 jobs, artifacts and format schemas, since September", () =>
      Effect.gen(function* () {
        const client = yield* IonQClient
        const submitted = (yield* Jobs).submit({
          type: "ionq.qasm3.v1",
          backend: "simulator",
          input: { data: "OPENQASM 3.0; qubit[1] q; bit[1] c; c = measure q;" },
        })
        const format = client.results.format({ params: { format: formats.shotsV2 } })
        if (!newest) {
          expect(yield* Effect.flip(submitted)).toMatchObject({ _tag: "BadRequestError" })
          expect(yield* Effect.flip(format)).toMatchObject({ _tag: "NotFoundError" })
          return
        }
        expect((yield* submitted).status).toBe("submitted")
        expect(yield* format).toMatchObject({ $id: formats.shotsV2, type: "object" })
        const job = yield* completed(flip)
        const params = { uuid: job.id, artifactId: "none" }
        expect(yield* Effect.flip(client.results.artifact({ params }))).toMatchObject({
          _tag: "NotFoundError",
        })
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
