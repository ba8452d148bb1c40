import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Circuit, Gates, Observable } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import { seeded } from "./utils/circuits.ts"
import { apart, type Dense, observableOf, productOf, randomTerms } from "./utils/observables.ts"

const { getOrThrow } = Result

const codeOf = (circuit: Circuit.Circuit) => {
  const checked = Circuit.validate(circuit)
  return Result.isFailure(checked) ? [checked.failure.code, checked.failure.field] : "none"
}

/** exp(-i t H) by its power series, squared again and again. */
const evolution = (observable: Observable.Observable, time: number, qubits: number): Dense => {
  const size = 2 ** qubits
  const halvings = 10
  const { re, im } = getOrThrow(Observable.toMatrix(observable, qubits))
  const scale = -time / 2 ** halvings
  // -i t H has the real part t Im H and the imaginary part -t Re H.
  const step: Dense = { size, re: im.map((x) => -scale * x), im: re.map((x) => scale * x) }
  const identity = (): Dense => ({
    size,
    re: Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    im: new Float64Array(size * size),
  })
  let [sum, power] = [identity(), identity()]
  for (let k = 1; k < 12; k++) {
    const next = productOf(power, step)
    power = { size, re: next.re.map((x) => x / k), im: next.im.map((x) => x / k) }
    sum = { size, re: sum.re.map((x, i) => x + power.re[i]!), im: sum.im.map((x, i) => x + power.im[i]!) }
  }
  for (let k = 0; k < halvings; k++) sum = productOf(sum, sum)
  return sum
}

/** Without the identity, which is a phase. */
const energyOf = (seed: number, qubits: number) => {
  const terms = randomTerms(seeded(seed), qubits, 5).filter(([, letters]) => /[XYZ]/.test(letters))
  return observableOf(terms)
}

describe("trotter", () => {
  it("comes to the exact evolution, with an error of its order", () => {
    for (let seed = 0; seed < 8; seed++) {
      const h = energyOf(seed, 3)
      const exact = evolution(h, 0.4, 3)
      const errors = ([1, 2, 4] as const).map((order) =>
        [4, 8].map((steps) =>
          apart(
            getOrThrow(Circuit.toUnitary(Circuit.trotter(h, { time: 0.4, steps, order, qubits: 3 }))),
            exact,
          ),
        ),
      )
      errors.forEach(([coarse, fine], i) => {
        // Terms that commute leave rounding alone.
        if (coarse! < 1e-9) return
        const ratio = coarse! / fine!
        expect(ratio, `seed ${seed}, order ${[1, 2, 4][i]}`).toBeGreaterThan([1.6, 3.2, 10][i]!)
      })
      expect(errors[2]![1]).toBeLessThan(1e-3)
    }
  })

  it("takes a time that is bound later, of either sign", () => {
    const h = energyOf(3, 3)
    const open = Circuit.trotter(h, { time: Circuit.param("t"), steps: 2, order: 2 })
    for (const time of [0.3, -0.8]) {
      const bound = Circuit.bind(open, { t: time })
      expect(getOrThrow(Circuit.equivalent(bound, Circuit.trotter(h, { time, steps: 2, order: 2 })))).toBe(
        true,
      )
    }
  })

  it("writes rotations and interactions where the wire has them", () => {
    const h = Observable.sum(
      [
        [1, "XII"],
        [2, "IYY"],
        [3, "XYI"],
        [4, "III"],
      ],
      { qubit0: "left" },
    )
    expect(Circuit.trotter(h, { time: 0.5 }).gates).toEqual([
      Gates.rx(0, 1),
      Gates.yy(1, 2, 2),
      Gates.pauliexp({ targets: [0, 1], terms: ["YX"], coefficients: [1.5], time: 1 }),
    ])
  })

  it("refuses what cannot be", () => {
    const h = Observable.x(0)
    expect(codeOf(Circuit.trotter(h, { time: 1, steps: 0 }))).toEqual(["InvalidOption", "steps"])
    expect(codeOf(Circuit.trotter(h, { time: 1, steps: 1e9 }))).toEqual(["InvalidOption", "steps"])
    expect(codeOf(Circuit.trotter(h, { time: Number.NaN }))).toEqual(["InvalidOption", "time"])
    expect(codeOf(Circuit.trotter(Observable.scale(h, [0, 1]), { time: 1 }))[0]).toBe("InvalidObservable")
    expect(codeOf(Circuit.trotter(Observable.x(3), { time: 1, qubits: 2 }))[0]).toBe("InvalidObservable")
    // Callers without types may write anything.
    expect(codeOf(Circuit.trotter(h, { time: 1, order: 3 as 4 }))).toEqual(["InvalidOption", "order"])
    expect(codeOf(Circuit.trotter(h, { time: 1, qubits: Infinity }))).toEqual(["InvalidWidth", "qubits"])
  })
})

