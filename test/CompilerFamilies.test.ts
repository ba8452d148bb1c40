/** Circuits of one kind each, which the passes of the compiler know how to shorten: the result must still be the same. */
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Circuit, Compiler, Gates } from "effect-ionq"
import type { QisGate } from "effect-ionq/schema/Gate"
import { applyAll, distance, randomState, type Seeded, seeded, type State } from "./utils/circuits.ts"

type Family = (random: Seeded, qubits: readonly [number, number, number]) => QisGate

const small = ({ int }: Seeded) => 10 ** -int(15)

const families: Readonly<Record<string, Family>> = {
  Clifford: ({ pick }, [a, b]) => pick([Gates.cnot(a, b), Gates.h(a), Gates.s(a), Gates.swap(a, b)]),
  "Clifford and T": ({ pick }, [a, b]) => pick([Gates.cnot(a, b), Gates.h(a), Gates.t(a)]),
  Toffoli: ({ pick }, [a, b, c]) => pick([Gates.controlled(Gates.x(a), b, c), Gates.h(a), Gates.cnot(a, b)]),
  exchanging: ({ pick }, [a, b, c]) =>
    pick([Gates.cnot(a, b), Gates.x(a), Gates.controlled(Gates.x(a), b, c), Gates.swap(a, b), Gates.t(a)]),
  diagonal: ({ pick, angle }, [a, b, c]) =>
    pick([Gates.controlled(Gates.phase(a, angle(3)), b, c), Gates.zz(a, b, angle(2)), Gates.t(a)]),
  generic: ({ pick, angle }, [a, b]) =>
    pick([Gates.cnot(a, b), Gates.ry(a, angle(6)), Gates.rz(a, angle(6))]),
  "nearly nothing": (random, [a, b]) =>
    random.pick([
      Gates.xx(a, b, small(random)),
      Gates.ry(a, small(random)),
      Gates.yy(a, b, small(random)),
      Gates.h(a),
    ]),
  exponentials: ({ pick, angle }, targets) =>
    Gates.pauliexp({
      targets,
      terms: [pick(["XXY", "ZZX", "YIZ"]), pick(["XYX", "ZXY"])],
      coefficients: [angle(1), 0.3],
      time: 1,
    }),
}

const probabilities = ({ re, im }: State) => re.map((x, i) => x * x + im[i]! * im[i]!)

const circuitOf = (family: Family, seed: number) => {
  const random = seeded(seed)
  const qubits = 3 + random.int(4)
  const order = Array.from({ length: qubits }, (_, i) => i)
  const gates = Array.from({ length: 5 + random.int(60) }, () => {
    const [a = 0, b = 0, c = 0] = random.shuffled(order)
    return family(random, [a, b, c])
  })
  return { circuit: Circuit.qis(qubits, gates), state: randomState(random, qubits) }
}

describe("compiled circuits", () => {
  for (const [name, family] of Object.entries(families)) {
    it(`of the kind ${name}`, () => {
      for (let seed = 0; seed < 16; seed++) {
        const { circuit, state } = circuitOf(family, seed)
        const expected = applyAll(state, circuit.gates)
        const outcomes = probabilities(expected)
        for (const target of ["ms", "zz"] as const) {
          const effort = seed % 8 === 0 ? "most" : "default"
          const exact = Result.getOrThrow(Compiler.compile(circuit, { target, effort }))
          const apart = distance(expected, applyAll(state, exact.gates))
          if (!(apart < 1e-9)) expect.fail(`circuit ${seed} for ${target} is off by ${apart}`)
          const options = { target, end: "measured", effort } as const
          const { gates, measurementMap } = Result.getOrThrow(Compiler.compile(circuit, options))
          const found = probabilities(applyAll(state, gates))
          outcomes.forEach((outcome, index) => {
            const wires = measurementMap?.reduce(
              (bits, wire, qubit) => bits | (((index >> qubit) & 1) << wire),
              0,
            )
            const off = Math.abs(found[wires ?? index]! - outcome)
            if (!(off < 1e-9)) expect.fail(`measured circuit ${seed} for ${target} is off by ${off}`)
          })
        }
      }
    })
  }
})

describe("any unitary", () => {
  for (const [qubits, size, most] of [
    [3, 90, 20],
    [4, 400, 100],
  ] as const) {
    it(`of ${qubits} qubits takes ${most} two-qubit gates at most, one less before a measurement`, () => {
      for (let seed = 0; seed < 4; seed++) {
        const random = seeded(seed)
        const gates = Array.from({ length: size }, () => {
          const [a = 0, b = 0] = random.shuffled([0, 1, 2, 3].slice(0, qubits))
          return [Gates.cnot(a, b), Gates.ry(a, random.angle(6)), Gates.rz(b, random.angle(6))]
        }).flat()
        const circuit = Circuit.qis(qubits, gates)
        const two = (end: "exact" | "measured") =>
          Circuit.counts(Result.getOrThrow(Compiler.compile(circuit, { target: "zz", end }))).byArity[2] ?? 0
        expect(two("exact")).toBeLessThanOrEqual(most)
        expect(two("measured")).toBeLessThanOrEqual(most - 1)
      }
    })
  }
})

describe("axes that are parallel but for rounding", () => {
  it("are joined though each is at another end of the tolerance", () => {
    // Two interactions whose axes are 16e-12 apart, each 8e-12 from the first one's.
    const turn = 8e-12
    const circuit = Circuit.qis(2, [
      Gates.xx(0, 1, 0.3),
      Gates.rz(0, turn),
      Gates.xx(0, 1, 0.3),
      Gates.rz(0, -2 * turn),
      Gates.xx(0, 1, 0.3),
      Gates.rz(0, turn),
    ])
    const state = randomState(seeded(1), 2)
    const { gates } = Result.getOrThrow(Compiler.compile(circuit, { target: "ms" }))
    expect(distance(applyAll(state, circuit.gates), applyAll(state, gates))).toBeLessThan(1e-10)
  })
})
