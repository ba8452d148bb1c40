import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { inTime } from "effect-ionq/emulator"
import { type ServerOptions, startServer, type Talk, textOf } from "./talk.ts"

const withServer = <A, E>(options: ServerOptions, use: (talk: Talk) => Effect.Effect<A, E>) =>
  inTime(Effect.scoped(Effect.flatMap(startServer(options), use)))

const ping = (id: number) => JSON.stringify({ jsonrpc: "2.0", id, method: "ping" })

describe("standard input", () => {
  const lines: Readonly<Record<string, readonly [text: string, code: number]>> = {
    "is not JSON": ["hello", -32700],
    "is cut": ['{"jsonrpc":"2.0","id":1,"meth', -32700],
    "is no message": ["5", -32600],
    "is too long": [`"${"x".repeat(17 * 1024 * 1024)}"`, -32700],
  }
  it.effect.each(Object.keys(lines))("answers a line that %s, and the lines around it", (name) =>
    withServer({}, (talk) =>
      Effect.gen(function* () {
        const [line, code] = lines[name] ?? ["", 0]
        const answers = yield* talk.say(`${ping(101)}\n${line}\n${ping(102)}\r\n\n${line}\n`, 2)
        expect(answers.map(({ error }) => error?.code)).toEqual([code, code])
        expect((yield* talk.ask("tools/list")).result?.tools).toHaveLength(7)
        const pings = talk.written.filter((text) => /"id":10[12]\b/.test(text))
        expect(pings.every((text) => text.includes('"result":{}'))).toBe(true)
        expect(pings).toHaveLength(2)
        expect(answers.every(({ error }) => (error?.message.length ?? 0) < 200)).toBe(true)
      }),
    ),
  )
})

describe("the end of standard input", () => {
  const args = {
    circuit: 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];',
    backend: "qpu.forte-1",
    shots: 100,
    requestId: "request-1",
  }

  it.effect("while the person is asked ends the server, and nothing is submitted", () =>
    withServer({ budget: 20, person: "sleeps" }, (talk) =>
      Effect.gen(function* () {
        const call = yield* Effect.forkChild(talk.tool("submit_job", args))
        yield* Effect.yieldNow.pipe(Effect.repeat({ until: () => talk.questions.length === 1 }))
        yield* talk.hangUp
        expect(textOf(yield* Fiber.join(call))).toMatch(/client closed the connection/)
        expect(yield* talk.jobs).toHaveLength(0)
      }),
    ),
  )

  it.effect("still answers the calls that are under way", () =>
    withServer({}, (talk) =>
      Effect.gen(function* () {
        yield* Effect.forkChild(talk.tool("run_circuit", { circuit: args.circuit }))
        yield* Effect.yieldNow
        yield* talk.hangUp
        expect(talk.written.join("\n")).toContain("Probabilities of 2 qubits")
      }),
    ),
  )
})