describe("qaoa", () => {
  it("of one layer has the value of its formula on a ring", () => {
    // Without triangles an edge of a ring is cut with (1 + sin(4 beta) sin(2 gamma') cos(gamma')) / 2 for gamma' of Z Z / 2.
    const edges = [0, 1, 2, 3, 4].map((i) => [i, (i + 1) % 5] as const)
    const cost = Observable.maxCut(edges)
    const [gamma, beta] = [0.7, 0.3]
    const bound = Circuit.bind(Circuit.qaoa(cost), { gamma0: gamma, beta0: beta })
    const value = getOrThrow(Simulator.expectation(getOrThrow(Simulator.run(bound)), cost))
    const edge = 0.5 + 0.5 * Math.sin(4 * beta) * Math.sin(gamma) * Math.cos(gamma)
    expect(value).toBeCloseTo(5 * edge, 10)
  })

  it("has two parameters for each layer and starts in the even superposition", () => {
    const circuit = Circuit.qaoa(Observable.maxCut([[0, 1]]), { layers: 3, qubits: 3 })
    expect([...Circuit.parameters(circuit)]).toEqual([
      "gamma0",
      "beta0",
      "gamma1",
      "beta1",
      "gamma2",
      "beta2",
    ])
    expect(circuit.qubits).toBe(3)
    expect(codeOf(Circuit.qaoa(Observable.x(0)))[0]).toBe("InvalidObservable")
    expect(codeOf(Circuit.qaoa(Observable.z(0), { layers: 0 }))).toEqual(["InvalidOption", "layers"])
    expect(codeOf(Circuit.qaoa(Observable.z(0), { layers: Infinity }))).toEqual(["InvalidOption", "layers"])
    for (const qubits of [Infinity, Number.NaN, -1, 0.5, 1e9]) {
      expect(codeOf(Circuit.qaoa(Observable.z(0), { qubits }))).toEqual(["InvalidWidth", "qubits"])
    }
    const loop = Circuit.qaoa(Observable.maxCut([[1, 1]]))
    expect(codeOf(loop)[0]).toBe("InvalidObservable")
  })
})

describe("grover", () => {
  it("finds what is marked with the probability of theory", () => {
    for (const [qubits, marked] of [
      [1, [0]],
      [2, [2]],
      [3, [1, 6]],
      [4, [3]],
      [6, [0, 63, 17]],
    ] as const) {
      for (const iterations of [undefined, 1, 2]) {
        const circuit = Circuit.grover(qubits, marked, { iterations })
        const probabilities = getOrThrow(Simulator.probabilities(circuit))
        const found = marked.reduce<number>((sum, state) => sum + probabilities[state]!, 0)
        const angle = Math.asin(Math.sqrt(marked.length / 2 ** qubits))
        const best = Math.max(0, Math.round(Math.PI / (4 * angle) - 0.5))
        expect(found).toBeCloseTo(Math.sin((2 * (iterations ?? best) + 1) * angle) ** 2, 10)
        if (qubits > 3 && iterations === undefined) expect(found).toBeGreaterThan(0.9)
      }
    }
  })

  it("refuses states that are none, and searches for nothing or all", () => {
    expect(codeOf(Circuit.grover(2, [4]))).toEqual(["InvalidOption", "marked"])
    expect(codeOf(Circuit.grover(2, []))).toEqual(["InvalidOption", "marked"])
    expect(codeOf(Circuit.grover(1, [0, 1]))).toEqual(["InvalidOption", "marked"])
    expect(codeOf(Circuit.grover(31, [0]))).toEqual(["InvalidOption", "qubits"])
    expect(codeOf(Circuit.grover(2, [0], { iterations: -1 }))).toEqual(["InvalidOption", "iterations"])
  })
})

