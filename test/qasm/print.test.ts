import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Circuit, Compiler, Gates, Param, Qasm } from "effect-ionq"
import { casesOf } from "../utils/cases.ts"
import {
  applyAll,
  distance,
  randomCircuit,
  randomNativeCircuit,
  randomState,
  seeded,
} from "../utils/circuits.ts"

const { getOrThrow } = Result
const print = (circuit: Circuit.Circuit, options?: Qasm.PrintOptions) =>
  getOrThrow(Qasm.print(circuit, options))
const parse = (text: string) => getOrThrow(Qasm.parse(text))
const failure = <A, E>(result: Result.Result<A, E>): E => {
  if (Result.isSuccess(result)) throw new Error("expected a failure")
  return result.failure
}

/** How far a circuit and what is read back from its program are apart, on a state without any symmetry. */
const apart = (circuit: Circuit.Circuit, version: 2 | 3, seed: number): number => {
  const state = randomState(seeded(seed), circuit.qubits)
  const back = parse(print(circuit, { version })).circuit
  expect([back.gateset, back.qubits]).toEqual([circuit.gateset, circuit.qubits])
  return distance(applyAll(state, circuit.gates), applyAll(state, back.gates))
}

describe("a printed program", () => {
  it("measures a compiled circuit where its qubits have come to", () => {
    const moved = getOrThrow(Compiler.compile(Circuit.qft(4), { target: "ms", end: "measured" }))
    expect(moved.measurementMap).toBeDefined()
    expect(moved.measurementMap).not.toEqual([0, 1, 2, 3])
    expect(parse(print(moved)).registers).toEqual({ c: moved.measurementMap })
  })

  it("reads back as the same unitary, in both versions, over many circuits", () => {
    const count = casesOf(500, 2000)
    for (let seed = 0; seed < count; seed++) {
      const random = seeded(seed)
      const n = 1 + random.int(6)
      const circuit = randomCircuit(random, n, 1 + random.int(10))
      for (const version of [2, 3] as const) {
        const found = apart(circuit, version, seed)
        if (!(found < 1e-9)) expect.fail(`circuit ${seed} in version ${version} is off by ${found}`)
      }
    }
  })

  it("is told from one that lacks a line", () => {
    const circuit = randomCircuit(seeded(3), 4, 8)
    const state = randomState(seeded(1), 4)
    const expected = applyAll(state, circuit.gates)
    for (const version of [2, 3] as const) {
      const lines = print(circuit, { version }).split("\n")
      const gates = lines.flatMap((line, i) =>
        /^[^a-z]*[a-z].* q\[\d/.test(line) && !/measure|qreg|bit/.test(line) ? [i] : [],
      )
      expect(gates.length).toBeGreaterThanOrEqual(8)
      for (const i of gates) {
        const text = lines.toSpliced(i, 1).join("\n")
        expect(distance(expected, applyAll(state, parse(text).circuit.gates))).toBeGreaterThan(1e-3)
      }
    }
  })

  it("of native gates has the very same gates", () => {
    for (let seed = 0; seed < 200; seed++) {
      const circuit = randomNativeCircuit(seeded(seed), 4, 12)
      const kept = circuit.gates.filter(({ gate }) => gate !== "nop")
      if (kept.length > 0) expect(parse(print(circuit)).circuit.gates).toEqual(kept)
    }
  })

  it("keeps parameters, exactly", () => {
    const theta = Circuit.param("theta")
    const phi = Circuit.param("phi")
    const circuit = Circuit.qis(2, [
      Gates.rx(0, theta),
      Gates.rz(1, theta.pipe(Param.times(-0.1), Param.plus(phi), Param.plus(1 / 3))),
      Gates.xx(0, 1, Param.negate(phi)),
      Gates.pauliexp({ targets: [0, 1], terms: ["XZ"], coefficients: [0.25], time: theta }),
    ])
    const text = print(circuit)
    expect(text).toContain("input float[64] theta;\ninput float[64] phi;\n")
    expect(text).toContain("rz(-0.1*theta + phi + 0.3333333333333333) q[1];")
    const state = randomState(seeded(1), 2)
    const values = { theta: 0.7, phi: -1.3 }
    const [found, expected] = [parse(text).circuit, circuit].map((each) =>
      applyAll(state, Circuit.bind(each, values).gates),
    )
    expect(distance(found!, expected!)).toBeLessThan(1e-12)
    expect(failure(Qasm.print(circuit, { version: 2 }))).toMatchObject({
      _tag: "CircuitError",
      code: "UnboundParameter",
    })
  })

  it("reads well", () => {
    const circuit = Circuit.qis(3, [
      Gates.h(0),
      Gates.cnot(0, 1),
      Gates.controlled(Gates.phase(2, Math.PI / 4), 0),
      { gate: "x", targets: [1, 2], controls: [0] },
      Gates.controlled(Gates.vi(2), 0, 1),
      Gates.zz(0, 1, -Math.PI),
      Gates.rx(0, 1e-7),
    ])
    expect(print(circuit).split("\n")).toEqual([
      "OPENQASM 3.0;",
      'include "stdgates.inc";',
      "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }",
      "qubit[3] q;",
      "bit[3] c;",
      "h q[0];",
      "cx q[0], q[1];",
      "cp(pi/4) q[0], q[2];",
      "cx q[0], q[1];",
      "cx q[0], q[2];",
      "ctrl(2) @ inv @ sx q[0], q[1], q[2];",
      "rzz(-pi) q[0], q[1];",
      "rx(1.0e-7) q[0];",
      "c = measure q;",
      "",
    ])
    expect(circuit.pipe(Qasm.print({ version: 2 }), getOrThrow)).toMatch(
      /^OPENQASM 2\.0;\ninclude "qelib1\.inc";\nqreg q\[3\];\ncreg c\[3\];\nh q\[0\];\n/,
    )
  })

  it("keeps its numbers to the last bit", () => {
    for (let seed = 0; seed < 500; seed++) {
      const random = seeded(seed)
      const value = random.pick([
        random.angle(2 * Math.PI),
        (Math.PI * (random.int(200) - 100)) / (1 + random.int(64)),
        random.next() * 10 ** (random.int(60) - 30),
      ])
      for (const version of [2, 3] as const) {
        const [gate] = parse(print(Circuit.qis(1, [Gates.rx(0, value)]), { version })).circuit.gates
        expect(gate).toEqual(Gates.rx(0, value === 0 ? 0 : value))
      }
    }
  })

  it("measures what its registers say, and names its qubits apart from them", () => {
    const circuit = Circuit.qis(3, [Gates.x(0)]).pipe(Circuit.register("q", [2, 0]))
    for (const version of [2, 3] as const) {
      const own = parse(print(circuit, { version }))
      expect(own.registers).toEqual({ q: [2, 0] })
      expect(own.circuit.registers).toEqual({ q: [2, 0] })
      const registers = { all: [0, 1, 2], some: [null, 1, null], twice: [0, 0] }
      const other = parse(print(circuit, { version, registers }))
      expect(other.registers).toEqual(registers)
      // Of these only one has a qubit of its own for each bit.
      expect(other.circuit.registers).toEqual({ all: [0, 1, 2] })
    }
  })

  it("keeps names of any script", () => {
    for (const name of ["θ", "_θ_0_", "_", "Größe", "量子", "Theta", "ⅷ", "x_1", "ℵ0"]) {
      const circuit = Circuit.qis(2, [Gates.rx(0, Circuit.param(name))]).pipe(
        Circuit.register(`${name}_register`, [1, 0]),
      )
      const back = parse(print(circuit))
      expect([...Circuit.parameters(back.circuit)]).toEqual([name])
      expect(back.circuit.registers).toEqual({ [`${name}_register`]: [1, 0] })
      expect(print(back.circuit)).toBe(print(circuit))
    }
    for (const name of ["1st", "a-b", "a b", "", "π", "²", "a\u0301"]) {
      const circuit = Circuit.qis(1, [Gates.rx(0, Circuit.param(name))])
      expect(failure(Qasm.print(circuit))).toMatchObject({ field: `parameters.${name}` })
    }
    for (const name of ["θ", "_a", "Alpha"]) {
      const circuit = Circuit.qis(1, [Gates.x(0)]).pipe(Circuit.register(name, [0]))
      expect(failure(Qasm.print(circuit, { version: 2 }))).toMatchObject({ field: `registers.${name}` })
      expect(parse(print(circuit)).registers).toEqual({ [name]: [0] })
    }
  })

  it("is refused where the version has no words for it", () => {
    const native = Circuit.native(1, [Gates.gpi(0, 0)])
    const wide = Circuit.qis(14, [Gates.controlled(Gates.x(13), ...Array.from({ length: 13 }, (_, i) => i))])
    const one = Circuit.qis(1, [Gates.x(0)])
    const both = Gates.pauliexp({
      targets: [0],
      terms: ["X"],
      coefficients: [Circuit.param("a")],
      time: Circuit.param("b"),
    })
    const cases: ReadonlyArray<readonly [Circuit.Circuit, Qasm.PrintOptions, string]> = [
      [native, { version: 2 }, "gateset"],
      [wide, { version: 2 }, "gates.0.controls"],
      [Circuit.qis(1, [Gates.x(0), both]), {}, "gates.1.time"],
      [one, { registers: { gate: [0] } }, "registers.gate"],
      [one, { registers: { h: [0] } }, "registers.h"],
      [one, { registers: { "no name": [0] } }, "registers.no name"],
      [one, { registers: { c: [] } }, "registers.c"],
      [one, { registers: { c: [1] } }, "registers.c"],
      [Circuit.qis(1, [Gates.rx(0, Circuit.param("pi"))]), {}, "parameters.pi"],
      [Circuit.qis(1, [Gates.rx(0, Circuit.param("c"))]), {}, "parameters.c"],
    ]
    for (const [circuit, options, field] of cases) {
      expect(failure(Qasm.print(circuit, options))).toMatchObject({ _tag: "QasmPrintError", field })
    }
    expect(failure(Qasm.print(Circuit.qis(1, [Gates.x(1)])))).toMatchObject({
      _tag: "CircuitError",
      code: "QubitOutOfRange",
    })
    expect(parse(print(wide)).circuit.gates).toEqual(wide.gates)
  })
})
