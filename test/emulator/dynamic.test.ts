/** Programs that measure and reset before their end, and branch on what they measured. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { IonQClient, Results } from "effect-ionq"
import type * as Emulator from "effect-ionq/emulator"
import { isCircuitJob } from "effect-ionq/schema/Job"
import type { WireJobRequest } from "effect-ionq/schema/JobRequest"
import { formats } from "effect-ionq/schema/Result"
import { create, emulated, see } from "../utils/emulator.ts"

const instant = { timing: "instant" } as const
const branching: Emulator.Options = { ...instant, branches: true }

const program = (body: string): string => `OPENQASM 3.0;\ninclude "stdgates.inc";\n${body}`
const request = (body: string, fields: Partial<WireJobRequest> = {}): WireJobRequest =>
  Object.assign(
    { type: "ionq.qasm3.v1", backend: "simulator", input: { data: program(body) } } as const,
    fields,
  )

const noisy = { noise: { model: "forte-1", seed: 7 }, shots: 4000 } as const

/** The exact probabilities of the final states. */
const exactly = Effect.fnUntraced(function* (body: string) {
  const client = yield* IonQClient
  const { id } = yield* create(request(body))
  return yield* client.results.probabilities({ params: { uuid: id } })
})

/** What of a job there is for each register. */
const registersOf = Effect.fnUntraced(function* (body: string, fields: Partial<WireJobRequest> = noisy) {
  const client = yield* IonQClient
  const results = yield* Results
  const { id } = yield* create(request(body, fields))
  const job = yield* see(id)
  if (!isCircuitJob(job)) return yield* Effect.die("a program's job is a circuit job")
  const artifact = Effect.fnUntraced(function* (format: string) {
    const content = yield* client.results.artifact({
      params: { uuid: id, artifactId: job.results?.[format]?.id ?? "" },
    })
    return JSON.parse(yield* Stream.mkString(Stream.decodeText(content.stream)))
  })
  const shots: ReadonlyArray<{ readonly registers: Readonly<Record<string, ReadonlyArray<number>>> }> =
    (yield* artifact(formats.shotsV2)).shots
  const histogram: Readonly<Record<string, Readonly<Record<string, number>>>> = (yield* artifact(
    formats.histogramV2,
  )).histogram.registers
  return { id, job, shots, histogram, results }
})

const near = (found: number | undefined, wanted: number, shots: number): void =>
  // Five standard deviations, and what noise does.
  expect(Math.abs((found ?? 0) / shots - wanted)).toBeLessThan(5 * Math.sqrt(0.25 / shots) + 0.02)

describe("a measurement before the end", () => {
  it.effect("leaves the qubit as it was found, which can be measured again and used", () =>
    Effect.gen(function* () {
      const { shots, histogram } = yield* registersOf(`
        qubit q; bit a; bit b; bit c;
        h q; a = measure q; b = measure q; h q; c = measure q;`)
      const agree = shots.filter(({ registers: { a, b } }) => a?.[0] === b?.[0]).length
      expect(agree).toBeGreaterThan(0.99 * shots.length)
      for (const register of ["a", "b", "c"]) near(histogram[register]?.["1"], 0.5, 4000)
      const both = shots.filter(({ registers: { a, c } }) => a?.[0] === c?.[0]).length
      near(both, 0.5, 4000)
    }).pipe(emulated(instant)),
  )

  it.effect("is the same as one at the end where nothing follows on the qubit, exactly", () =>
    Effect.gen(function* () {
      const gates = "ry(0.7) q[0]; rx(1.1) q[1]; cx q[0], q[1];"
      const early = yield* exactly(
        `qubit[3] q; bit[3] c; ${gates} c[1] = measure q[1]; cx q[0], q[2]; ry(0.4) q[2];`,
      )
      const late = yield* exactly(
        `qubit[3] q; bit[3] c; ${gates} cx q[0], q[2]; ry(0.4) q[2]; c[1] = measure q[1];`,
      )
      const after = yield* exactly(
        `qubit[3] q; bit c; ${gates} c = measure q[1]; cx q[0], q[2]; ry(0.4) q[2]; cx q[2], q[1]; cx q[2], q[1];`,
      )
      for (const [state, probability] of Object.entries(late)) {
        expect(early[state]).toBeCloseTo(probability, 12)
        expect(after[state]).toBeCloseTo(probability, 12)
      }
    }).pipe(emulated(instant)),
  )

  it.effect("takes the coherence: H, measure, H is a coin, and H, H is not", () =>
    Effect.gen(function* () {
      const found = yield* exactly("qubit q; bit c; h q; c = measure q; h q;")
      expect(found["0"]).toBeCloseTo(0.5, 12)
      expect(found["1"]).toBeCloseTo(0.5, 12)
      expect(yield* exactly("qubit q; h q; h q;")).toEqual({ "0": expect.closeTo(1, 12) })
    }).pipe(emulated(instant)),
  )
})

