import { describe, expect, it } from "@effect/vitest"
import { Effect, pipe, Result } from "effect"
import { Backends, Circuit, Compiler, Distribution, Gates } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import * as Simulator from "effect-ionq/simulator"
import {
  applyAll,
  distance,
  randomCircuit,
  randomNativeCircuit,
  randomState,
  seeded,
  type State,
} from "./utils/circuits.ts"
import { casesOf } from "./utils/cases.ts"

const targets = ["ms", "zz"] as const
const compile = (
  circuit: Circuit.Circuit,
  target: Compiler.Target,
  end?: "exact" | "measured",
  effort?: Compiler.Effort,
) => Result.getOrThrow(Compiler.compile(circuit, { target, end, effort }))
/** Most take the short way, so that there can be many: what the long one does is checked by the kinds of circuits, too. */
const effortFor = (seed: number): Compiler.Effort => (seed % 4 === 1 ? "default" : "fast")
/** Four runs of seeds. */
const quarter = casesOf(50, 500)
/** Those that take the long way. */
const fewer = casesOf(60, 200)
const quarters = [0, 1, 2, 3].map((k) => Array.from({ length: quarter }, (_, i) => k * quarter + i))
const twoQubitGates = (circuit: Circuit.Circuit) => Circuit.counts(circuit).byArity[2] ?? 0
const probabilities = ({ re, im }: State) => re.map((x, i) => x * x + im[i]! * im[i]!)
/** The probabilities of what a circuit measures, by its measurement map. */
const measured = (state: State, { gates, measurementMap }: Circuit.Circuit) => {
  const found = probabilities(applyAll(state, gates))
  const from = (index: number) =>
    measurementMap?.reduce((bits, wire, qubit) => bits | (((index >> qubit) & 1) << wire), 0) ?? index
  return found.map((_, index) => found[from(index)]!)
}

/** Any circuit of 1 to 6 qubits, in either gateset. */
const anyCircuit = (seed: number) => {
  const random = seeded(seed)
  const n = 1 + random.int(6)
  const circuit: Circuit.Circuit =
    seed % 4 === 3
      ? randomNativeCircuit(random, n, 1 + random.int(16))
      : randomCircuit(random, n, 1 + random.int(12))
  return { circuit, state: randomState(random, n) }
}

describe("compile", () => {
  it.each(quarters)("gives what the circuit gives, for both targets, from circuit %i on", (...seeds) => {
    for (const seed of seeds) {
      const { circuit, state } = anyCircuit(seed)
      const expected = applyAll(state, circuit.gates)
      for (const target of targets) {
        const { gates, qubits } = compile(circuit, target, "exact", effortFor(seed))
        expect(qubits).toBe(circuit.qubits)
        const apart = distance(expected, applyAll(state, gates))
        if (!(apart < 1e-9)) expect.fail(`circuit ${seed} for ${target} is off by ${apart}`)
      }
    }
  })

  it("is told from a circuit that lacks a gate or has it elsewhere", () => {
    const { circuit, state } = anyCircuit(5)
    const { gates } = compile(circuit, "ms")
    const expected = applyAll(state, circuit.gates)
    expect(distance(expected, applyAll(state, gates))).toBeLessThan(1e-9)
    gates.forEach((_, i) =>
      expect(distance(expected, applyAll(state, gates.toSpliced(i, 1)))).toBeGreaterThan(1e-3),
    )
  })

  it.each(quarters)("keeps every outcome's probability, for both targets, from circuit %i on", (...seeds) => {
    for (const seed of seeds) {
      const { circuit, state } = anyCircuit(seed)
      const expected = probabilities(applyAll(state, circuit.gates))
      for (const target of targets) {
        const compiled = compile(circuit, target, "measured", effortFor(seed))
        const found = measured(state, compiled)
        const apart = found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)
        if (!(apart < 1e-9)) expect.fail(`circuit ${seed} for ${target} is off by ${apart}`)
      }
    }
  })

  it("stays within what every machine takes, with one kind of two-qubit gate", () => {
    for (let seed = 0; seed < fewer; seed++) {
      for (const target of targets) {
        for (const gate of compile(anyCircuit(seed).circuit, target).gates) {
          if (gate.gate === "gpi" || gate.gate === "gpi2") {
            expect(gate.phase).toBeGreaterThan(-0.5)
            expect(gate.phase).toBeLessThanOrEqual(0.5)
          } else if (gate.gate === "ms" || gate.gate === "zz") {
            expect(gate.gate).toBe(target)
            expect(gate.angle).toBeGreaterThan(0)
            expect(gate.angle).toBeLessThanOrEqual(0.25)
          } else expect.fail(`has ${gate.gate}`)
        }
      }
    }
  })

  it("leaves nothing of a circuit and its inverse", () => {
    for (let seed = 0; seed < 100; seed++) {
      const circuit = randomCircuit(seeded(seed), 5, 30, 3)
      for (const target of targets) {
        expect(compile(Circuit.append(circuit, Circuit.inverse(circuit)), target).gates).toEqual([])
      }
    }
  })
})

