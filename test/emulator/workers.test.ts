import { expect, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpServer } from "effect/http"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import type { WireGate } from "effect-ionq/schema/Gate"
import { Compute, type Computer } from "../../src/emulator/model/Compute.ts"
import { bell } from "../utils/builders.ts"
import { circuit, raw } from "../utils/emulator.ts"

const headers = { authorization: "apiKey emulator-key", "content-type": "application/json" }

/** The tasks that were done in the thread of the requests. */
const here: Array<string> = []

const counting = Layer.effect(
  Compute,
  Effect.map(Compute, (inner): Computer => ({
    run: (task) => {
      here.push(task.kind)
      return inner.run(task)
    },
  })),
)

/** One server for all of these: threads take a while to start. */
const served = Layer.provide(serve({ timing: "instant", maxQubits: 26, maxMemory: 24 * 2 ** 20 }), counting)

const asking = (use: (url: string) => Promise<void>) =>
  Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    yield* Effect.promise(() => use(`${HttpServer.formatAddress(address)}/v0.4`))
  })

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

layer(served)("the threads of a served emulator", (it) => {
  it.effect("answer other requests while a simulation runs", () =>
    asking(async (url) => {
      const id = await submit(url, circuit(18, layers(18, 20)))
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
      // So many states are sent in pieces.
      expect(answer.headers.get("content-length")).toBe(null)
      const reader = answer.body?.getReader()
      expect(new TextDecoder().decode((await reader?.read())?.value).slice(0, 5)).toBe('{"0":')
      await reader?.cancel()
      expect(here.splice(0)).toEqual([])
    }),
  )

  it.effect("give what is given without them", () => {
    const exact = circuit(11, layers(11, 3))
    const noisy = { ...circuit(12, layers(12, 3)), noise: { model: "aria-1", seed: 5 }, shots: 300 }
    const wanted = [
      [exact, "results/probabilities"],
      [noisy, "artifacts/histogram.v1"],
    ] as const
    return Effect.gen(function* () {
      const expected: Array<unknown> = []
      for (const [request, file] of wanted) {
        const { body } = yield* raw("POST", "/v0.4/jobs", { body: JSON.stringify(request) })
        // A job that was accepted has an id.
        const { id } = body as { readonly id: string }
        expected.push((yield* raw("GET", `/v0.4/jobs/${id}/${file}`)).body)
      }
      yield* asking(async (url) => {
        const found: Array<unknown> = []
        for (const [request, file] of wanted) {
          found.push((await read(`${url}/jobs/${await submit(url, request)}/${file}`)).body)
        }
        expect(found).toEqual(expected)
        expect(Object.keys(found[0] as object)).toHaveLength(2 ** 11)
        // To read small circuits takes less than a message.
        expect(here.splice(0)).toEqual(["read", "read"])
      })
    }).pipe(Effect.provide(Emulator.layer({ timing: "instant" })))
  })

  it.effect("read programs, and tell what is wrong with them", () =>
    asking(async (url) => {
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
      expect(here.splice(0)).toEqual([])
    }),
  )

  it.effect("take no state that is larger than the memory that was set", () =>
    asking(async (url) => {
      const { body } = await read(`${url}/jobs/${await submit(url, circuit(21, layers(21, 1)))}`)
      expect(body).toMatchObject({ status: "failed", failure: { code: "NotEnoughQubits" } })
      expect(JSON.stringify(body)).toContain("the limit for all amplitudes is 20 qubits")
    }),
  )
})
