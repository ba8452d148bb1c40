import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Result } from "effect"
import { Circuit, Gates } from "effect-ionq"
import type { QisGate, WireGate } from "effect-ionq/schema/Gate"
import * as Simulator from "effect-ionq/simulator"
import { pValue } from "../utils/chiSquare.ts"
import { ghz, randomClifford, surfaceCode } from "../utils/clifford.ts"
import { noisyProbabilities } from "../utils/density.ts"
import { uniform } from "../utils/randomCircuits.ts"

const qis = (qubits: number, circuit: ReadonlyArray<WireGate>): Simulator.SimulatedCircuit => ({
  gateset: "qis",
  qubits,
  circuit,
})

const sampled = (circuit: Simulator.SimulatedCircuit, options: Simulator.SampleOptions) =>
  Result.getOrThrow(Simulator.sampleNow(circuit, options))

/** Counts by decimal state. */
const counted = (samples: Simulator.Samples): ReadonlyMap<bigint, number> => {
  const { states, counts, stride } = Simulator.countSamples(samples)
  return new Map(Array.from(counts, (count, i) => [Simulator.stateAt(states, stride, i), count]))
}

/** How often each value of some qubits was measured; the first is the least significant. */
const marginal = (samples: Simulator.Samples, qubits: ReadonlyArray<number>): ReadonlyArray<number> => {
  const counts = Array.from({ length: 2 ** qubits.length }, () => 0)
  for (const [state, count] of counted(samples)) {
    const value = qubits.reduce((bits, qubit, i) => bits | (Number((state >> BigInt(qubit)) & 1n) << i), 0)
    counts[value]! += count
  }
  return counts
}