describe("compile undone in other words", () => {
  it("leaves nothing of swaps and the CNOTs that undo them, layer within layer", () => {
    const random = seeded(1)
    const pairs = Array.from({ length: 500 }, () => random.shuffled([0, 1, 2, 3, 4]).slice(0, 2))
    const swaps = pairs.map(([a = 0, b = 0]) => Gates.swap(a, b))
    const cnots = pairs
      .toReversed()
      .flatMap(([a = 0, b = 0]) => [Gates.cnot(a, b), Gates.cnot(b, a), Gates.cnot(a, b)])
    const circuit = Circuit.qis(5, [...swaps, ...cnots])
    for (const target of targets) expect(compile(circuit, target).gates).toEqual([])
  })
})

describe("the number of two-qubit gates", () => {
  const x = Gates.x(0)
  const cases: ReadonlyArray<readonly [string, Circuit.Circuit<"qis">, number]> = [
    ["CNOT", Circuit.qis(2, [Gates.cnot(0, 1)]), 1],
    ["a controlled phase", Circuit.qis(2, [Gates.controlled(Gates.phase(0, 0.3), 1)]), 1],
    ["a controlled H", Circuit.qis(2, [Gates.controlled(Gates.h(0), 1)]), 1],
    ["SWAP", Circuit.qis(2, [Gates.swap(0, 1)]), 3],
    ["xx", Circuit.qis(2, [Gates.xx(0, 1, 0.3)]), 1],
    ["yy by half a turn", Circuit.qis(2, [Gates.yy(0, 1, Math.PI)]), 0],
    ["two terms of pauliexp that share axes", pauli(["XX", "YY"]), 2],
    ["three qubits of pauliexp", pauli(["XYZ"]), 3],
    [
      "three CNOTs in turn, which swap",
      Circuit.qis(
        2,
        [0, 1, 0].map((c) => Gates.cnot(c, 1 - c)),
      ),
      3,
    ],
    ["a CNOT and a SWAP", Circuit.qis(2, [Gates.cnot(0, 1), Gates.swap(0, 1)]), 2],
    [
      "CNOTs that meet over one between",
      Circuit.qis(
        3,
        [1, 2, 1].map((t) => Gates.cnot(0, t)),
      ),
      1,
    ],
    ["Toffoli", Circuit.qis(3, [Gates.controlled(x, 1, 2)]), 5],
    ["Fredkin", Circuit.qis(3, [Gates.controlled(Gates.swap(0, 1), 2)]), 6],
    ["8 controls, with one qubit to borrow", Circuit.qis(10, [under(8)]), 62],
    ["8 controls, with six qubits to borrow", Circuit.qis(15, [under(8)]), 56],
    ["6 controls, with none", Circuit.qis(7, [under(6)]), 61],
    ["8 controls, with none", Circuit.qis(9, [under(8)]), 113],
    ["10 controls, with none", Circuit.qis(11, [under(10)]), 181],
    ["12 controls, with none", Circuit.qis(13, [under(12)]), 265],
    ["QFT of 5, 26 CNOTs by the textbook", Circuit.qft(5), 16],
    ["GHZ of 10", Circuit.ghz(10), 9],
  ]
  for (const [name, circuit, most] of cases) {
    it(`${name}: at most ${most}`, () => {
      for (const target of targets) expect(twoQubitGates(compile(circuit, target))).toBeLessThanOrEqual(most)
    })
  }

  it("any circuit of two qubits: at most 3", () => {
    for (let seed = 0; seed < 60; seed++) {
      const circuit = randomCircuit(seeded(seed), 2, 50)
      for (const target of targets) {
        expect(twoQubitGates(compile(circuit, target))).toBeLessThanOrEqual(3)
      }
    }
  })

  it("is not more for what was compiled already, for either machine", () => {
    for (let seed = 0; seed < fewer; seed++) {
      const once = compile(anyCircuit(seed).circuit, "ms")
      for (const target of targets) {
        expect(twoQubitGates(compile(once, target))).toBeLessThanOrEqual(twoQubitGates(once))
      }
    }
  })

  function under(n: number) {
    return Gates.controlled(x, ...Array.from({ length: n }, (_, i) => i + 1))
  }
  function pauli(terms: ReadonlyArray<string>) {
    const targets = Array.from({ length: terms[0]!.length }, (_, i) => i)
    return Circuit.qis(targets.length, [
      Gates.pauliexp({ targets, terms, coefficients: terms.map(() => 0.4), time: 1 }),
    ])
  }
})