describe("phaseEstimation", () => {
  it("measures a phase of so many bits exactly", () => {
    for (const [bits, numerator] of [
      [1, 1],
      [3, 5],
      [4, 6],
      [5, 19],
    ] as const) {
      const unitary = Circuit.qis(1, [Gates.phase(0, (2 * Math.PI * numerator) / 2 ** bits)])
      const circuit = Circuit.phaseEstimation(unitary, { bits, prepare: Circuit.qis(1, [Gates.x(0)]) })
      expect(circuit.registers).toEqual({ phase: Array.from({ length: bits }, (_, i) => 1 + i) })
      const probabilities = getOrThrow(Simulator.probabilities(circuit))
      expect(probabilities[1 + 2 * numerator]).toBeCloseTo(1, 10)
    }
  })

  it("counts a global phase of the circuit, as its controlled form has it", () => {
    // Rz has e^(-i angle / 2) on |0⟩.
    const unitary = Circuit.qis(1, [Gates.rz(0, -Math.PI)])
    const probabilities = getOrThrow(Simulator.probabilities(Circuit.phaseEstimation(unitary, { bits: 2 })))
    expect(probabilities[2]).toBeCloseTo(1, 10)
    expect(codeOf(Circuit.phaseEstimation(unitary, { bits: 0 }))).toEqual(["InvalidOption", "bits"])
    // It would prepare the qubits that count.
    const prepare = Circuit.bell()
    expect(codeOf(Circuit.phaseEstimation(unitary, { bits: 2, prepare }))).toEqual([
      "InvalidOption",
      "prepare",
    ])
  })
})

describe("adder", () => {
  it("adds any two numbers", () => {
    for (const bits of [1, 2, 3]) {
      const circuit = Circuit.adder(bits)
      for (let a = 0; a < 2 ** bits; a++) {
        for (let b = 0; b < 2 ** bits; b++) {
          const probabilities = getOrThrow(Simulator.probabilities(circuit, { initial: a + b * 2 ** bits }))
          const sum = (a + b) % 2 ** bits
          const carry = a + b >= 2 ** bits ? 1 : 0
          expect(probabilities[a + sum * 2 ** bits + carry * 2 ** (2 * bits + 1)]).toBeCloseTo(1, 10)
        }
      }
    }
    expect(codeOf(Circuit.adder(0))).toEqual(["InvalidOption", "bits"])
  })
})

describe("random", () => {
  it("gives the same circuit for the same seed, each qubit a gate in each layer", () => {
    const circuit = Circuit.random(5, { depth: 7, seed: 3 })
    expect(Circuit.random(5, { depth: 7, seed: 3 }).gates).toEqual(circuit.gates)
    expect(Circuit.random(5, { depth: 7, seed: 4 }).gates).not.toEqual(circuit.gates)
    expect(circuit.gates.flatMap(Gates.qubitsOf)).toHaveLength(35)
    expect(Circuit.depth(circuit)).toBe(7)
    expect(codeOf(circuit)).toBe("none")
    expect(codeOf(Circuit.random(5, { depth: 0, seed: 1 }))).toEqual(["InvalidOption", "depth"])
    expect(codeOf(Circuit.random(5, { depth: 1, seed: 0.5 }))).toEqual(["InvalidOption", "seed"])
    expect(codeOf(Circuit.random(0, { depth: 1, seed: 1 }))).toEqual(["InvalidWidth", "qubits"])
  })
})
