import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Circuit, Compiler, Gates } from "effect-ionq"
import { applyAll, randomCircuit, randomNativeCircuit, randomState, seeded } from "./utils/circuits.ts"

const { getOrThrow } = Result

const codeOf = (result: Result.Result<unknown, Circuit.CircuitError>) =>
  Result.isFailure(result) ? result.failure.code : "none"

/** A unitary as its columns times a state. */
const image = ({ size, re, im }: ReturnType<typeof unitaryOf>, state: ReturnType<typeof randomState>) => {
  const out = { re: new Float64Array(size), im: new Float64Array(size) }
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      const [a, b] = [re[r * size + c]!, im[r * size + c]!]
      out.re[r]! += a * state.re[c]! - b * state.im[c]!
      out.im[r]! += a * state.im[c]! + b * state.re[c]!
    }
  }
  return out
}

const unitaryOf = (circuit: Circuit.Circuit) => getOrThrow(Circuit.toUnitary(circuit))

const entries = (gates: Parameters<typeof Circuit.qis>[1], qubits: number) => {
  const { size, re, im } = unitaryOf(Circuit.qis(qubits, gates))
  return Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (__, c) => [re[r * size + c]! + 0, im[r * size + c]! + 0]),
  )
}

const expectNear = (
  found: ReturnType<typeof entries>,
  wanted: ReadonlyArray<ReadonlyArray<readonly [number, number]>>,
) =>
  wanted.forEach((row, r) =>
    row.forEach(([re, im], c) => {
      expect(found[r]![c]![0], `real part of ${r}, ${c}`).toBeCloseTo(re, 12)
      expect(found[r]![c]![1], `imaginary part of ${r}, ${c}`).toBeCloseTo(im, 12)
    }),
  )

describe("toUnitary", () => {
  it("is what the gates' matrices do to any state", () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = seeded(seed)
      const qubits = 1 + (seed % 4)
      for (const circuit of [randomCircuit(random, qubits, 8), randomNativeCircuit(random, qubits, 8)]) {
        const state = randomState(random, qubits)
        const found = image(unitaryOf(circuit), state)
        const wanted = applyAll(state, circuit.gates)
        wanted.re.forEach((x, i) => {
          expect(found.re[i]).toBeCloseTo(x, 12)
          expect(found.im[i]).toBeCloseTo(wanted.im[i]!, 12)
        })
      }
    }
  })

  it("has qubit 0 as the least significant bit", () => {
    expectNear(entries([Gates.cnot(0, 1)], 2), [
      [
        [1, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [1, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [1, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 0],
      ],
    ])
  })

  it("is refused for wide circuits, unbound ones and broken ones", () => {
    expect(codeOf(Circuit.toUnitary(Circuit.qis(11)))).toBe("InvalidWidth")
    expect(codeOf(Circuit.toUnitary(Circuit.qis(1, [Gates.rx(0, Circuit.param("a"))])))).toBe(
      "UnboundParameter",
    )
    expect(codeOf(Circuit.toUnitary(Circuit.qis(1, [Gates.h(1)])))).toBe("QubitOutOfRange")
  })
})

describe("equivalent", () => {
  it("knows a compiled circuit, and one that differs by a little", () => {
    for (let seed = 0; seed < 30; seed++) {
      const circuit = randomCircuit(seeded(seed), 3, 8, 3)
      const compiled = getOrThrow(Compiler.compile(circuit, { target: seed % 2 === 0 ? "ms" : "zz" }))
      expect(getOrThrow(Circuit.equivalent(circuit, compiled))).toBe(true)
      const off = Circuit.append(circuit, Gates.rx(1, 1e-4))
      expect(getOrThrow(circuit.pipe(Circuit.equivalent(off)))).toBe(false)
      expect(getOrThrow(circuit.pipe(Circuit.equivalent(off, { tolerance: 1e-3 })))).toBe(true)
    }
  })

  it("takes a global phase for nothing and a relative one for something", () => {
    const rz = Circuit.qis(2, [Gates.rz(0, 0.7)])
    const phase = Circuit.qis(2, [Gates.phase(0, 0.7)])
    expect(getOrThrow(Circuit.equivalent(rz, phase))).toBe(true)
    const under = (circuit: Circuit.Circuit<"qis">) => Circuit.controlled(circuit, 1)
    expect(getOrThrow(Circuit.equivalent(under(rz), under(phase)))).toBe(false)
    expect(getOrThrow(Circuit.equivalent(Circuit.qis(1), Circuit.qis(2)))).toBe(false)
  })
})