describe("a reset", () => {
  it.effect("lets a qubit be used again, shot by shot", () =>
    Effect.gen(function* () {
      const { histogram, shots, id, results } = yield* registersOf(`
        qubit[2] q; bit[2] first; bit[2] second;
        x q[0]; h q[1]; first = measure q; reset q; x q[1]; second = measure q;`)
      near(histogram["first"]?.["10"], 0.5, 4000)
      near(histogram["first"]?.["11"], 0.5, 4000)
      near(histogram["second"]?.["01"], 1, 4000)
      near(histogram["output_all"]?.["01"], 1, 4000)
      expect(shots).toHaveLength(4000)
      const counted = shots.filter(({ registers }) => registers["first"]?.join("") === "11").length
      expect(histogram["first"]?.["11"]).toBe(counted)
      const states = yield* Stream.runCollect(results.shots(id))
      expect(states).toEqual(
        shots.map(({ registers }) =>
          String(parseInt((registers["output_all"] ?? []).toReversed().join(""), 2)),
        ),
      )
      const own = yield* results.probabilities(id, { register: "second" })
      expect(own.width).toBe(2)
    }).pipe(emulated(instant)),
  )

  it.effect("of a half of a pair leaves the other half a coin, exactly", () =>
    Effect.gen(function* () {
      const found = yield* exactly("qubit[2] q; h q[0]; cx q[0], q[1]; reset q[0]; h q[1];")
      expect(found).toEqual({ "0": expect.closeTo(0.5, 12), "2": expect.closeTo(0.5, 12) })
    }).pipe(emulated(instant)),
  )
})

describe("without noise", () => {
  it.effect("there are probabilities of all qubits and no shots", () =>
    Effect.gen(function* () {
      const { id } = yield* create(
        request("qubit q; bit[2] c; x q; c[0] = measure q; reset q; c[1] = measure q;"),
      )
      const job = yield* see(id)
      expect(Object.keys(job.results ?? {})).not.toContain(formats.shotsV2)
      expect(yield* Effect.flip((yield* Results).histogram(id))).toMatchObject({ _tag: "MissingResultError" })
    }).pipe(emulated(instant)),
  )

  it.effect("more ways than can be followed are drawn", () =>
    Effect.gen(function* () {
      const found = yield* exactly("qubit q; bit c; for int i in [1:24] { h q; c = measure q; }")
      near((found["1"] ?? 0) * 10_000, 0.5, 10_000)
      expect((found["0"] ?? 0) + (found["1"] ?? 0)).toBeCloseTo(1, 9)
    }).pipe(emulated(instant)),
  )
})

describe("a branch on measured bits", () => {
  const branch = "qubit[2] q; bit c; ry(0.9) q[0]; c = measure q[0]; if (c == 1) { x q[1]; }"

  it.effect("is refused unless the emulator is told otherwise", () =>
    Effect.gen(function* () {
      const { id } = yield* create(request(branch))
      expect(yield* see(id)).toMatchObject({
        status: "failed",
        failure: { code: "CompilationError", message: expect.stringMatching(/if.*measure/s) },
      })
    }).pipe(emulated(instant)),
  )

  it.effect("is the controlled gate of a measurement that is deferred, exactly", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [branch: string, deferred: string]> = [
        ["if (c[0]) x q[2];", "cx q[0], q[2];"],
        ["if (c[0] == false) x q[2];", "negctrl @ x q[0], q[2];"],
        ["if (c == 3) { ry(0.3) q[2]; }", "ctrl(2) @ ry(0.3) q[0], q[1], q[2];"],
        [
          "if (c == 1) x q[2]; else { h q[2]; }",
          "ctrl @ negctrl @ x q[0], q[1], q[2]; h q[2]; ctrl @ negctrl @ h q[0], q[1], q[2];",
        ],
        ["if (c[0] && !c[1]) x q[2];", "ctrl @ negctrl @ x q[0], q[1], q[2];"],
        [
          "if (c[0]) { if (c[1]) { x q[2]; } else ry(0.4) q[2]; }",
          "ctrl(2) @ x q[0], q[1], q[2]; ctrl @ negctrl @ ry(0.4) q[0], q[1], q[2];",
        ],
        ["if (c >= 2) x q[2];", "cx q[1], q[2];"],
      ]
      const before = "qubit[3] q; bit[2] c; ry(0.7) q[0]; cx q[0], q[1]; ry(1.2) q[1]; ry(0.5) q[2];"
      for (const [branch, deferred] of cases) {
        const found = yield* exactly(`${before} c = measure q[0:1]; ${branch}`)
        const wanted = yield* exactly(`${before} ${deferred}`)
        const states = new Set([...Object.keys(found), ...Object.keys(wanted)])
        for (const state of states) expect(found[state] ?? 0, branch).toBeCloseTo(wanted[state] ?? 0, 12)
      }
    }).pipe(emulated(branching)),
  )

  it.effect("reads the numbers that hold where it is written, in a loop too", () =>
    Effect.gen(function* () {
      const hidden = yield* exactly(
        "const uint i = 1; qubit[2] q; bit[2] c; x q[0]; c = measure q; x q[0];" +
          " for uint i in [0:0] { if (c[i] == 1) x q[1]; }",
      )
      expect(hidden).toEqual({ 2: 1 })
      const looped = yield* exactly(
        "qubit[1] q; bit[3] c; for uint i in [0:2] { h q[0]; c[i] = measure q[0]; if (c[i] == 1) x q[0]; }",
      )
      expect(looped["0"]).toBeCloseTo(1, 12)
    }).pipe(emulated(branching)),
  )

  it.effect("teleports a qubit", () =>
    Effect.gen(function* () {
      const { histogram, shots } = yield* registersOf(`
        qubit[3] q; bit a; bit b; bit[1] out;
        ry(0.8) q[0]; rz(0.3) q[0];
        h q[1]; cx q[1], q[2];
        cx q[0], q[1]; h q[0];
        a = measure q[0]; b = measure q[1];
        if (b == 1) x q[2];
        if (a == 1) z q[2];
        rz(-0.3) q[2]; ry(-0.8) q[2];
        out[0] = measure q[2];`)
      expect(histogram["out"]?.["0"]).toBeGreaterThan(0.95 * shots.length)
      for (const register of ["a", "b"]) near(histogram[register]?.["1"], 0.5, shots.length)
    }).pipe(emulated(branching)),
  )

  it.effect("that leaves a loop, or reads an input, is refused with its place", () =>
    Effect.gen(function* () {
      const cases = [
        ["qubit q; bit c; h q; c = measure q; for int i in [0:3] { if (c) break; x q; }", "break"],
        ["qubit q; bit c; h q; c = measure q; if (c) end; x q;", "end"],
        ["qubit q; bit[2] c; h q; c[0] = measure q; if (c[5]) x q;", "c[5]"],
        ["qubit q; bit c; h q; c = measure q; while (c) { x q; }", "while"],
      ] as const
      for (const [body, words] of cases) {
        const { id } = yield* create(request(body))
        expect((yield* see(id)).failure, body).toMatchObject({
          code: "CompilationError",
          message: expect.stringContaining(words),
        })
      }
    }).pipe(emulated(branching)),
  )
})