describe("the number of two-qubit gates before a measurement", () => {
  const toffoli = Gates.controlled(Gates.x(0), 1, 2)
  const cases: ReadonlyArray<readonly [string, Circuit.Circuit<"qis">, number]> = [
    ["QFT of 5", Circuit.qft(5), 10],
    ["SWAP", Circuit.qis(2, [Gates.swap(0, 1)]), 0],
    ["SWAP as three CNOTs", Circuit.qis(2, [Gates.cnot(0, 1), Gates.cnot(1, 0), Gates.cnot(0, 1)]), 0],
    ["Toffoli", Circuit.qis(3, [toffoli]), 3],
    ["Toffoli before a CNOT", Circuit.qis(3, [toffoli, Gates.cnot(0, 1)]), 4],
    ["Toffoli before an H on its target", Circuit.qis(3, [toffoli, Gates.h(0)]), 4],
    ["8 controls", Circuit.qis(9, [Gates.controlled(Gates.x(0), 1, 2, 3, 4, 5, 6, 7, 8)]), 32],
    ["a controlled phase", Circuit.qis(2, [Gates.h(0), Gates.controlled(Gates.phase(0, 0.3), 1)]), 0],
  ]
  for (const [name, circuit, most] of cases) {
    it(`${name}: at most ${most}`, () => {
      for (const target of targets) {
        expect(twoQubitGates(compile(circuit, target, "measured"))).toBeLessThanOrEqual(most)
      }
    })
  }

  it("any circuit of two qubits: at most 2", () => {
    for (let seed = 0; seed < 60; seed++) {
      const circuit = randomCircuit(seeded(seed), 2, 50)
      for (const target of targets) {
        expect(twoQubitGates(compile(circuit, target, "measured"))).toBeLessThanOrEqual(2)
      }
    }
  })
})

