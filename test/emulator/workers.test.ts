import { expect, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpServer } from "effect/http"
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import { request, type ServerResponse } from "node:http"
import { setImmediate } from "node:timers/promises"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import type { WireGate } from "effect-ionq/schema/Gate"
import { Compute, type Computer } from "../../src/emulator/model/Compute.ts"
import type { Reading } from "../../src/emulator/model/decodeSubmission.ts"
import type { AnswerOf } from "../../src/emulator/model/Task.ts"
import { bell } from "../utils/builders.ts"
import { circuit, raw } from "../utils/emulator.ts"

const headers = { authorization: "apiKey emulator-key", "content-type": "application/json" }

/** The tasks that were done in the thread of the requests. */
const here: Array<string> = []

/** What the threads give where they break off. */
const broken: Reading = { refusal: { status: 500, message: "The thread broke off", keys: [] } }

const counting = Layer.effect(
  Compute,
  Effect.map(Compute, (inner): Computer => ({
    ...inner,
    run: (task, onAnswer) => {
      here.push(task.kind)
      return task.kind === "read" && task.body.includes("broken thread")
        ? Effect.succeed(broken as AnswerOf<typeof task>)
        : inner.run(task, onAnswer)
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

/** A circuit of 20 qubits with 1,024 outcomes. */
const spread = circuit(
  20,
  Array.from({ length: 10 }, (_, target) => ({ gate: "h", target })),
)

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

  it.effect("are not the caller's fault when they break off", () =>
    asking(async (url) => {
      const body = JSON.stringify({ ...bell, name: "broken thread" })
      const answer = await fetch(`${url}/jobs`, { method: "POST", headers, body })
      expect(answer.status).toBe(500)
      expect(await answer.json()).toMatchObject({ message: "The emulator failed." })
      here.splice(0)
    }),
  )

  it.effect("simulate one circuit after the other where there is memory for one", () =>
    asking(async (url) => {
      // A result takes a third of the memory while it is sent.
      const single = await submit(url, spread)
      const multi = await submit(url, {
        ...spread,
        type: "ionq.multi-circuit.v1",
        input: { gateset: "qis", qubits: 20, circuits: [spread.input, spread.input, spread.input] },
      })
      const states = Array.from({ length: 2 ** 10 }, (_, state) => [state, expect.closeTo(2 ** -10)])
      const found = await Promise.all([
        read(`${url}/jobs/${single}/results/probabilities`),
        read(`${url}/jobs/${single}/results/probabilities`),
        read(`${url}/jobs/${multi}/artifacts/aggregate`),
      ])
      const [first, second, children] = found.map(({ body }) => body)
      expect([first, second]).toEqual(Array.from({ length: 2 }, () => Object.fromEntries(states)))
      expect(Object.values(children ?? {})).toEqual(
        Array.from({ length: 3 }, () => Object.fromEntries(states)),
      )
      here.splice(0)
    }),
  )

  it.effect("keep no result for a reader who does not read", () =>
    asking(async (url) => {
      const responses: Array<ServerResponse> = []
      // Node's own channel of requests that arrive.
      const collect = (message: unknown) => responses.push((message as { response: ServerResponse }).response)
      subscribe("http.server.request.start", collect)
      // Its text is longer than what the system keeps for a connection.
      const id = await submit(url, circuit(19, layers(19, 3)))
      responses.splice(0)
      const reader = request(`${url}/jobs/${id}/results/probabilities`, { headers }).end()
      const gone = once(reader, "close")
      reader.on("error", () => {})
      while (responses.length === 0) await setImmediate()
      const [response] = responses
      unsubscribe("http.server.request.start", collect)
      // While it is simulated there is nothing to be read.
      response?.emit("timeout")
      expect(response?.destroyed).toBe(false)
      await once(reader, "response")
      while (responses.every(({ writableLength }) => writableLength === 0)) await setImmediate()
      response?.emit("timeout")
      expect(response?.destroyed).toBe(true)
      reader.destroy()
      await gone
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
