import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Results } from "effect-ionq"
import type { CircuitJob } from "effect-ionq/schema/Job"
import { formats } from "effect-ionq/schema/Result"
import { withStub } from "../utils/client.ts"
import { link, job } from "../utils/results.ts"

describe("a compiled circuit", () => {
  const qasm = "OPENQASM 3.0;\nqubit[1] q;\n"
  const page = "<!DOCTYPE html>\n<html><body>Sign in</body></html>"
  const compiled = (format: string) => job({ output: { compilation: { compiled_circuits: link(format) } } })
  const served = <A, E>(
    type: string,
    body: string,
    read: (results: Results["Service"]) => Effect.Effect<A, E>,
  ) =>
    withStub(
      () => ({ status: 200, body, headers: { "content-type": type } }),
      () => Effect.flatMap(Results, read),
    )
  const readQasm = (type: string, body: string) =>
    served(type, body, (reader) => reader.compiledQasm3(compiled(formats.qasm3)))

  it.effect("in OpenQASM is the program, sent as text or as a JSON string", () =>
    Effect.gen(function* () {
      for (const [type, body] of [
        ["text/plain", qasm],
        ["text/plain; charset=utf-8", JSON.stringify(qasm)],
        ["application/json", JSON.stringify(qasm)],
        ["application/octet-stream", qasm],
      ] as const) {
        expect(yield* readQasm(type, body)).toBe(qasm)
      }
    }),
  )

  for (const [name, type, body] of [
    ["a page of HTML", "text/html", page],
    ["a page of HTML that says it is text", "text/plain", page],
    ["a page of HTML in a JSON string", "application/json", JSON.stringify(page)],
    ["HTML by its type alone", "text/html; charset=utf-8", "Sign in"],
    ["JSON that is no string", "application/json", "{}"],
    ["a string that is cut", "text/plain", JSON.stringify(qasm).slice(0, -4)],
    ["nothing", "text/plain", "  \n"],
  ] as const) {
    it.effect(`in OpenQASM is never ${name}`, () =>
      Effect.map(Effect.flip(readQasm(type, body)), (error) =>
        expect(error).toMatchObject({ _tag: "DecodeError", status: 200, body }),
      ),
    )
  }

  for (const [name, type, body] of [
    ["a program that only quotes HTML", "text/plain", `${qasm}// <html>`],
    ["a program with a string in it", "text/plain", `${qasm}// "q"`],
    ["a program that begins with a line of its own", "text/plain", `\n ${qasm}`],
    ["a program of few letters", "text/plain", "x"],
    ["a program that compares", "text/plain", "<heading> is no page"],
  ] as const) {
    it.effect(`in OpenQASM may be ${name}`, () =>
      Effect.map(readQasm(type, body), (text) => expect(text).toBe(body)),
    )
  }

  for (const [body, why] of [
    ["<HTML>", "a page of HTML"],
    ["  <head>", "a page of HTML"],
    ["<body class='a'>", "a page of HTML"],
    ["<?xml version='1.0'?>", "a page of HTML"],
    ["", "empty"],
    ['  "cut', "JSON that is not a string"],
    ['""', "empty"],
  ] as const) {
    it.effect(`in OpenQASM is not ${JSON.stringify(body)}: it is ${why}`, () =>
      Effect.map(Effect.flip(readQasm("text/plain", body)), (error) =>
        expect(error).toMatchObject({
          _tag: "DecodeError",
          message: `The response is not an OpenQASM program: it is ${why}`,
        }),
      ),
    )
  }

  it.effect("is read by its link, else at the endpoint of older servers", () =>
    Effect.gen(function* () {
      const read = (output: CircuitJob["output"]) =>
        withStub(
          () => ({
            status: 200,
            body: JSON.stringify(qasm),
            headers: { "content-type": "application/json" },
          }),
          ({ requests }) =>
            Effect.gen(function* () {
              const results = yield* Results
              expect(yield* results.compiledQasm3(job(output === undefined ? {} : { output }))).toBe(qasm)
              return requests.map(({ path }) => path)
            }),
        )
      const compilation = (compiled_circuits: object | null) =>
        ({ compilation: { compiled_circuits } }) as never
      expect(yield* read(compilation({ [formats.qasm3]: { id: "a" } }))).toEqual(["/v0.4/jobs/j/artifacts/a"])
      for (const output of [
        undefined,
        null,
        {},
        { compilation: null },
        compilation(null),
        compilation({}),
        compilation({ [formats.native]: { id: "a" } }),
        compilation({ [formats.qasm3]: {} }),
      ]) {
        expect(yield* read(output)).toEqual(["/v0.4/jobs/j/circuits/qasm3"])
      }
    }),
  )

  it.effect("in native gates is the program", () =>
    Effect.gen(function* () {
      const program = { gateset: "native", qubits: 1, circuit: [{ gate: "gpi", target: 0, phase: 0.25 }] }
      const read = (reader: Results["Service"]) => reader.compiledNative(compiled(formats.native))
      expect(yield* served("application/json", JSON.stringify(program), read)).toMatchObject({
        circuit: [{ gate: "gpi", target: 0, phase: 0.25 }],
      })
    }),
  )

  it.effect("of older servers is checked alike", () =>
    Effect.gen(function* () {
      const older = (body: string) =>
        served("application/json", body, (reader) => reader.compiledQasm3(job({})))
      expect(yield* older(JSON.stringify(qasm))).toBe(qasm)
      expect(yield* Effect.flip(older(JSON.stringify(page)))).toMatchObject({ _tag: "DecodeError" })
      expect(yield* Effect.flip(older(page))).toMatchObject({ _tag: "DecodeError" })
    }),
  )

  it.effect("in native gates that is malformed is a DecodeError with the body, as it is there", () =>
    Effect.gen(function* () {
      for (const body of ['{"circuit":[{"gate":7}]}', "[]", '{"circuit":[', page]) {
        const read = (reader: Results["Service"]) => reader.compiledNative(compiled(formats.native))
        expect(yield* Effect.flip(served("application/json", body, read))).toMatchObject({
          _tag: "DecodeError",
          status: 200,
          body,
        })
      }
    }),
  )

  it.effect("of a child whose id is a name that every object has is missing, and no crash", () =>
    Effect.gen(function* () {
      for (const id of ["constructor", "__proto__", "toString"]) {
        const parent = job({ child_job_ids: [id], results: link(formats.probabilitiesByChild) })
        const { value } = yield* withStub(
          ({ path }) => ({ status: 200, body: path.includes("/artifacts/") ? {} : { jobs: [] } }),
          () =>
            Effect.flatMap(Results, (reader) =>
              Effect.map(Effect.flip(reader.circuits(parent)), (value) => ({ value })),
            ),
        )
        expect(["MissingResultError", "DecodeError"]).toContain(value._tag)
      }
    }),
  )
})