describe("idle qubits in |0⟩", () => {
  it("help many controls, and are in |0⟩ again", () => {
    for (const [n, most] of [
      [4, 17],
      [6, 29],
      [7, 37],
    ] as const) {
      const random = seeded(n)
      const gate = Gates.controlled(Gates.x(n), ...Array.from({ length: n }, (_, i) => i))
      const circuit = Circuit.qis(n + 4, [gate])
      const small = randomState(random, n + 1)
      const wide = { re: new Float64Array(2 ** (n + 4)), im: new Float64Array(2 ** (n + 4)) }
      wide.re.set(small.re)
      wide.im.set(small.im)
      for (const target of targets) {
        const compiled = Result.getOrThrow(Compiler.compile(circuit, { target, start: "zero" }))
        expect(twoQubitGates(compiled)).toBeLessThanOrEqual(most)
        expect(distance(applyAll(wide, circuit.gates), applyAll(wide, compiled.gates))).toBeLessThan(1e-9)
      }
    }
  })
})

describe("a measurement map", () => {
  const circuit = Circuit.register(Circuit.qis(3, [Gates.h(0), Gates.swap(0, 2)]), "c", [2, 1])
  const compiled = compile(circuit, "ms", "measured")

  it("says where each qubit is measured, and moves the registers", () => {
    expect(compiled.measurementMap).toEqual([2, 1, 0])
    expect(compiled.registers).toEqual({ c: [0, 1] })
    expect(compile(circuit, "ms").measurementMap).toBeUndefined()
  })

  it("is kept by a second compilation and by other qubits", () => {
    expect(compile(compiled, "zz", "measured").measurementMap).toEqual([2, 1, 0])
    expect(compile(compiled, "zz").measurementMap).toEqual([2, 1, 0])
    expect(Circuit.mapQubits(compiled, [1, 2, 0]).measurementMap).toEqual([0, 2, 1])
  })

  it("travels in a job's metadata", () => {
    const options = { backend: "simulator", metadata: { own: "a" } }
    const one = Result.getOrThrow(Circuit.toRequest(compiled, options))
    expect(Circuit.measurementMaps(one.metadata)).toEqual([[2, 1, 0]])
    expect(one.metadata).toMatchObject({ own: "a" })
    const plain = compile(Circuit.qis(1, [Gates.h(0)]), "ms", "measured")
    const several = Result.getOrThrow(Circuit.toRequest([plain, compiled], { backend: "simulator" }))
    expect(Circuit.measurementMaps(several.metadata)).toEqual([undefined, [2, 1, 0]])
    expect(Result.getOrThrow(Circuit.toRequest(plain, options)).metadata).toEqual({ own: "a" })
    for (const text of ["", "{}", "[[1.5]]"]) {
      expect(Circuit.measurementMaps({ "effect-ionq.measurement-map": text })).toEqual([])
    }
    expect(Circuit.measurementMaps(null)).toEqual([])
  })
})

describe("many controls", () => {
  const state = randomState(seeded(2), 10)
  const gates = [Gates.x(4), Gates.z(4), Gates.phase(4, 0.7), Gates.ry(4, 1.1), Gates.v(4), Gates.swap(4, 3)]
  for (const gate of gates) {
    it(`of ${JSON.stringify(gate)}`, () => {
      const free = [0, 9, 5, 1, 8, 2, 7, 6]
      for (let n = 2; n <= free.length; n++) {
        const controlled = Gates.controlled(gate, ...free.slice(0, n))
        const { gates } = compile(Circuit.qis(10, [controlled]), "zz")
        expect(distance(applyAll(state, [controlled]), applyAll(state, gates))).toBeLessThan(1e-9)
      }
    })
  }
})

describe("large angles", () => {
  it("are reduced without loss", () => {
    const state = randomState(seeded(3), 3)
    for (const angle of [1e3, 1e6 + 0.1, 1e9, -1e9 - 0.7, 3e15, 1e22]) {
      const gates = [
        Gates.rx(0, angle),
        Gates.phase(1, angle),
        Gates.xx(0, 1, angle),
        Gates.controlled(Gates.ry(2, angle), 0),
        Gates.controlled(Gates.phase(2, angle), 0, 1),
        Gates.controlled(Gates.rz(1, angle), 0, 2),
        Gates.pauliexp({ targets: [0, 1, 2], terms: ["XYZ"], coefficients: [angle], time: 1 }),
      ]
      for (const gate of gates) {
        const { gates } = compile(Circuit.qis(3, [gate]), "zz")
        expect(distance(applyAll(state, [gate]), applyAll(state, gates))).toBeLessThan(1e-13)
      }
    }
  })
})