describe("wide circuits", () => {
  it.effect("stabilizers give the probabilities of all amplitudes", () =>
    Effect.gen(function* () {
      const next = uniform(20_261_121)
      for (let k = 0; k < 80; k++) {
        const qubits = 3 + (k % 6)
        const circuit = qis(qubits, randomClifford(qubits, 40, next))
        const { method, states, probabilities } = yield* Simulator.fewOutcomes(circuit)
        expect(method).toBe("stabilizer")
        const expected = Result.getOrThrow(Simulator.probabilities(circuit))
        const found = new Float64Array(2 ** qubits)
        states.forEach((state, i) => (found[state] = probabilities[i]!))
        for (const [state, p] of expected.entries()) expect(found[state], `circuit ${k}`).toBeCloseTo(p, 9)
      }
    }),
  )

  it("native gates at quarter turns are Clifford gates", () => {
    const circuit: Simulator.SimulatedCircuit = {
      gateset: "native",
      qubits: 40,
      circuit: [
        Gates.gpi2(0, 0.25),
        Gates.gpi(1, 0.125),
        Gates.ms(0, 1, { phases: [0, 0.25] }),
        Gates.nativeZz(1, 39, 0.25),
        Gates.gpi2(39, 0.5),
      ],
    }
    expect(Result.getOrThrow(Simulator.methodFor(circuit))).toBe("stabilizer")
    const dense = { ...circuit, qubits: 3, circuit: circuit.circuit.map(onThree) }
    const expected = Result.getOrThrow(Simulator.probabilities(dense))
    const counts = marginal(sampled(circuit, { shots: 20_000, seed: 5 }), [0, 1, 39])
    expect(pValue(counts, [...expected])).toBeGreaterThan(1e-4)
  })

  it("few amplitudes give the probabilities of all", () => {
    const next = uniform(7)
    for (let k = 0; k < 40; k++) {
      const gates = [
        ...randomClifford(5, 15, next),
        Gates.t(k % 5),
        Gates.ry(1, 0.3),
        ...randomClifford(5, 8, next),
      ]
      const circuit = qis(5, gates)
      const few = Effect.runSync(Simulator.fewOutcomes(circuit, { method: "sparse" }))
      const expected = Result.getOrThrow(Simulator.probabilities(circuit))
      const found = new Float64Array(32)
      few.states.forEach((state, i) => (found[state] = few.probabilities[i]!))
      for (const [state, p] of expected.entries()) expect(found[state], `circuit ${k}`).toBeCloseTo(p, 9)
    }
  })

  it("stabilizers keep their signs through a circuit and back", () => {
    const next = uniform(11)
    for (const qubits of [30, 64, 100]) {
      const there = randomClifford(qubits, 20 * qubits, next)
      const back = Circuit.inverse(Circuit.qis(qubits, there)).gates as ReadonlyArray<WireGate>
      const flipped = [1, 5, qubits - 1]
      // What is left of X on some qubits, taken through a circuit that undoes itself.
      const circuit = qis(qubits, [...flipped.map(Gates.x), ...there, ...back])
      const counts = counted(sampled(circuit, { shots: 100, seed: 3 }))
      const expected = flipped.reduce((bits, qubit) => bits | (1n << BigInt(qubit)), 0n)
      expect([...counts]).toEqual([[expected, 100]])
    }
  })

  it("the sign of X on all qubits of a GHZ state is the parity along X", () => {
    for (const minus of [false, true]) {
      const turned = [...ghz(64), ...(minus ? [Gates.z(17)] : [])]
      const circuit = qis(64, [...turned, ...Array.from({ length: 64 }, (_, q) => Gates.h(q))])
      for (const [state] of counted(sampled(circuit, { shots: 500, seed: 1 }))) {
        const ones = [...state.toString(2)].filter((bit) => bit === "1").length
        expect(ones % 2).toBe(minus ? 1 : 0)
      }
    }
  })

  it("frames and few amplitudes have the noise of the density matrix", () => {
    const next = uniform(23)
    const model = { oneQubit: 0.1, twoQubit: 0.2, qubits: 64 }
    const pauliexp = (gate: QisGate) => gate.gate === "pauliexp"
    for (let k = 0; k < 4; k++) {
      const circuit = randomClifford(3, 14, next).filter((gate) => !pauliexp(gate))
      const expected = noisyProbabilities(3, circuit, model)
      for (const method of ["stabilizer", "sparse"] as const) {
        const shots = method === "stabilizer" ? 200_000 : 10_000
        const samples = sampled(qis(3, circuit), { shots, seed: k, model, method })
        expect(pValue(marginal(samples, [0, 1, 2]), expected), `${method} ${k}`).toBeGreaterThan(1e-4)
      }
    }
  })

  it("30 noisy qubits measure what their parts of three do", () => {
    const next = uniform(29)
    const model = {
      oneQubit: 0.05,
      twoQubit: 0.12,
      qubits: 30,
      readout: { zeroAsOne: 0.02, oneAsZero: 0.05 },
    }
    const blocks = Array.from({ length: 10 }, () =>
      randomClifford(3, 12, next).filter(({ gate }) => gate !== "pauliexp"),
    )
    const circuit = qis(
      30,
      blocks.flatMap((gates, block) => gates.map((gate) => shifted(gate, 3 * block))),
    )
    const samples = sampled(circuit, { shots: 100_000, seed: 4, model })
    expect(samples.method).toBe("stabilizer")
    for (const [block, gates] of blocks.entries()) {
      const counts = marginal(
        samples,
        [0, 1, 2].map((qubit) => 3 * block + qubit),
      )
      expect(pValue(counts, noisyProbabilities(3, gates, model)), `block ${block}`).toBeGreaterThan(1e-4)
    }
  })

  it("the syndromes of a surface code cycle follow from where errors go", () => {
    const { circuit, qubits, zChecks } = surfaceCode
    const model = { oneQubit: 0.02, twoQubit: 0.05, qubits }
    const shots = 400_000
    const samples = sampled(qis(qubits, circuit), { shots, seed: 12, model })
    expect(samples.method).toBe("stabilizer")
    // Each error by itself, on few amplitudes: the checks of Z that it turns over.
    const characters = Array.from({ length: 16 }, () => 1)
    for (const [place, gate] of circuit.entries()) {
      const on = gate.gate === "cnot" ? [gate.target!, gate.control!] : [(gate as { target: number }).target]
      const rate = on.length === 1 ? model.oneQubit : model.twoQubit
      const each = rate / 4 ** on.length
      const sums = Array.from({ length: 16 }, () => 1 - rate)
      for (let code = 0; code < 4 ** on.length; code++) {
        const errors = on.flatMap((qubit, i): ReadonlyArray<QisGate> => {
          const pauli = (code >> (2 * i)) & 3
          return pauli === 0 ? [] : [[Gates.x, Gates.y, Gates.z][pauli - 1]!(qubit)]
        })
        const disturbed = [...circuit.slice(0, place + 1), ...errors, ...circuit.slice(place + 1)]
        const shot = sampled(qis(qubits, disturbed), { shots: 1, seed: 1, method: "sparse" })
        const flips = zChecks.reduce((bits, check, i) => bits | (((shot.words[0]! >> check) & 1) << i), 0)
        sums.forEach((_, mask) => {
          const odd = [0, 1, 2, 3].filter((i) => ((mask & flips) >> i) & 1).length % 2 === 1
          sums[mask]! += odd ? -each : each
        })
      }
      sums.forEach((sum, mask) => (characters[mask]! *= sum))
    }
    // Independent errors add up: their characters multiply.
    const expected = characters.map((_, syndrome) =>
      characters.reduce((total, character, mask) => {
        const odd = [0, 1, 2, 3].filter((i) => ((mask & syndrome) >> i) & 1).length % 2 === 1
        return total + (odd ? -character : character) / 16
      }, 0),
    )
    expect(pValue(marginal(samples, zChecks), expected)).toBeGreaterThan(1e-4)
  })

  it("bits are read wrongly as often as the model says", () => {
    const model = { oneQubit: 0, twoQubit: 0, qubits: 64, readout: { zeroAsOne: 0.001, oneAsZero: 0.002 } }
    const samples = sampled(qis(64, ghz(64)), { shots: 200_000, seed: 2, model })
    const ones = marginal(samples, [63])
    expect(pValue(ones, [0.5 * 0.999 + 0.5 * 0.002, 0.5 * 0.001 + 0.5 * 0.998])).toBeGreaterThan(1e-4)
    expect(samples.words.length).toBe(2 * 200_000)
  })

  it("the same seed gives the same shots, another one others", () => {
    const model = { oneQubit: 0.01, twoQubit: 0.02, qubits: 64 }
    const words = (seed: number) => sampled(qis(40, ghz(40)), { shots: 1000, seed, model }).words
    expect(words(1)).toEqual(words(1))
    expect(words(1)).not.toEqual(words(2))
  })

  it("each method is taken where it can", () => {
    const method = (circuit: Simulator.SimulatedCircuit, options?: Simulator.MethodOptions) =>
      Result.getOrThrow(Simulator.methodFor(circuit, options))
    expect(method(qis(64, ghz(64)))).toBe("stabilizer")
    expect(method(qis(64, [...ghz(64), Gates.t(3)]))).toBe("sparse")
    expect(method(qis(5, [...ghz(5), Gates.t(3)]))).toBe("dense")
    expect(
      method(qis(5, ghz(5)), {
        model: { oneQubit: 0, twoQubit: 0, qubits: 5, amplitudeDamping: { oneQubit: 0.1, twoQubit: 0 } },
      }),
    ).toBe("dense")
  })

  it("what no method can do fails with the reason of each", () => {
    const gates = Array.from({ length: 36 }, (_, qubit) => Gates.ry(qubit, 0.3))
    const failure = Result.getOrThrow(Result.flip(Simulator.methodFor(qis(36, gates))))
    expect(failure.code).toBe("NotEnoughQubits")
    expect(failure.message).toBe(
      "The circuit has 36 qubits and cannot be simulated: it is not a Clifford circuit (gate 0, ry); the limit for all amplitudes is 20 qubits; it has more than 65536 amplitudes after gate 16",
    )
    const many = Array.from({ length: 40 }, (_, qubit) => Gates.h(qubit))
    const listed = Effect.runSync(Effect.flip(Simulator.fewOutcomes(qis(40, many))))
    expect(listed.message).toContain("one of 2^40 states")
    const wider = Result.getOrThrow(Result.flip(Simulator.methodFor(qis(257, ghz(257)))))
    expect(wider.message).toBe("The circuit has 257 qubits, the limit is 256")
  })

  it.effect("a run of many shots can be interrupted", () =>
    Effect.gen(function* () {
      const model = { oneQubit: 0.01, twoQubit: 0.02, qubits: 64 }
      const fiber = yield* Effect.forkChild(
        Simulator.sample(qis(64, ghz(64)), { shots: 50_000_000, seed: 1, model }),
      )
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
    }),
  )
})

const onThree = (gate: WireGate): WireGate => ({
  ...gate,
  ...(gate.target === 39 ? { target: 2 } : {}),
  ...(gate.targets === undefined ? {} : { targets: gate.targets.map((qubit) => (qubit === 39 ? 2 : qubit)) }),
})

const shifted = (gate: WireGate, by: number): WireGate => ({
  ...gate,
  ...(gate.target === undefined ? {} : { target: gate.target + by }),
  ...(gate.targets === undefined ? {} : { targets: gate.targets.map((qubit) => qubit + by) }),
  ...(gate.control === undefined ? {} : { control: gate.control + by }),
  ...(gate.controls === undefined ? {} : { controls: gate.controls.map((qubit) => qubit + by) }),
})
