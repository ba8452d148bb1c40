import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Gates, Results } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import { registersIn, scanned } from "../../src/results/scanRegister.ts"
import { after, circuit, create, emulated } from "../utils/emulator.ts"

const gates = Array.from({ length: 16 }, (_, qubit) => Gates.ry(qubit, 0.4 + qubit / 10))

describe("a result of megabytes", () => {
  for (const generation of ["2026-09", "2026-05"] as const) {
    it.effect(`is what was simulated, as ${generation} writes it`, () =>
      Effect.gen(function* () {
        const results = yield* Results
        const { id } = yield* create(circuit(16, gates))
        const { states, values, width } = yield* results.probabilities(yield* after(id, "1 second"))
        const expected = Result.getOrThrow(
          Simulator.probabilities({ gateset: "qis", qubits: 16, circuit: gates }),
        )
        expect([width, states.length]).toEqual([16, 2 ** 16])
        expect([...values]).toEqual([...expected])
      }).pipe(emulated({ generation })),
    )
  }

  const read = (text: string, base: 2 | 10, width = 2) =>
    scanned(text, { from: 0, to: text.length }, { base, kind: "counts", width })

  it("is read off its text, in any order", () => {
    expect(read('"10":3,"01":0.5,"00":0', 2)?.states).toEqual(Uint32Array.of(1, 2))
    expect(read('"2":0.5,"1":3', 10)?.values).toEqual(Float64Array.of(3, 0.5))
  })

  it("is left to its schema where anything is unusual", () => {
    for (const text of [
      '"1":1',
      '"12":1',
      '"01":-1',
      '"01":null',
      '"01" :1',
      '"01":1,"01":1',
      '"01":1e999',
      '"01":',
    ]) {
      expect(read(text, 2), text).toBe(undefined)
    }
    for (const text of ['"4":1', '"":1', '"1":1,"1":2', '"x":1', ""])
      expect(read(text, 10), text).toBe(undefined)
    const head = '{"histogram":{"registers":{'
    expect(registersIn(`${head}"a":{"0":1},"b":{}}}}`, "histogram")).toEqual({
      a: { from: 32, to: 37 },
      b: { from: 44, to: 44 },
    })
    for (const text of [
      `${head}"a":{"0":1}}}`,
      `${head}"a":{},"a":{}}}}`,
      `${head}"a\\u0062":{}}}}`,
      `${head}"a":1}}}`,
      "{}",
    ]) {
      expect(registersIn(text, "histogram"), text).toBe(undefined)
    }
  })
})
