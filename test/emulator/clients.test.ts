/** What IonQ takes from the clients of others, as their sources send it, and what these read. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { IonQClient, Results } from "effect-ionq"
import type { QuantumFunctionJobRequest } from "effect-ionq/schema/JobRequest"
import { formats } from "effect-ionq/schema/Result"
import { bell, energy, flip, makeJob, multi, nativeFlip } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import { circuit, create, emulated, inMemory, raw, see } from "../utils/emulator.ts"

const generations = ["2026-04", "2026-05", "2026-09", "2026-10"] as const
const instant = { timing: "instant" } as const

const post = Effect.fnUntraced(function* (body: object) {
  const { status, body: answer } = yield* raw("POST", "/v0.4/jobs", { body: JSON.stringify(body) })
  return { status, id: (answer as { readonly id: string }).id }
})
const read = Effect.fnUntraced(function* (path: string) {
  const { status, body } = yield* raw("GET", path)
  expect(status, path).toBe(200)
  return body
})
const jobOf = Effect.fnUntraced(function* (id: string) {
  return (yield* read(`/v0.4/jobs/${id}`)) as ReturnType<typeof makeJob>
})

describe("a job in the words of another client", () => {
  it.effect("has a seed that is null, and shots as a text", () =>
    Effect.gen(function* () {
      const noise = { model: "aria-1", seed: null }
      const { status, id } = yield* post({ ...bell, noise, shots: "250", lang: "json" })
      expect(status).toBe(201)
      expect(yield* jobOf(id)).toMatchObject({ shots: 250, noise: { model: "aria-1" }, status: "completed" })
      expect((yield* post({ ...bell, shots: "many" })).status).toBe(400)
      expect((yield* post({ ...bell, shots: "0" })).status).toBe(400)
    }).pipe(inMemory(instant)),
  )

  it.effect("has a native zz whose angle is its phase", () =>
    Effect.gen(function* () {
      const around = (zz: object) => ({
        ...nativeFlip,
        backend: "simulator",
        input: {
          gateset: "native",
          qubits: 2,
          circuit: [{ gate: "gpi2", target: 0, phase: 0 }, zz, { gate: "gpi2", target: 0, phase: 0.5 }],
        },
      })
      const probabilities = Effect.fnUntraced(function* (zz: object) {
        const { id } = yield* post(around(zz))
        return yield* read(`/v0.4/jobs/${id}/results/probabilities`)
      })
      const zz = { gate: "zz", targets: [0, 1] }
      const plain = yield* probabilities({ ...zz, angle: 0.1 })
      expect(yield* probabilities({ ...zz, phase: 0.1 })).toEqual(plain)
      expect(yield* probabilities({ phase: 0.1, ...zz })).toEqual(plain)
      expect(yield* probabilities({ ...zz, angle: 0.2 })).not.toEqual(plain)
    }).pipe(inMemory(instant)),
  )

  it.effect("asks for booleans in any case", () =>
    Effect.gen(function* () {
      const { id } = yield* post(flip)
      const plain = yield* read(`/v0.4/jobs/${id}/results/probabilities`)
      const voted = yield* read(`/v0.4/jobs/${id}/results/probabilities?sharpen=true`)
      for (const yes of ["True", "TRUE", "tRuE"]) {
        expect(yield* read(`/v0.4/jobs/${id}/results/probabilities?sharpen=${yes}`)).toEqual(voted)
      }
      expect(yield* read(`/v0.4/jobs/${id}/results/probabilities?sharpen=False`)).toEqual(plain)
      expect((yield* raw("GET", `/v0.4/jobs/${id}/results/probabilities?sharpen=yes`)).status).toBe(400)
      expect((yield* raw("GET", `/v0.4/jobs/${id}/results/probabilities?sharpen=true1`)).status).toBe(400)
      expect(yield* read("/v0.4/sessions?active=TRUE")).toMatchObject({ sessions: [] })
    }).pipe(inMemory(instant)),
  )
})

describe("probabilities", () => {
  for (const generation of generations) {
    it.effect(`are where their url leads, in ${generation}`, () =>
      Effect.gen(function* () {
        const { id } = yield* post(bell)
        const { results } = yield* jobOf(id)
        const link = results?.["probabilities"]
        expect(link?.url).toBe(`/v0.4/jobs/${id}/results/probabilities`)
        expect(yield* read(link?.url ?? "")).toEqual({ "0": expect.closeTo(0.5), "3": expect.closeTo(0.5) })
        if (generation < "2026-09") return
        expect(link).toMatchObject({ format: formats.probabilitiesV1, media_type: "application/json" })
        expect(yield* read(`/v0.4/jobs/${id}/artifacts/${link?.id}`)).toEqual(yield* read(link?.url ?? ""))
      }).pipe(inMemory({ ...instant, generation })),
    )

    it.effect(`of a parent are those of its children, in ${generation}`, () =>
      Effect.gen(function* () {
        const { id } = yield* post(multi)
        const { results, child_job_ids } = yield* jobOf(id)
        const [first = "", second = ""] = child_job_ids ?? []
        const url = results?.["probabilities"]?.url
        expect(url).toBe(`/v0.4/jobs/${id}/results/probabilities/aggregated`)
        const both = { [first]: { "1": 1 }, [second]: { "2": 1 } }
        expect(yield* read(url ?? "")).toEqual(both)
        expect(yield* read(`${url}?sharpen=False`)).toEqual(both)
        expect((yield* raw("GET", `/v0.4/jobs/${first}/results/probabilities/aggregated`)).status).toBe(404)
      }).pipe(inMemory({ ...instant, generation })),
    )
  }

  it.effect("are never above 1", () =>
    Effect.gen(function* () {
      const gates = Array.from({ length: 200 }, (_, i) => ({
        gate: i % 2 === 0 ? "ry" : "rx",
        target: i % 3,
        rotation: i % 4 < 2 ? 0.1 * (i % 40) : -0.1 * ((i - 2) % 40),
      }))
      for (let length = 1; length < gates.length; length++) {
        const { id } = yield* create(
          circuit(3, [...gates.slice(0, length), ...inverse(gates.slice(0, length))]),
        )
        const client = yield* IonQClient
        const found = yield* client.results.probabilities({ params: { uuid: id } })
        for (const probability of Object.values(found)) expect(probability).toBeLessThanOrEqual(1)
      }
    }).pipe(emulated(instant)),
  )
})

const inverse = (gates: ReadonlyArray<{ gate: string; target: number; rotation: number }>) =>
  gates.toReversed().map((gate) => ({ ...gate, rotation: -gate.rotation }))

describe("a dry run on a machine", () => {
  for (const generation of ["2026-05", "2026-10"] as const) {
    it.effect(`has its compiled circuits and no results, in ${generation}`, () =>
      Effect.gen(function* () {
        const results = yield* Results
        const { id } = yield* create({ ...flip, dry_run: true })
        const job = yield* see(id)
        expect(job).toMatchObject({ status: "completed", results: null })
        const native = yield* results.compiledNative(id)
        expect(native.circuit.map(({ gate }) => gate)).toContain("gpi")
        expect(yield* results.compiledQasm3(id)).toContain("OPENQASM 3")
        expect(yield* Effect.flip(results.probabilities(id))).toMatchObject({ _tag: "MissingResultError" })
        const client = yield* IonQClient
        const none = client.results.probabilities({ params: { uuid: id } })
        expect(yield* Effect.flip(none)).toMatchObject({ _tag: "NotFoundError" })
      }).pipe(emulated({ ...instant, generation })),
    )
  }
})

describe("an estimate", () => {
  it.effect("for a machine that does not exist is refused", () =>
    Effect.gen(function* () {
      expect(yield* raw("GET", "/v0.4/jobs/estimate?backend=qpu.none")).toMatchObject({
        status: 400,
        body: {
          message: expect.stringContaining('"backend" was invalid'),
          validation: { keys: ["backend"] },
        },
      })
    }).pipe(inMemory()),
  )
})

describe("an ansatz in OpenQASM 3", () => {
  const ansatz = (data: string, params?: ReadonlyArray<number>): QuantumFunctionJobRequest => ({
    ...energy,
    input: {
      data: {
        type: "hamiltonian-energy",
        data: {
          hamiltonian: [
            { pauli_string: "IZ", coefficient: 1 },
            { pauli_string: "XI", coefficient: 10 },
          ],
          ansatz: { data },
        },
      },
      ...(params === undefined ? {} : { params }),
    },
  })
  const program = `OPENQASM 3.0; include "stdgates.inc";
    input float theta; input float[64] phi;
    qubit[2] q; ry(phi) q[1]; ry(theta) q[0];`

  it.effect("has its params in the order in which they are declared", () =>
    Effect.gen(function* () {
      const { id } = yield* create(ansatz(program, [0.3, 1.1]))
      const { value } = yield* (yield* Results).value(id)
      expect(value).toBeCloseTo(Math.cos(0.3) + 10 * Math.sin(1.1), 12)
    }).pipe(emulated(instant)),
  )

  it.effect("fails with what is wrong with it", () =>
    Effect.gen(function* () {
      const cases = [
        [ansatz(program), "InvalidInput", "2 inputs (theta, phi), but 0 params"],
        [ansatz(program, [1, 2, 3]), "InvalidInput", "3 params"],
        [ansatz("OPENQASM 3.0; qubit q; warp q;"), "CompilationError", "warp"],
        [ansatz("{"), "CompilationError", "not a circuit"],
      ] as const
      for (const [request, code, words] of cases) {
        const { id } = yield* create(request)
        const { failure } = yield* see(id)
        expect(failure).toMatchObject({ code, message: expect.stringContaining(words) })
      }
    }).pipe(emulated(instant)),
  )
})

describe("the shots of a variant", () => {
  it.effect("may be an array or an object of counts", () =>
    Effect.gen(function* () {
      const variants = [
        { variant_id: "v", results: { shots: { url: "/v0.4/jobs/j/variants/v/results/shots" } } },
      ]
      const job = makeJob({ id: "j", output: { error_mitigation: { debiasing: { variants } } } })
      for (const [body, shots] of [
        [
          ["1", "0", "1"],
          ["1", "0", "1"],
        ],
        [{ "1": 2, "0": 1, "3": 0 }, ["0", "1", "1"]],
      ] as const) {
        yield* withStub(
          () => ({ status: 200, body }),
          () =>
            Effect.gen(function* () {
              const results = yield* Results
              const found = yield* Stream.runCollect(results.shots(job, { variant: "v" }))
              expect(Array.isArray(body) ? found : found.toSorted()).toEqual(shots)
              const client = yield* IonQClient
              const params = { uuid: "j", variantId: "v" }
              expect(yield* client.results.variantShots({ params })).toEqual(body)
            }),
        )
      }
      for (const body of [{ "1": 1.5 }, { x: 1 }, { "1": -1 }]) {
        const wrong = yield* withStub(
          () => ({ status: 200, body }),
          () =>
            Effect.flatMap(Results, (results) =>
              Effect.flip(Stream.runDrain(results.shots(job, { variant: "v" }))),
            ),
        )
        expect(wrong).toMatchObject({ _tag: "DecodeError" })
      }
    }),
  )
})
