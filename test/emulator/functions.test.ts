import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Results } from "effect-ionq"
import type { QaoaJobRequest, QuantumFunctionJobRequest } from "effect-ionq/schema/JobRequest"
import { energy, maxCut } from "../utils/builders.ts"
import { after, create, emulated } from "../utils/emulator.ts"

const energyOf = (
  ansatz: ReadonlyArray<object>,
  hamiltonian: ReadonlyArray<{ readonly pauli_string: string; readonly coefficient: number }>,
): QuantumFunctionJobRequest => ({
  ...energy,
  input: {
    data: {
      type: "hamiltonian-energy",
      data: {
        hamiltonian,
        ansatz: { data: JSON.stringify({ gateset: "qis", qubits: 2, circuit: ansatz }) },
      },
    },
  },
})

describe("the energy of a Hamiltonian", () => {
  const value = (request: QuantumFunctionJobRequest) =>
    Effect.gen(function* () {
      const { id } = yield* create(request)
      yield* after(id, "1 second")
      return yield* (yield* Results).value(id)
    }).pipe(emulated())

  const theta = 0.7
  const rotated = [{ gate: "ry", target: 0, rotation: theta }]

  it.effect("follows the state: cos θ for Z, sin θ for X, 0 for Y, and their variances", () =>
    Effect.gen(function* () {
      const of = (pauli_string: string) => value(energyOf(rotated, [{ pauli_string, coefficient: 2 }]))
      const z = yield* of("IZ")
      expect(z.value).toBeCloseTo(2 * Math.cos(theta), 12)
      expect(z.variance).toBeCloseTo(4 * Math.sin(theta) ** 2, 12)
      expect((yield* of("IX")).value).toBeCloseTo(2 * Math.sin(theta), 12)
      expect((yield* of("IY")).value).toBeCloseTo(0, 12)
      expect((yield* of("ZI")).value).toBeCloseTo(2, 12)
    }),
  )

  it.effect("of a Bell pair, which is an eigenstate", () =>
    Effect.gen(function* () {
      const bell = [
        { gate: "h", target: 0 },
        { gate: "cnot", control: 0, target: 1 },
      ]
      const terms = ["XX", "YY", "ZZ"].map((pauli_string) => ({ pauli_string, coefficient: 1 }))
      const found = yield* value(energyOf(bell, terms))
      expect(found.value).toBeCloseTo(1, 12)
      expect(found.variance).toBeCloseTo(0, 12)
    }),
  )
})

describe("QAOA", () => {
  const graph = (
    nodes: ReadonlyArray<string>,
    edges: ReadonlyArray<readonly [a: number, b: number, weight?: number]>,
  ): QaoaJobRequest => {
    const adjacency: Array<Array<object>> = nodes.map(() => [])
    for (const [a, b, weight] of edges) {
      const rest = weight === undefined ? {} : { weight }
      adjacency[a]?.push({ id: nodes[b], ...rest })
      adjacency[b]?.push({ id: nodes[a], ...rest })
    }
    return {
      ...maxCut,
      shots: 500,
      input: { problem_type: "maxcut", problem: { nodes: nodes.map((id) => ({ id })), adjacency } },
    }
  }

  const solve = (request: QaoaJobRequest) =>
    Effect.gen(function* () {
      const { id } = yield* create(request)
      yield* after(id, "1 second")
      return yield* (yield* Results).qaoa(id)
    }).pipe(emulated())

  const cutOf = (bits: string, edges: ReadonlyArray<readonly [number, number, number?]>) =>
    edges.reduce((sum, [a, b, weight = 1]) => sum + (bits[a] === bits[b] ? 0 : weight), 0)

  it.effect("finds the largest cut of a ring, and says what it is", () =>
    Effect.gen(function* () {
      const nodes = ["a", "b", "c", "d", "e", "f"]
      const edges = nodes.map((_, i): readonly [number, number] => [i, (i + 1) % 6])
      const found = yield* solve(graph(nodes, edges))
      expect(found).toMatchObject({ optimal_cost: -6, processing_status: "complete" })
      expect(["010101", "101010"]).toContain(found.optimal_bitstring)
    }),
  )

  it.effect("weighs the edges", () =>
    Effect.gen(function* () {
      const edges = [
        [0, 1, 5],
        [1, 2, 1],
        [0, 2, 1],
      ] as const
      const found = yield* solve(graph(["a", "b", "c"], edges))
      expect(found.optimal_cost).toBe(-6)
      expect(cutOf(found.optimal_bitstring, edges)).toBe(6)
    }),
  )

  it.effect("is an optimisation: one shot of the tuned circuit cuts more than chance does", () =>
    Effect.gen(function* () {
      const edges = Array.from({ length: 8 }, (_, i): readonly [number, number] => [i, (i + 1) % 8])
      const request = { ...graph([..."abcdefgh"], edges), shots: 1 }
      let sum = 0
      const runs = 60
      for (let i = 0; i < runs; i++) {
        const found = yield* solve({ ...request, name: `${i}` })
        expect(found.optimal_cost).toBe(0 - cutOf(found.optimal_bitstring, edges))
        sum += -found.optimal_cost
      }
      // Chance cuts 4 of 8 edges, one layer of QAOA 6 of them.
      expect(sum / runs).toBeGreaterThan(5)
    }),
  )
})
