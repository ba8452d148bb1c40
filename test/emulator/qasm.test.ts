import { describe, expect, it } from "@effect/vitest"
import { Effect, Result, Stream } from "effect"
import { Circuit, Distribution, Gates, Jobs, Qasm, Results } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { JobRequest, Qasm3JobRequest } from "effect-ionq/schema/JobRequest"
import { TestClock } from "effect/testing"
import { bell } from "../utils/builders.ts"

const emulated = Effect.provide(Emulator.layerIonQ())
const head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'
const { toBitstrings, toDecimals } = Distribution
const left = { qubit0: "left" } as const

const program = (data: string, fields: Partial<Qasm3JobRequest> = {}): Qasm3JobRequest => ({
  type: "ionq.qasm3.v1",
  backend: "simulator",
  input: { data },
  ...fields,
})

/** The job when it ended, in whatever way. */
const ended = (request: JobRequest) =>
  Effect.gen(function* () {
    const jobs = yield* Jobs
    const { id } = yield* jobs.submit(request)
    yield* TestClock.adjust("10 days")
    return yield* jobs.get(id)
  })

/** X on qubit 0 of three; `c` reads the qubits backwards and has one bit more, `d` only the last. */
const flipped = `${head}qubit[3] q;
bit[4] c;
bit d;
x q[0];
barrier q;
c[0] = measure q[2];
c[2] = measure q[0];
d = measure q[2];
`

describe("a job in OpenQASM 3", () => {
  it.effect("gives what the same circuit gives in JSON", () =>
    Effect.gen(function* () {
      const results = yield* Results
      const circuit = Circuit.qis(3, [
        Gates.h(0),
        Gates.controlled(Gates.ry(1, 0.7), 0),
        Gates.xx(1, 2, 1.1),
        Gates.controlled(Gates.phase(0, -0.4), 1, 2),
        Gates.h(2),
      ])
      const text = Result.getOrThrow(Qasm.print(circuit))
      const request = Result.getOrThrow(Circuit.toRequest(circuit, { backend: "simulator" }))
      const [written, plain] = [yield* ended(program(text)), yield* ended(request)]
      expect(written).toMatchObject({ status: "completed", type: "ionq.qasm3.v1", stats: { qubits: 3 } })
      const distance = Distribution.totalVariation(
        yield* results.probabilities(written),
        yield* results.probabilities(plain),
      )
      expect(Result.getOrThrow(distance)).toBeLessThan(1e-12)
    }).pipe(emulated),
  )

  it.effect("has its registers where there are shots, bit 0 leftmost", () =>
    Effect.gen(function* () {
      const results = yield* Results
      const machine = { backend: "qpu.forte-1", shots: 20 }
      const noisy = { noise: { model: "aria-1", seed: 1 }, shots: 20 } as const
      for (const fields of [machine, noisy]) {
        const job = yield* ended(program(flipped, fields))
        const c = yield* results.probabilities(job, { register: "c" })
        expect([c.width, Object.keys(toBitstrings(c, left)).includes("0010")]).toEqual([4, true])
        if (fields === noisy) continue
        expect(toBitstrings(c, left)).toEqual({ "0010": 1 })
        expect(toBitstrings(yield* results.histogram(job, { register: "c" }), left)).toEqual({ "0010": 20 })
        expect(toBitstrings(yield* results.histogram(job, { register: "d" }), left)).toEqual({ "0": 20 })
        // All qubits are there as ever: X on qubit 0 of three.
        const all = yield* results.histogram(job)
        expect(toDecimals(all)).toEqual({ "1": 20 })
        expect(toBitstrings(all, left)).toEqual({ "100": 20 })
        expect(toBitstrings(all, { qubit0: "right" })).toEqual({ "001": 20 })
        const shots = yield* Stream.runCollect(results.shots(job, { register: "c" }))
        // Bit 2 alone, as a decimal state.
        expect(shots).toEqual(Array.from({ length: 20 }, () => "4"))
        expect(yield* Effect.flip(results.histogram(job, { register: "e" }))).toMatchObject({
          _tag: "MissingResultError",
        })
      }
    }).pipe(emulated),
  )

  it.effect("has all qubits alone on the ideal simulator, and what was measured is in the program", () =>
    Effect.gen(function* () {
      const results = yield* Results
      const job = yield* ended(program(flipped))
      expect(yield* Effect.flip(results.probabilities(job, { register: "c" }))).toMatchObject({
        _tag: "MissingResultError",
        what: "register c (it has output_all)",
      })
      const { registers } = Result.getOrThrow(Qasm.parse(flipped))
      const all = yield* results.probabilities(job)
      const c = Result.getOrThrow(Distribution.remap(all, registers["c"] ?? []))
      expect(toBitstrings(c, left)).toEqual({ "0010": 1 })
    }).pipe(emulated),
  )

  it.effect("runs native gates, and shows its compiled forms with its registers", () =>
    Effect.gen(function* () {
      const results = yield* Results
      const data = "OPENQASM 3;\nqubit[2] q;\nbit[1] out;\ngpi(0.25) q[1];\nout[0] = measure q[1];\n"
      const job = yield* ended(program(data, { backend: "qpu.forte-1", shots: 7 }))
      expect(toBitstrings(yield* results.histogram(job, { register: "out" }), left)).toEqual({ "1": 7 })
      expect(yield* results.compiledNative(job)).toEqual({
        qubits: 2,
        circuit: [{ gate: "gpi", target: 1, phase: 0.25 }],
      })
      const text = yield* results.compiledQasm3(job)
      expect(Result.getOrThrow(Qasm.parse(text)).registers).toEqual({ out: [1] })
    }).pipe(emulated),
  )

  const failures: ReadonlyArray<
    readonly [name: string, request: Qasm3JobRequest, code: string, message: string]
  > = [
    [
      "a loop that depends on what is measured",
      program(`${head}qubit q;\nwhile (measure q) { x q; }\n`),
      "CompilationError",
      "Line 4, column 1: not supported: while",
    ],
    [
      "a mistake",
      program(`${head}qubit q;\nh r;\n`),
      "CompilationError",
      "Line 4, column 3: there is no qubit r",
    ],
    [
      "an input",
      program(`${head}input float t;\nqubit q;\nrx(t) q;\n`),
      "CompilationError",
      "needs a value for t",
    ],
    [
      "another version",
      program('OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[1];\nx q;\n'),
      "CompilationError",
      "OpenQASM 2.0",
    ],
    ["no gates", program("qubit q;\nbit c = measure q;\n"), "InvalidInput", "no gates"],
    ["too many qubits", program(`${head}qubit[40] q;\nh q;\n`), "NotEnoughQubits", "40 qubits"],
    [
      "a gate that the machine lacks",
      program("qubit[2] q;\nms(0, 0) q[0], q[1];\n", { backend: "qpu.forte-1" }),
      "UnsupportedGate",
      "ms",
    ],
  ]
  for (const [name, request, code, message] of failures) {
    it.effect(`with ${name} is taken, and fails with ${code}`, () =>
      Effect.gen(function* () {
        const job = yield* ended(request)
        expect(job).toMatchObject({
          status: "failed",
          failure: { code, message: expect.stringContaining(message) },
        })
      }).pipe(emulated),
    )
  }
})

describe("a compiled circuit in OpenQASM 3", () => {
  it.effect("is a program of the same circuit", () =>
    Effect.gen(function* () {
      const text = yield* (yield* Results).compiledQasm3(yield* ended(bell))
      expect(Result.getOrThrow(Qasm.parse(text)).circuit.gates).toEqual(bell.input.circuit)
    }).pipe(emulated),
  )
})
