import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Result } from "effect"
import { Circuit, Compiler, Gates } from "effect-ionq"
import { applyAll, distance, randomState, seeded } from "./utils/circuits.ts"

const two = (circuit: Circuit.Circuit) => Circuit.counts(circuit).byArity[2] ?? 0
const compile = (circuit: Circuit.Circuit, options: Omit<Compiler.Options, "target"> = {}) =>
  Result.getOrThrow(Compiler.compile(circuit, { target: "ms", ...options }))

/** CNOT, H, S and, if asked for, T on random qubits. */
const random = (seed: number, qubits: number, size: number, withT: boolean) => {
  const { int, shuffled } = seeded(seed)
  const order = Array.from({ length: qubits }, (_, i) => i)
  return Circuit.qis(
    qubits,
    Array.from({ length: size }, () => {
      const [a = 0, b = 0] = shuffled(order)
      const kind = int(withT ? 6 : 4)
      if (kind < 2) return Gates.cnot(a, b)
      return kind === 2 ? Gates.h(a) : kind === 3 ? Gates.s(a) : Gates.t(a)
    }),
  )
}

/** The eight terms of a double excitation. */
const excitation = Circuit.qis(4, [
  Gates.pauliexp({
    targets: [0, 1, 2, 3],
    terms: ["XXXY", "XXYX", "XYXX", "YXXX", "YYYX", "YYXY", "YXYY", "XYYY"],
    coefficients: [1, 1, -1, -1, -1, -1, 1, 1].map((sign) => 0.2 * sign),
    time: 1,
  }),
])

describe("Pauli products", () => {
  it("of a double excitation take 14 two-qubit gates at most", () => {
    expect(two(compile(excitation, { effort: "fast" }))).toBeGreaterThan(20)
    for (const end of ["exact", "measured"] as const) {
      expect(two(compile(excitation, { end }))).toBeLessThanOrEqual(14)
    }
  })

  it("of Clifford circuits on 6 qubits take 27 at most, 15 before a measurement", () => {
    for (let seed = 0; seed < 10; seed++) {
      const circuit = random(seed, 6, 120, false)
      expect(two(compile(circuit))).toBeLessThanOrEqual(27)
      expect(two(compile(circuit, { end: "measured" }))).toBeLessThanOrEqual(15)
    }
  })

  it("keep the unitary on more qubits, too", () => {
    for (let seed = 0; seed < 6; seed++) {
      for (const withT of [false, true]) {
        const circuit = random(seed, 11, 150, withT)
        const state = randomState(seeded(seed), 11)
        const { gates } = compile(circuit)
        expect(distance(applyAll(state, circuit.gates), applyAll(state, gates))).toBeLessThan(1e-9)
      }
    }
  })
})

describe("effort", () => {
  const circuits = Array.from({ length: 12 }, (_, seed) => random(seed, 5, 60, seed % 2 === 0))

  it("never takes more two-qubit gates for more of it, and always the same", () => {
    for (const circuit of circuits) {
      for (const end of ["exact", "measured"] as const) {
        const [fast, normal, most] = (["fast", "default", "most"] as const).map((effort) =>
          compile(circuit, { end, effort }),
        )
        expect(two(normal!)).toBeLessThanOrEqual(two(fast!))
        expect(two(most!)).toBeLessThanOrEqual(two(normal!))
        expect(compile(circuit, { end, effort: "most" }).gates).toEqual(most!.gates)
        expect(compile(circuit, { end }).gates).toEqual(normal!.gates)
      }
    }
  })

  it.effect("as an effect gives the same, and says how far it is", () =>
    Effect.gen(function* () {
      const circuit = random(3, 6, 200, true)
      const seen: Array<number> = []
      const compiled = yield* Compiler.compileEffect(circuit, {
        target: "ms",
        effort: "most",
        onProgress: (done) => Effect.sync(() => void seen.push(done)),
      })
      expect(compiled.gates).toEqual(compile(circuit, { effort: "most" }).gates)
      expect(seen.length).toBeGreaterThan(5)
      expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      expect(seen.every((done) => done >= 0 && done < 1)).toBe(true)
    }),
  )

  it.effect("as an effect can be interrupted, and fails as the other does", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        Compiler.compileEffect(random(1, 8, 2000, true), {
          target: "zz",
          effort: "most",
          onProgress: (done) =>
            done === 0 ? Effect.void : Effect.andThen(Deferred.succeed(reached, undefined), Effect.never),
        }),
      )
      yield* Deferred.await(reached)
      yield* Fiber.interrupt(fiber)
      const error = yield* Effect.flip(Compiler.compileEffect(Circuit.qis(1, [Gates.h(1)]), { target: "ms" }))
      expect(error).toMatchObject({ _tag: "CircuitError", code: "QubitOutOfRange" })
    }),
  )
})