describe("a program with measurements on a machine", () => {
  it.effect("runs without debiasing, and is its own compiled form", () =>
    Effect.gen(function* () {
      const body = "qubit q; bit[2] c; x q; c[0] = measure q; reset q; c[1] = measure q;"
      const { id, histogram, job } = yield* registersOf(body, { backend: "qpu.forte-1", shots: 1000 })
      near(histogram["c"]?.["10"], 1, 1000)
      expect(job.output).toMatchObject({ error_mitigation: { debiasing: false } })
      expect(yield* (yield* Results).compiledQasm3(id)).toBe(program(body))
    }).pipe(emulated(instant)),
  )

  it.effect("fails where the machine is too small for it, or a gate is not known", () =>
    Effect.gen(function* () {
      const wide = yield* create(
        request("qubit[26] q; h q[25]; reset q[25]; x q[25];", { backend: "qpu.aria-1" }),
      )
      expect((yield* see(wide.id)).failure).toMatchObject({ code: "NotEnoughQubits" })
      const wrong = yield* create(request("qubit q; h q; reset q; warp q;"))
      expect((yield* see(wrong.id)).failure).toMatchObject({ code: "CompilationError" })
    }).pipe(emulated(instant)),
  )
})

describe("a program that takes too long shot by shot", () => {
  const wide =
    "qubit[20] q; bit[20] c; h q; for int i in [1:60] { cx q[0], q[1]; } c = measure q; h q; c = measure q; h q;"

  it.effect("is refused by its checks with noise, with words that say what to do", () =>
    Effect.gen(function* () {
      const { id } = yield* create(request(wide, { ...noisy, shots: 10_000 }))
      const job = yield* see(id)
      expect(job).toMatchObject({ status: "failed", failure: { code: "SimulationTimeout" } })
      expect(job.failure?.message).toMatch(/10000 shots on 20 qubits .* use fewer shots, gates or qubits/)
      const machine = yield* create(request(wide, { backend: "qpu.forte-1", shots: 100_000 }))
      expect((yield* see(machine.id)).failure?.code).toBe("SimulationTimeout")
    }).pipe(emulated(instant)),
  )
})

it.effect("the same seed gives the same shots, another one others", () =>
  Effect.gen(function* () {
    const body = "qubit[2] q; bit[2] c; h q; c = measure q; h q[0]; c[0] = measure q[0];"
    const first = yield* registersOf(body)
    expect((yield* registersOf(body)).shots).toEqual(first.shots)
    const other = yield* registersOf(body, { ...noisy, noise: { model: "forte-1", seed: 8 } })
    expect(other.shots).not.toEqual(first.shots)
  }).pipe(emulated(instant)),
)
