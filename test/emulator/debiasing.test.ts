import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { IonQClient } from "effect-ionq"
import * as Content from "effect-ionq/Content"
import type { CircuitJobRequest } from "effect-ionq/schema/JobRequest"
import type { CircuitJob } from "effect-ionq/schema/Job"
import * as JobOutput from "effect-ionq/schema/JobOutput"
import { bell, flip, nativeFlip } from "../utils/builders.ts"
import { after, create, emulated, inMemory, raw } from "../utils/emulator.ts"

const run = Effect.fnUntraced(function* (request: CircuitJobRequest) {
  const { id } = yield* create(request)
  // The job of a circuit.
  return (yield* after(id, "1 second")) as CircuitJob
})

const variantsOf = (job: CircuitJob) => JobOutput.variantsOf(job.output)
const debiasing = (on: boolean) => ({ settings: { error_mitigation: { debiasing: on } } })

describe("debiasing", () => {
  it.effect("is on for QIS circuits on a QPU from 500 shots, and where it is asked for", () =>
    Effect.gen(function* () {
      const count = (request: CircuitJobRequest) => Effect.map(run(request), (job) => variantsOf(job).length)
      expect(yield* count(flip)).toBe(4)
      expect(yield* count({ ...flip, shots: 500 })).toBe(4)
      expect(yield* count({ ...flip, shots: 499, ...debiasing(true) })).toBe(0)
      expect(yield* count({ ...flip, ...debiasing(false) })).toBe(0)
      expect(yield* count(nativeFlip)).toBe(0)
      expect(yield* count({ ...nativeFlip, ...debiasing(true) })).toBe(4)
      expect(yield* count({ ...bell, shots: 1000, ...debiasing(true) })).toBe(0)
    }).pipe(emulated()),
  )

  it.effect("the variants share the shots, and the job's counts are theirs", () =>
    Effect.gen(function* () {
      const request = { ...bell, backend: "qpu.forte-1", shots: 1001 } as const
      const { body } = yield* raw("POST", "/v0.4/jobs", { body: JSON.stringify(request) })
      const { id } = body as { readonly id: string }
      const get = (path: string) =>
        Effect.map(raw("GET", `/v0.4/jobs/${id}${path}`), ({ body }) => body as Record<string, number>)
      const job = (yield* raw("GET", `/v0.4/jobs/${id}`)).body as CircuitJob
      const variants = variantsOf(job)
      expect(variants.map(({ shots }) => shots)).toEqual([250, 250, 250, 251])
      expect(new Set(variants.map(({ variant_id }) => variant_id)).size).toBe(4)
      const sum: Record<string, number> = {}
      const seen = new Set<string>()
      for (const { variant_id, shots } of variants) {
        const counts = yield* get(`/variants/${variant_id}/results/histogram`)
        seen.add(JSON.stringify(counts))
        expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(shots)
        for (const [state, count] of Object.entries(counts)) sum[state] = (sum[state] ?? 0) + count
      }
      expect(seen.size).toBeGreaterThan(1)
      expect(yield* get("/results/histogram")).toEqual(sum)
      const probabilities = yield* get("/results/probabilities")
      expect(probabilities["0"]).toBeCloseTo((sum["0"] ?? 0) / 1001, 12)
      const sharpened = yield* get("/results/probabilities?sharpen=true")
      expect(sharpened).not.toEqual(probabilities)
      expect(Object.values(sharpened).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
    }).pipe(inMemory({ generation: "2026-05", timing: "instant" })),
  )

  it.effect("each way to aggregate says something of its own", () =>
    Effect.gen(function* () {
      const client = yield* IonQClient
      // 0.9 of |0⟩: a vote drops most of the rest.
      const rotation = 2 * Math.asin(Math.sqrt(0.1))
      const job = yield* run({
        ...flip,
        shots: 4000,
        input: { gateset: "qis", qubits: 1, circuit: [{ gate: "ry", target: 0, rotation }] },
      })
      const links = job.output?.error_mitigation?.aggregations ?? {}
      expect(Object.keys(links)).toEqual(["average", "voting", "dnl", "majority"])
      const zeros: Record<string, number> = {}
      for (const [method, link] of Object.entries(links)) {
        const content = yield* client.results.artifact({
          params: { uuid: job.id, artifactId: link.id ?? "" },
        })
        const { histogram } = (yield* Content.json(content)) as {
          readonly histogram: { readonly registers: { readonly output_all: Record<string, number> } }
        }
        const counts = histogram.registers.output_all
        zeros[method] = (counts["0"] ?? 0) / Object.values(counts).reduce((a, b) => a + b, 0)
      }
      const { average = 0, voting = 0, dnl = 0, majority = 0 } = zeros
      expect(Math.abs(average - 0.9)).toBeLessThan(5 * Math.sqrt(0.09 / 4000))
      expect(voting).toBeGreaterThan(average + 0.03)
      expect(majority).toBeGreaterThan(voting)
      expect(Math.abs(dnl - average)).toBeLessThan(0.02)
    }).pipe(emulated()),
  )
})
