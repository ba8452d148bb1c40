import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Gates } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import { uniform } from "../utils/randomCircuits.ts"

const tally = (shots: Iterable<number>): Map<number, number> => {
  const counts = new Map<number, number>()
  for (const shot of shots) counts.set(shot, (counts.get(shot) ?? 0) + 1)
  return counts
}

const countsOf = (outcomes: Simulator.Outcomes, options: Simulator.ShotOptions) => {
  const { states, counts } = Result.getOrThrow(Simulator.countsOf(outcomes, options))
  return Array.from(states, (state, i): readonly [number, number] => [state, counts[i]!])
}

describe("sampling", () => {
  const next = uniform(3)
  const weights = Array.from({ length: 1000 }, (_, i) => (i % 7 === 0 ? 0 : next() ** 4))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const outcomes = Simulator.outcomesFrom(weights)

  it("draws each outcome as often as its weight says", () => {
    const shots = 200_000
    let [distance, expectedDistance] = [0, 0]
    const found = new Map(countsOf(outcomes, { shots, seed: 1 }))
    for (const [i, weight] of weights.entries()) {
      const p = weight / total
      const difference = (found.get(i) ?? 0) - shots * p
      if (weight === 0) expect(found.has(i)).toBe(false)
      else {
        expect(Math.abs(difference)).toBeLessThan(6 * Math.sqrt(shots * p) + 6)
        distance += difference ** 2 / (shots * p)
        expectedDistance++
      }
    }
    // Chi squared has that mean, and a deviation of the root of twice it.
    expect(Math.abs(distance - expectedDistance)).toBeLessThan(5 * Math.sqrt(2 * expectedDistance))
  })

  it("counts the shots that it draws one by one", () => {
    for (const shots of [0, 1, 37, 5000]) {
      const options = { shots, seed: 99 }
      const drawn = [...Result.getOrThrow(Simulator.shotsOf(outcomes, options))]
      expect(drawn.length).toBe(shots)
      expect(countsOf(outcomes, options)).toEqual([...tally(drawn)].sort(([a], [b]) => a - b))
    }
  })

  it("counts more shots than it keeps at a time", () => {
    const shots = 2 ** 20 + 12_345
    const counts = countsOf(Simulator.outcomesFrom([1, 0, 3]), { shots, seed: 5 })
    expect(counts.map(([state]) => state)).toEqual([0, 2])
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(shots)
    expect(Math.abs(counts[0]![1] / shots - 0.25)).toBeLessThan(0.003)
  })

  it("is what its seed decides, and the same on each engine", () => {
    const circuit = Array.from({ length: 10 }, (_, qubit) => Gates.ry(qubit, 0.3 * qubit + 0.2))
    const of = (engine: Simulator.EngineName, seed: number) => {
      const state = Result.getOrThrow(Simulator.run({ gateset: "qis", circuit }, { engine }))
      return countsOf(Simulator.outcomesOf(state), { shots: 300, seed })
    }
    expect(of("wasm", 6)).toEqual(of("javascript", 6))
    expect(of("wasm", 6)).not.toEqual(of("wasm", 7))
    // Held against a change of the generator or of the way from a number to a state.
    expect(countsOf(Simulator.outcomesFrom([1, 2, 3, 4]), { shots: 1000, seed: 42 })).toMatchInlineSnapshot(`
      [
        [
          0,
          101,
        ],
        [
          1,
          211,
        ],
        [
          2,
          277,
        ],
        [
          3,
          411,
        ],
      ]
    `)
  })

  it("draws from a state of few amplitudes without making the others", () => {
    const ghz = [Gates.h(0), ...Array.from({ length: 28 }, (_, qubit) => Gates.cnot(qubit, qubit + 1))]
    const state = Result.getOrThrow(Simulator.run({ gateset: "qis", circuit: ghz }, { maxQubits: 29 }))
    const counts = countsOf(Simulator.outcomesOf(state), { shots: 1000, seed: 1 })
    expect(counts.map(([outcome]) => outcome)).toEqual([0, 2 ** 29 - 1])
    expect(Math.abs(counts[0]![1] - 500)).toBeLessThan(80)
  })

  it("refuses shots and seeds that are no whole numbers", () => {
    const refused = (options: Simulator.ShotOptions) => {
      const { code, message } = Result.getOrThrow(Result.flip(Simulator.countsOf(outcomes, options)))
      const other = Result.getOrThrow(Result.flip(Simulator.shotsOf(outcomes, options)))
      expect([other.code, other.message]).toEqual([code, message])
      return `${code}: ${message}`
    }
    for (const shots of [-1, 0.5, Number.NaN]) {
      expect(refused({ shots, seed: 1 })).toBe(`InvalidInput: shots is ${shots}, not a whole number from 0`)
    }
    for (const weights of [[], [0, 0], [Number.NaN]]) {
      const nothing = Simulator.countsOf(Simulator.outcomesFrom(weights), { shots: 1, seed: 1 })
      expect(Result.isFailure(nothing) && nothing.failure.message).toMatch(/no shots can be drawn/)
    }
    expect(refused({ shots: 1, seed: 2 ** 53 })).toMatch(/^InvalidInput: seed is/)
  })
})
