import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Distribution, Gates, Jobs, Polling, Results } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { CircuitJobRequest, JobRequest } from "effect-ionq/schema/JobRequest"
import { TestClock } from "effect/testing"

const emulated = Effect.provide(Emulator.layerIonQ())

/** Turns qubit 1 over an even number of times: without noise it measures 1. */
const chain: CircuitJobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  shots: 2000,
  input: {
    gateset: "qis",
    qubits: 2,
    circuit: [Gates.x(0), ...Array.from({ length: 20 }, () => Gates.cnot(0, 1))],
  },
}

const measured = Effect.fnUntraced(function* (request: CircuitJobRequest) {
  const { id } = yield* (yield* Jobs).submit(request)
  yield* TestClock.adjust("1 day")
  const results = yield* Results
  const histogram = Distribution.toDecimals(yield* results.histogram(id))
  const shots = yield* Stream.runCollect(results.shots(id))
  return { id, histogram, shots }
})

const sum = (histogram: Record<string, number>): number =>
  Object.values(histogram).reduce((total, count) => total + count, 0)

describe("noise of the emulator", () => {
  it.effect("makes errors as often as the model says, in as many shots as were asked for", () =>
    Effect.gen(function* () {
      const { histogram, shots } = yield* measured({ ...chain, noise: { model: "aria-1", seed: 5 } })
      expect(sum(histogram)).toBe(2000)
      for (const [state, count] of Object.entries(histogram)) {
        expect(shots.filter((shot) => shot === state).length).toBe(count)
      }
      // After each of 20 gates the state is one of the four at random with probability r. A wrong qubit 0 is carried on.
      const right = 0.25 + 0.75 * (1 - 0.0133) ** 20
      const error = Math.sqrt((right * (1 - right)) / 2000)
      // The errors of the one gate on one qubit come on top: they are less than a standard error.
      expect(Math.abs((histogram["1"] ?? 0) / 2000 - right)).toBeLessThan(6 * error)
    }).pipe(emulated),
  )

  it.effect("is decided by its seed", () =>
    Effect.gen(function* () {
      const of = (seed: number) => measured({ ...chain, noise: { model: "forte-1", seed } })
      const [first, again, other] = [yield* of(1), yield* of(1), yield* of(2)]
      expect(again.id).not.toBe(first.id)
      expect(again.shots).toEqual(first.shots)
      expect(other.shots).not.toEqual(first.shots)
    }).pipe(emulated),
  )

  it.effect("is there on every machine", () =>
    Effect.gen(function* () {
      for (const backend of ["qpu.aria-1", "qpu.forte-1", "qpu.forte-enterprise-1"]) {
        const { histogram } = yield* measured({ ...chain, backend })
        expect(sum(histogram), backend).toBe(2000)
        expect(histogram["1"], backend).toBeLessThan(2000)
        expect(histogram["1"], backend).toBeGreaterThan(1400)
      }
    }).pipe(emulated),
  )

  it.effect("fails a job whose model is not published, or narrower than its circuit", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const failureOf = Effect.fnUntraced(function* (request: JobRequest) {
        const { id } = yield* jobs.submit(request)
        yield* TestClock.adjust("1 day")
        return yield* Effect.flip((yield* Polling).await(id))
      })
      for (const model of ["harmony", "harmony-1", "harmony-2", "forte-enterprise-1", "aria-9"]) {
        expect(yield* failureOf({ ...chain, noise: { model } })).toMatchObject({
          _tag: "JobFailedError",
          failure: { code: "InvalidInput" },
        })
      }
      const program = (qubits: number) => ({
        type: "ionq.qasm3.v1" as const,
        backend: "simulator" as const,
        input: { data: `OPENQASM 3.0; include "stdgates.inc"; qubit[${qubits}] q; h q[${qubits - 1}];` },
      })
      for (const dynamic of ["", " reset q[0]; h q[0];"]) {
        const { input, ...head } = program(2)
        const data = `${input.data}${dynamic}`
        for (const model of ["harmony-2", "aria-9"]) {
          expect(yield* failureOf({ ...head, input: { data }, noise: { model } })).toMatchObject({
            failure: { code: "InvalidInput" },
          })
        }
      }
      expect(yield* failureOf({ ...program(26), noise: { model: "aria-1" } })).toMatchObject({
        failure: { code: "NotEnoughQubits", message: expect.stringContaining("noise model has 25") },
      })
      const wide = { gateset: "qis", qubits: 26, circuit: [Gates.h(25)] } as const
      expect(yield* failureOf({ ...chain, input: wide, noise: { model: "aria-1" } })).toMatchObject({
        failure: { code: "NotEnoughQubits" },
      })
    }).pipe(emulated),
  )
})
