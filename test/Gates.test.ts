import { describe, expect, it } from "@effect/vitest"
import { Exit, pipe, Schema } from "effect"
import { Angle, Gates } from "effect-ionq"
import { NativeGate, QisGate, type WireGate } from "effect-ionq/schema/Gate"
import { randomNative, randomQis, seeded } from "./utils/circuits.ts"
import { matrixOf } from "./utils/dense.ts"

const isQis = (gate: unknown) => Exit.isSuccess(Schema.decodeUnknownExit(QisGate)(gate))
const isNative = (gate: unknown) => Exit.isSuccess(Schema.decodeUnknownExit(NativeGate)(gate))

const pauliexp = { targets: [0, 1], terms: ["XX", "ZI"], coefficients: [0.5, -1], time: 1 }

const qis = [
  Gates.x(0),
  Gates.y(0),
  Gates.z(0),
  Gates.phase(0, 1),
  Gates.not(0),
  Gates.h(0),
  Gates.s(0),
  Gates.si(0),
  Gates.t(0),
  Gates.ti(0),
  Gates.v(0),
  Gates.vi(0),
  Gates.rx(0, 1),
  Gates.ry(0, 1),
  Gates.rz(0, 1),
  Gates.cnot(0, 1),
  Gates.swap(0, 1),
  Gates.xx(0, 1, 1),
  Gates.yy(0, 1, 1),
  Gates.zz(0, 1, 1),
  Gates.pauliexp(pauliexp),
]
const native = [
  Gates.gpi(0, 0.1),
  Gates.gpi2(0, 0.1),
  Gates.ms(0, 1),
  Gates.nativeZz(0, 1, 0.25),
  Gates.nop(0),
]

describe("Gates", () => {
  it("are written as IonQ reads them", () => {
    expect(Gates.cnot(0, 1)).toEqual({ gate: "cnot", control: 0, target: 1 })
    expect(Gates.rx(2, 0.5)).toEqual({ gate: "rx", target: 2, rotation: 0.5 })
    expect(Gates.phase(1, 0.5)).toEqual({ gate: "z", target: 1, rotation: 0.5 })
    expect(Gates.ms(0, 1)).toEqual({ gate: "ms", targets: [0, 1], phases: [0, 0] })
    expect(Gates.ms(0, 1, { phases: [0.1, 0.2], angle: 0.125 })).toEqual({
      gate: "ms",
      targets: [0, 1],
      phases: [0.1, 0.2],
      angle: 0.125,
    })
    expect(Gates.nativeZz(0, 1, 0.25)).toEqual({ gate: "zz", targets: [0, 1], angle: 0.25 })
  })

  it("fit their gateset, and not the other", () => {
    for (const gate of qis) expect([gate, isQis(gate), isNative(gate)]).toEqual([gate, true, false])
    for (const gate of native) expect([gate, isQis(gate), isNative(gate)]).toEqual([gate, false, true])
  })

  it("can be controlled, again and again", () => {
    expect(Gates.controlled(Gates.x(2), 0, 1)).toEqual({ gate: "x", target: 2, controls: [0, 1] })
    expect(Gates.controlled(Gates.cnot(0, 2), 1)).toEqual({ gate: "cnot", target: 2, controls: [0, 1] })
    expect(Gates.controlled(Gates.controlled(Gates.h(0), 1), 2)).toEqual({
      gate: "h",
      target: 0,
      controls: [1, 2],
    })
    for (const gate of qis) expect(isQis(Gates.controlled(gate, 5, 6))).toBe(true)
    for (const gate of qis) expect(pipe(gate, Gates.controlled(5, 6))).toEqual(Gates.controlled(gate, 5, 6))
  })
})