describe("the compiler's edges", () => {
  it("keeps name, width and registers, and takes a native circuit to the other machine", () => {
    const circuit = pipe(
      Circuit.native(3, [Gates.ms(0, 2)]),
      Circuit.named("n"),
      Circuit.register("c", [2]),
      Compiler.compile({ target: "zz" }),
      Result.getOrThrow,
    )
    expect(circuit).toMatchObject({ gateset: "native", qubits: 3, name: "n", registers: { c: [2] } })
    expect(Circuit.counts(circuit).byName).toMatchObject({ zz: 1 })
  })

  it("says which gate is not whole, or not bound", () => {
    const unbound = Circuit.qis(1, [Gates.h(0), Gates.rx(0, Circuit.param("a"))])
    expect(Compiler.compile(unbound, { target: "ms" })).toMatchObject({
      failure: { _tag: "CircuitError", code: "UnboundParameter", position: 1, gate: "rx" },
    })
    expect(Compiler.compile(Circuit.qis(1, [Gates.h(1)]), { target: "ms" })).toMatchObject({
      failure: { code: "QubitOutOfRange", position: 0 },
    })
  })

  it("leaves a circuit that does nothing without gates", () => {
    const idle = Circuit.qis(2, [Gates.h(0), Gates.h(0), Gates.rz(1, 4 * Math.PI)])
    for (const target of targets) expect(compile(idle, target).gates).toEqual([])
  })

  it("reads the target from what a backend supports", () => {
    const of = (...gates: ReadonlyArray<string>) =>
      Compiler.targetOf({ backend: "qpu.forte-1", supported_native_gates: gates })
    expect(of("gpi", "gpi2", "zz")).toMatchObject({ success: "zz" })
    expect(of("gpi", "gpi2", "ms")).toMatchObject({ success: "ms" })
    expect(of("gpi", "cz")).toMatchObject({
      failure: { _tag: "TargetError", backend: "qpu.forte-1", nativeGates: ["gpi", "cz"] },
    })
    expect(Compiler.targetOf({ backend: "simulator" })).toMatchObject({ failure: { nativeGates: [] } })
  })

  it.effect("takes a circuit to each machine that a server lists", () =>
    Effect.gen(function* () {
      const backends = yield* Backends
      const circuit = Circuit.append(Circuit.qft(4), Circuit.hardwareEfficient(4)).pipe(
        Circuit.bind(Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`theta${i}`, 0.3 + i]))),
      )
      const probabilitiesOf = (self: Circuit.Circuit) =>
        Effect.fromResult(Result.flatMap(Circuit.toInput(self), (input) => Simulator.probabilities(input)))
      const expected = yield* probabilitiesOf(circuit)
      const found: Record<string, string> = {}
      for (const name of ["qpu.aria-1", "qpu.forte-1"]) {
        const target = yield* Effect.fromResult(Compiler.targetOf(yield* backends.get(name)))
        const compiled = yield* Effect.fromResult(Compiler.compile(circuit, { target, end: "measured" }))
        const probabilities = yield* Effect.fromResult(
          Distribution.fromArray(yield* probabilitiesOf(compiled)),
        )
        const inPlace = yield* Effect.fromResult(Distribution.remap(probabilities, compiled.measurementMap!))
        expected.forEach((p, state) => expect(Distribution.get(inPlace, state)).toBeCloseTo(p, 9))
        found[name] = target
      }
      expect(found).toEqual({ "qpu.aria-1": "ms", "qpu.forte-1": "zz" })
    }).pipe(Effect.provide(Emulator.layerIonQ())),
  )
})
