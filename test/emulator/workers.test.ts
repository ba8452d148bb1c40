import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpServer } from "effect/http"
import { serve, type ServeOptions } from "effect-ionq/emulator/serve"
import type { WireGate } from "effect-ionq/schema/Gate"
import { bell } from "../utils/builders.ts"
import { circuit } from "../utils/emulator.ts"

const headers = { authorization: "apiKey emulator-key", "content-type": "application/json" }

const during = <A>(options: ServeOptions, use: (url: string) => Promise<A>) =>
  Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    const port = address._tag === "UnixPathAddress" ? 0 : address.port
    return yield* Effect.promise(() => use(`http://127.0.0.1:${port}/v0.4`))
  }).pipe(Effect.provide(Layer.fresh(serve({ timing: "instant", ...options }))))

const read = async (url: string) => {
  const answer = await fetch(url, { headers })
  // Each body of the API is an object.
  return { answer, body: (await answer.json()) as Readonly<Record<string, unknown>> }
}

const submit = async (url: string, request: object): Promise<string> => {
  const answer = await fetch(`${url}/jobs`, { method: "POST", headers, body: JSON.stringify(request) })
  return ((await answer.json()) as { readonly id: string }).id
}

/** A circuit that takes a while: layers of rotations and CNOTs. */
const layers = (qubits: number, count: number): ReadonlyArray<WireGate> =>
  Array.from({ length: count }, (_, layer) => [
    ...Array.from({ length: qubits }, (__, target) => ({ gate: "ry", target, rotation: 0.1 + layer })),
    ...Array.from({ length: qubits - 1 }, (__, control) => ({ gate: "cnot", control, target: control + 1 })),
  ]).flat()

const program = (gates: number) =>
  `OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; ${"rx(0.1) q[0]; cx q[0], q[1]; ".repeat(gates / 2)}`

describe("the threads of a served emulator", () => {
  it.effect("answer other requests while a simulation runs", () =>
    during({}, async (url) => {
      const id = await submit(url, circuit(20, layers(20, 120)))
      let done = false
      const result = fetch(`${url}/jobs/${id}/results/probabilities`, { headers }).finally(() => {
        done = true
      })
      // In the thread of the requests the first of these would wait for the result.
      for (let answered = 0; answered < 5; answered++) {
        expect((await read(`${url}/whoami`)).answer.status).toBe(200)
      }
      expect(done).toBe(false)
      const answer = await result
      expect(answer.headers.get("x-emulator-method")).toBe("dense")
      // A million states are sent in pieces.
      expect(answer.headers.get("content-length")).toBe(null)
      const reader = answer.body?.getReader()
      expect(new TextDecoder().decode((await reader?.read())?.value).slice(0, 5)).toBe('{"0":')
      await reader?.cancel()
    }),
  )

  it.effect("give what is given without them", () =>
    during({}, async (url) => {
      const gates = layers(11, 3)
      const id = await submit(url, circuit(11, gates))
      const { body } = await read(`${url}/jobs/${id}/results/probabilities`)
      const noisy = { ...circuit(12, gates), noise: { model: "aria-1", seed: 5 }, shots: 300 }
      const counted = await read(`${url}/jobs/${await submit(url, noisy)}/artifacts/histogram.v1`)
      const again = await read(`${url}/jobs/${await submit(url, noisy)}/artifacts/histogram.v1`)
      expect(Object.keys(body).length).toBe(2 ** 11)
      expect(counted.body).toEqual(again.body)
    }),
  )

  it.effect("read programs, and tell what is wrong with them", () =>
    during({}, async (url) => {
      const good = await submit(url, {
        ...bell,
        type: "ionq.qasm3.v1",
        input: { data: program(2000) },
      })
      const bad = await submit(url, {
        ...bell,
        type: "ionq.qasm3.v1",
        input: { data: "OPENQASM 3.0; nope;" },
      })
      expect((await read(`${url}/jobs/${good}`)).body).toMatchObject({
        status: "completed",
        stats: { qubits: 3, gate_counts: { "1q": 1000, "2q": 1000 } },
      })
      expect((await read(`${url}/jobs/${bad}`)).body).toMatchObject({
        status: "failed",
        failure: { code: "CompilationError" },
      })
      const compiled = await fetch(`${url}/jobs/${good}/artifacts/qasm3`, { headers })
      expect(await compiled.text()).toContain("OPENQASM 3")
    }),
  )

  it.effect("take no state that is larger than the memory that was set", () =>
    during({ maxQubits: 26, maxMemory: 24 * 2 ** 18 }, async (url) => {
      const fits = await submit(url, circuit(18, layers(18, 1)))
      const wide = await submit(url, circuit(19, layers(19, 1)))
      expect((await read(`${url}/jobs/${fits}/results/probabilities`)).answer.status).toBe(200)
      const { body } = await read(`${url}/jobs/${wide}`)
      expect(body).toMatchObject({ status: "failed", failure: { code: "NotEnoughQubits" } })
      expect(JSON.stringify(body)).toContain("the limit for all amplitudes is 18 qubits")
    }),
  )
})
