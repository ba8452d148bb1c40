import { describe, expect, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { Gates } from "effect-ionq"
import type { WireGate } from "effect-ionq/schema/Gate"
import * as Simulator from "effect-ionq/simulator"
import { runDense } from "../utils/dense.ts"

const n = 4

/** No two qubits, and no two states, alike: every amplitude has its own size and phase. */
const prepare: ReadonlyArray<WireGate> = [0, 1, 2, 3].flatMap((qubit): ReadonlyArray<WireGate> => [
  Gates.ry(qubit, 0.4 + 0.53 * qubit),
  Gates.rz(qubit, 1.1 - 0.71 * qubit),
  ...(qubit === 0 ? [] : [Gates.cnot(qubit - 1, qubit), Gates.rx(qubit - 1, 0.3 * qubit)]),
])

const prepareNative: ReadonlyArray<WireGate> = [0, 1, 2, 3].flatMap((qubit): ReadonlyArray<WireGate> => [
  Gates.gpi2(qubit, 0.07 + 0.13 * qubit),
  ...(qubit === 0 ? [] : [Gates.ms(qubit - 1, qubit, { phases: [0.05 * qubit, 0.3], angle: 0.11 })]),
])

const amplitudes = (circuit: Simulator.SimulatedCircuit) => {
  const { re, im } = Result.getOrThrow(Simulator.run(circuit))
  return Array.from(re, (x, i) => [x, im[i]!])
}

const expectTextbook = (gateset: "qis" | "native", circuit: ReadonlyArray<WireGate>, qubits = n) => {
  const found = amplitudes({ gateset, qubits, circuit })
  runDense(qubits, circuit).forEach(([re, im], state) => {
    expect(found[state]![0], `real part of state ${state}`).toBeCloseTo(re, 12)
    expect(found[state]![1], `imaginary part of state ${state}`).toBeCloseTo(im, 12)
  })
}

const angle = 0.7
const qis: Record<string, WireGate> = {
  x: Gates.x(2),
  y: Gates.y(2),
  z: Gates.z(2),
  "z with a rotation": Gates.phase(2, angle),
  h: Gates.h(2),
  s: Gates.s(2),
  si: Gates.si(2),
  t: Gates.t(2),
  ti: Gates.ti(2),
  v: Gates.v(2),
  vi: Gates.vi(2),
  not: { gate: "not", target: 2 },
  rx: Gates.rx(2, angle),
  ry: Gates.ry(2, angle),
  rz: Gates.rz(2, angle),
  "x on two targets": { gate: "x", targets: [3, 1] },
  "h on two targets": { gate: "h", targets: [1, 2] },
  swap: Gates.swap(2, 1),
  xx: Gates.xx(2, 1, angle),
  yy: Gates.yy(2, 1, angle),
  zz: Gates.zz(2, 1, angle),
  "pauliexp of one term": Gates.pauliexp({
    targets: [2, 1],
    terms: ["XY"],
    coefficients: [0.6],
    time: angle,
  }),
  "pauliexp of terms that do not commute": Gates.pauliexp({
    targets: [2, 1],
    terms: ["XZ", "YI", "ZZ", "IY", "II", "YY"],
    coefficients: [0.6, -0.4, 0.9, 0.2, 0.5, -0.8],
    time: angle,
  }),
}

const native: Record<string, WireGate> = {
  gpi: Gates.gpi(2, 0.15),
  gpi2: Gates.gpi2(2, 0.35),
  "ms of one angle": Gates.ms(2, 1, { phases: [0.1, 0.4], angle: 0.13 }),
  "ms of the default angle": Gates.ms(2, 1, { phases: [0.1, 0.4] }),
  zz: Gates.nativeZz(2, 1, 0.17),
  nop: Gates.nop(2),
}

describe("gates against their textbook matrices", () => {
  for (const [name, gate] of Object.entries(qis)) {
    const free = [0, 3].filter((qubit) => !(gate.targets ?? []).includes(qubit))
    it(name, () => expectTextbook("qis", [...prepare, gate]))
    it(`${name} under one control`, () => expectTextbook("qis", [...prepare, { ...gate, control: free[0]! }]))
    if (free.length > 1) {
      it(`${name} under two controls`, () => expectTextbook("qis", [...prepare, { ...gate, controls: free }]))
    }
  }
  it("cnot", () => expectTextbook("qis", [...prepare, Gates.cnot(3, 1)]))
  it("cnot with two controls", () =>
    expectTextbook("qis", [...prepare, Gates.controlled(Gates.cnot(3, 1), 0)]))

  for (const [name, gate] of Object.entries(native)) {
    it(`native ${name}`, () => expectTextbook("native", [...prepareNative, gate]))
    for (const controls of [[0], [0, 3]]) {
      it(`native ${name} under controls ${controls.join(" and ")}`, () =>
        expectTextbook("native", [...prepareNative, { ...gate, controls }]))
    }
  }

  it("control beside controls: all of them count", () => {
    const both = { gate: "x", target: 2, control: 0, controls: [3] }
    const listed = { gate: "x", target: 2, controls: [0, 3] }
    expect(amplitudes({ gateset: "qis", qubits: n, circuit: [...prepare, both] })).toEqual(
      amplitudes({ gateset: "qis", qubits: n, circuit: [...prepare, listed] }),
    )
    const probabilities = (circuit: ReadonlyArray<WireGate>) =>
      Array.from(Result.getOrThrow(Simulator.probabilities({ gateset: "qis", qubits: 3, circuit })))
    const onOne = { gate: "x", target: 2, control: 0, controls: [1] }
    expect(probabilities([Gates.x(1), onOne]).indexOf(1)).toBe(2)
    expect(probabilities([Gates.x(0), Gates.x(1), onOne]).indexOf(1)).toBe(7)
  })

  it.effect.prop(
    "random circuits of every gate",
    [Schema.Array(Schema.Literals(Object.keys(qis))).check(Schema.isMinLength(1), Schema.isMaxLength(12))],
    ([names]) => Effect.sync(() => expectTextbook("qis", [...prepare, ...names.map((name) => qis[name]!)])),
    { arbitrary: { runs: 40, seed: 7 } },
  )
})

describe("Simulator", () => {
  it("takes qubit 0 for the least significant bit", () => {
    const probabilities = (gate: WireGate) =>
      Array.from(Result.getOrThrow(Simulator.probabilities({ gateset: "qis", qubits: 3, circuit: [gate] })))
    expect(probabilities(Gates.x(0))).toEqual([0, 1, 0, 0, 0, 0, 0, 0])
    expect(probabilities(Gates.x(2))).toEqual([0, 0, 0, 0, 1, 0, 0, 0])
  })

  it("gives a Bell pair a half and a half", () => {
    const circuit = [Gates.h(0), Gates.cnot(0, 1)]
    const found = Result.getOrThrow(Simulator.probabilities({ gateset: "qis", circuit }))
    expect(Math.abs(found[0]! - 0.5)).toBeLessThan(1e-12)
    expect(Math.abs(found[3]! - 0.5)).toBeLessThan(1e-12)
    expect([found[1], found[2]]).toEqual([0, 0])
  })

  it("acts with the last character of a Pauli term on the first target", () => {
    const circuit = [Gates.pauliexp({ targets: [0, 1], terms: ["IX"], coefficients: [1], time: Math.PI / 2 })]
    const found = Result.getOrThrow(Simulator.probabilities({ gateset: "qis", circuit }))
    expect(found[1]).toBeCloseTo(1, 12)
  })

  it("takes the width from the highest qubit when none is given", () => {
    expect(Result.getOrThrow(Simulator.run({ gateset: "qis", circuit: [Gates.h(4)] })).qubits).toBe(5)
    expect(Result.getOrThrow(Simulator.run({ gateset: "qis", circuit: [Gates.cnot(6, 1)] })).qubits).toBe(7)
  })

  it("keeps the norm through 300 gates on 16 qubits", () => {
    const circuit = Array.from({ length: 300 }, (_, i): WireGate => {
      const gates = Object.values(qis)
      const gate = gates[i % gates.length]!
      const move = (qubit: number) => (qubit * 3 + i) % 16
      return {
        ...gate,
        ...(gate.target === undefined ? {} : { target: move(gate.target) }),
        ...(gate.targets === undefined ? {} : { targets: gate.targets.map(move) }),
      }
    })
    const found = Result.getOrThrow(Simulator.probabilities({ gateset: "qis", qubits: 16, circuit }))
    expect(found.reduce((total, probability) => total + probability, 0)).toBeCloseTo(1, 10)
  })

  const refused = (
    circuit: ReadonlyArray<WireGate>,
    options: { qubits?: number; gateset?: "qis" | "native" } = {},
  ) =>
    Result.match(Simulator.run({ gateset: options.gateset ?? "qis", qubits: options.qubits ?? 2, circuit }), {
      onFailure: ({ code, message }) => `${code}: ${message}`,
      onSuccess: () => "no error",
    })

  it("says which gate cannot be simulated, and why", () => {
    expect(refused([Gates.h(0), { gate: "warp", target: 0 }])).toBe(
      "UnsupportedGate: Gate 1 is warp, which the gateset qis does not have",
    )
    expect(refused([{ gate: "constructor", target: 0 }])).toMatch(/^UnsupportedGate/)
    expect(refused([Gates.gpi(0, 0)])).toMatch(/^UnsupportedGate/)
    expect(refused([Gates.h(0)], { gateset: "native" })).toMatch(/^UnsupportedGate/)
    expect(refused([Gates.h(2)])).toBe("InvalidInput: Gate 0 (h) names qubit 2, outside 0 to 1")
    expect(refused([Gates.h(-1)])).toMatch(/^InvalidInput: .*qubit -1/)
    expect(refused([{ gate: "h" }])).toBe("InvalidInput: Gate 0 (h) needs a target")
    expect(refused([{ gate: "rx", target: 0 }])).toBe("InvalidInput: Gate 0 (rx) needs rotation")
    expect(refused([{ gate: "cnot", target: 0 }])).toBe("InvalidInput: Gate 0 (cnot) needs a control")
    expect(refused([{ gate: "cnot", target: 0, control: 0 }])).toBe(
      "InvalidInput: Gate 0 (cnot) names qubit 0 twice",
    )
    expect(refused([{ gate: "swap", targets: [0] }])).toBe(
      "InvalidInput: Gate 0 (swap) needs two targets, not 1",
    )
    expect(refused([{ gate: "ms", targets: [0, 1] }], { gateset: "native" })).toMatch(/needs two phases/)
    expect(refused([{ gate: "zz", targets: [0, 1] }], { gateset: "native" })).toMatch(/needs angle/)
    const pauliexp = { targets: [0, 1], terms: ["XX"], coefficients: [1], time: 1 }
    expect(refused([Gates.pauliexp({ ...pauliexp, terms: ["X"] })])).toMatch(/terms of 2 letters/)
    expect(refused([Gates.pauliexp({ ...pauliexp, terms: ["XQ"] })])).toMatch(/terms of 2 letters/)
    expect(refused([Gates.pauliexp({ ...pauliexp, coefficients: [] })])).toMatch(/one coefficient/)
    expect(refused([Gates.pauliexp({ ...pauliexp, time: -1 })])).toMatch(/time of 0 or more/)
    expect(refused([])).toBe("InvalidInput: The circuit has no gates")
    expect(refused([{ gate: "x", target: 0, targets: [1] }])).toBe(
      "InvalidInput: Gate 0 (x) has both target and targets",
    )
    expect(refused([{ gate: "x", target: 1, control: 0, controls: [0] }])).toMatch(/names qubit 0 twice/)
    expect(refused([{ gate: "h", targets: [] }])).toMatch(/needs a target/)
    for (const qubits of [0, -1, 1.5, Number.NaN]) {
      expect(refused([Gates.h(0)], { qubits })).toBe(
        `InvalidInput: The circuit has qubits ${qubits}, not a whole number from 1`,
      )
    }
    expect(refused([Gates.h(0)], { qubits: 21 })).toBe(
      "NotEnoughQubits: The circuit has 21 qubits, the limit is 20",
    )
  })

  it("takes no number that is not finite", () => {
    const pauliexp = { targets: [0], terms: ["X"], coefficients: [1], time: 1 }
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refused([Gates.h(0), Gates.rx(0, bad)])).toBe(
        `InvalidInput: Gate 1 (rx) has ${bad} in rotation, not a finite number`,
      )
      expect(refused([Gates.phase(0, bad)])).toMatch(/in rotation/)
      expect(refused([Gates.pauliexp({ ...pauliexp, coefficients: [bad] })])).toMatch(/in coefficients/)
      expect(refused([Gates.pauliexp({ ...pauliexp, time: bad })])).toMatch(/in time/)
      const native = (gate: WireGate) => refused([gate], { gateset: "native" })
      expect(native(Gates.gpi(0, bad))).toMatch(/in phase,/)
      expect(native(Gates.ms(0, 1, { phases: [0, bad] }))).toMatch(/in phases/)
      expect(native(Gates.ms(0, 1, { angle: bad }))).toMatch(/in angle/)
    }
    const long = { ...pauliexp, coefficients: [1e300], time: 1e300 }
    expect(refused([Gates.pauliexp(long)])).toMatch(/in coefficients\.0, not a finite number/)
  })

  it("uses memory again without a trace of what was in it", () => {
    const mixed = (qubits: number): ReadonlyArray<WireGate> =>
      Array.from({ length: qubits }, (_, qubit) => Gates.ry(qubit, 0.3 + qubit))
    for (const [qubits, circuit] of [
      [5, [Gates.h(0), Gates.rx(3, 0.4)]],
      // Above one tile: what the passes reach, and what they do not.
      [16, mixed(16)],
      [16, [...mixed(11), Gates.x(15)]],
      [16, [...mixed(16), Gates.zz(3, 15, 0.2)]],
    ] as const) {
      const fresh = Result.getOrThrow(
        Simulator.run({ gateset: "qis", qubits, circuit }, { engine: "javascript" }),
      )
      const used = { gateset: "qis", qubits, circuit: mixed(qubits) } as const
      expect(Result.getOrThrow(Simulator.runWith(used, ({ re }) => re[1] !== 0))).toBe(true)
      const differences = Simulator.runWith({ gateset: "qis", qubits, circuit }, ({ re, im }) => {
        let count = 0
        for (let i = 0; i < re.length; i++) if (re[i] !== fresh.re[i] || im[i] !== fresh.im[i]) count++
        return count
      })
      expect(Result.getOrThrow(differences)).toBe(0)
    }
  })

  it("refuses a gate of very many targets instead of running out of stack", () => {
    const targets = Array.from({ length: 300_000 }, (_, i) => i)
    const found = Simulator.run({ gateset: "qis", circuit: [{ gate: "x", targets }] })
    expect(Result.isFailure(found) && found.failure.code).toBe("NotEnoughQubits")
  })

  it.effect.prop(
    "keeps the norm under any rotations",
    [
      Schema.Array(Schema.Finite.check(Schema.isBetween({ minimum: -10, maximum: 10 }))).check(
        Schema.isMaxLength(12),
      ),
    ],
    ([angles]) =>
      Effect.sync(() => {
        const circuit = angles.flatMap((radians, i): ReadonlyArray<WireGate> => [
          Gates.rx(i % n, radians),
          Gates.controlled(Gates.ry((i + 1) % n, radians), i % n),
          Gates.xx(i % n, (i + 2) % n, radians),
        ])
        const probabilities = Simulator.probabilities({
          gateset: "qis",
          qubits: n,
          circuit: [...prepare, ...circuit],
        })
        const total = Result.getOrThrow(probabilities).reduce((sum, probability) => sum + probability, 0)
        expect(total).toBeCloseTo(1, 12)
      }),
    { arbitrary: { runs: 40, seed: 7 } },
  )
})