describe("the schema of a gate refuses", () => {
  const refused: ReadonlyArray<readonly [string, unknown]> = [
    ["a negative qubit", Gates.h(-1)],
    ["half a qubit", Gates.h(0.5)],
    ["no target", { gate: "h" }],
    ["no target in its targets", { gate: "h", targets: [] }],
    ["a target beside targets", { gate: "h", target: 0, targets: [1] }],
    ["a control that is a target", Gates.cnot(1, 1)],
    ["a cnot without a control", { gate: "cnot", target: 0 }],
    ["a swap with itself", Gates.swap(1, 1)],
    ["a swap of three", { gate: "swap", targets: [0, 1, 2] }],
    ["a rotation that is no number", Gates.rx(0, Number.NaN)],
    ["a rotation without its angle", { gate: "rx", target: 0 }],
    ["a negative time", Gates.pauliexp({ ...pauliexp, time: -1 })],
    ["a term of another length", Gates.pauliexp({ ...pauliexp, terms: ["XX", "Z"] })],
    ["a term that is no Pauli string", Gates.pauliexp({ ...pauliexp, terms: ["XX", "QZ"] })],
    ["a term without its coefficient", Gates.pauliexp({ ...pauliexp, coefficients: [1] })],
    ["an unknown gate", { gate: "warp", target: 0 }],
  ]
  for (const [name, gate] of refused) it(name, () => expect(isQis(gate)).toBe(false))

  it("a native interaction of a qubit with itself", () => {
    expect(isNative(Gates.ms(1, 1))).toBe(false)
    expect(isNative(Gates.nativeZz(2, 2, 0.1))).toBe(false)
  })
})

describe("the matrix of a gate", () => {
  it("is the textbook's, over 1,000 gates with controls", () => {
    for (let seed = 0; seed < 1000; seed++) {
      const random = seeded(seed)
      const n = 1 + random.int(4)
      const gate = seed % 4 === 0 ? randomNative(random, n) : randomQis(random, n)
      const qubits = Gates.qubitsOf(gate)
      const width = qubits.length
      // The first qubit is the leftmost of the matrix; the textbook's reference has qubit 0 rightmost.
      const place = (qubit: number) => width - 1 - qubits.indexOf(qubit)
      const expected = matrixOf(width, placed(gate, place))
      Gates.unitary(gate).forEach((row, r) =>
        row.forEach(([re, im], c) => {
          expect(re, `real part of ${JSON.stringify(gate)}`).toBeCloseTo(expected[r]![c]![0], 12)
          expect(im, `imaginary part of ${JSON.stringify(gate)}`).toBeCloseTo(expected[r]![c]![1], 12)
        }),
      )
    }
  })

  it("has its control on the left", () => {
    const [o, i] = [
      [0, 0],
      [1, 0],
    ]
    expect(Gates.unitary(Gates.cnot(5, 2))).toEqual([
      [i, o, o, o],
      [o, i, o, o],
      [o, o, o, i],
      [o, o, i, o],
    ])
  })

  it("by its own name has the defaults of IonQ's Python SDK", () => {
    expect(Gates.msMatrix(0.1, 0.2)).toEqual(Gates.msMatrix(0.1, 0.2, 0.25))
    expect(Gates.msMatrix(0.1, 0.2)).toEqual(Gates.unitary(Gates.ms(0, 1, { phases: [0.1, 0.2] })))
    expect(Gates.zzMatrix(0.1)).toEqual(Gates.unitary(Gates.nativeZz(0, 1, 0.1)))
    expect(Gates.gpiMatrix(0.1)).toEqual(Gates.unitary(Gates.gpi(0, 0.1)))
    expect(Gates.gpi2Matrix(0.1)).toEqual(Gates.unitary(Gates.gpi2(0, 0.1)))
  })
})

describe("the inverse of a gate", () => {
  it("stays where IonQ takes its numbers", () => {
    const inverse = Gates.inverse(Gates.ms(0, 1, { phases: [1, -1], angle: 0.1 }))
    expect(inverse).toEqual(Gates.ms(0, 1, { phases: [0.5, -1], angle: 0.1 }))
    expect(Gates.inverse(Gates.gpi2(0, -0.75))).toEqual(Gates.gpi2(0, -0.25))
    expect(Gates.inverse(Gates.rx(0, 0))).toEqual(Gates.rx(0, 0))
  })

  it("keeps the controls", () => {
    expect(Gates.inverse(Gates.controlled(Gates.s(0), 1))).toEqual(Gates.controlled(Gates.si(0), 1))
  })
})

describe("angles", () => {
  it("change their unit", () => {
    expect(Angle.toTurns(Math.PI / 2)).toBe(0.25)
    expect(Angle.toRadians(Angle.Turns(0.5))).toBe(Math.PI)
  })
})

/** The gate with each qubit at another place. */
const placed = (gate: WireGate, place: (qubit: number) => number): WireGate => ({
  ...gate,
  ...(gate.target === undefined ? {} : { target: place(gate.target) }),
  ...(gate.targets === undefined ? {} : { targets: gate.targets.map(place) }),
  ...(gate.control === undefined ? {} : { control: place(gate.control) }),
  ...(gate.controls === undefined ? {} : { controls: gate.controls.map(place) }),
})