describe("named gates", () => {
  it("have the matrices of their names", () => {
    const r = Math.SQRT1_2
    expectNear(entries([Gates.cz(0, 1)], 2), [
      [
        [1, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [1, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [-1, 0],
      ],
    ])
    expectNear(entries(Gates.iswap(0, 1), 2), [
      [
        [1, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [0, 1],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 1],
        [0, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [1, 0],
      ],
    ])
    // u(pi/2, 0, pi) is the Hadamard gate.
    expectNear(entries(Gates.u3(0, Math.PI / 2, 0, Math.PI), 1), [
      [
        [r, 0],
        [r, 0],
      ],
      [
        [r, 0],
        [-r, 0],
      ],
    ])
    const [theta, phi, lambda] = [0.3, 1.1, -0.4]
    const [cos, sin] = [Math.cos(theta / 2), Math.sin(theta / 2)]
    expectNear(entries(Gates.u3(0, theta, phi, lambda), 1), [
      [
        [cos, 0],
        [-sin * Math.cos(lambda), -sin * Math.sin(lambda)],
      ],
      [
        [sin * Math.cos(phi), sin * Math.sin(phi)],
        [cos * Math.cos(phi + lambda), cos * Math.sin(phi + lambda)],
      ],
    ])
    const toffoli = Circuit.qis(3, [Gates.controlled(Gates.x(2), 0, 1)])
    expect(getOrThrow(Circuit.equivalent(Circuit.qis(3, [Gates.ccx(0, 1, 2)]), toffoli))).toBe(true)
    expect([Gates.rxx(0, 1, 0.5), Gates.ryy(0, 1, 0.5), Gates.rzz(0, 1, 0.5)]).toEqual([
      Gates.xx(0, 1, 0.5),
      Gates.yy(0, 1, 0.5),
      Gates.zz(0, 1, 0.5),
    ])
  })
})

describe("tensor and extend", () => {
  it("put circuits side by side: the unitary is the Kronecker product", () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = seeded(seed)
      const [low, high] = [randomCircuit(random, 2, 5), randomCircuit(random, 1, 4)]
      const [a, b, both] = [low, high, low.pipe(Circuit.tensor(high))].map(unitaryOf)
      for (let r = 0; r < 8; r++) {
        for (let c = 0; c < 8; c++) {
          const [i, j] = [(r & 3) * 4 + (c & 3), (r >> 2) * 2 + (c >> 2)]
          expect(both!.re[r * 8 + c]).toBeCloseTo(a!.re[i]! * b!.re[j]! - a!.im[i]! * b!.im[j]!, 12)
          expect(both!.im[r * 8 + c]).toBeCloseTo(a!.re[i]! * b!.im[j]! + a!.im[i]! * b!.re[j]!, 12)
        }
      }
    }
  })

  it("keep registers and measurement maps, and refuse two registers of one name", () => {
    const one = Circuit.qis(2, [Gates.h(0)]).pipe(Circuit.register("a", [1, 0]))
    const two = Circuit.qis(1, [Gates.x(0)]).pipe(Circuit.register("b", [0]))
    expect(Circuit.tensor(one, two).registers).toEqual({ a: [1, 0], b: [2] })
    expect(codeOf(Circuit.validate(Circuit.tensor(one, one)))).toBe("RepeatedRegister")
    const swapped = getOrThrow(
      Compiler.compile(Circuit.qis(2, [Gates.h(0), Gates.swap(0, 1)]), { target: "ms", end: "measured" }),
    )
    expect(swapped.measurementMap).toEqual([1, 0])
    expect(Circuit.tensor(swapped, Circuit.native(1)).measurementMap).toEqual([1, 0, 2])
    expect(Circuit.tensor(Circuit.native(1), swapped).measurementMap).toEqual([0, 2, 1])
    expect(Circuit.extend(swapped, Gates.gpi(3, 0)).measurementMap).toEqual([1, 0, 2, 3])
  })

  it("widen where more is needed", () => {
    const wide = Circuit.qis(1, [Gates.h(0)]).pipe(Circuit.extend(Gates.cnot(0, 2)))
    expect([wide.qubits, wide.gates.length]).toEqual([3, 2])
    expect(Circuit.extend(wide, Circuit.ghz(5)).qubits).toBe(5)
    expect(Circuit.extend(Circuit.ghz(5), wide).qubits).toBe(5)
    expect(Circuit.extend(wide, [Gates.x(4), Gates.x(1)]).qubits).toBe(5)
    expect(codeOf(Circuit.validate(Circuit.extend(wide, Gates.x(-1))))).toBe("QubitOutOfRange")
  })
})
