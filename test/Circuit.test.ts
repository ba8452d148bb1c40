import { describe, expect, it } from "@effect/vitest"
import { Equal, Exit, Result, Schema } from "effect"
import { Circuit, Gates, Param } from "effect-ionq"
import * as Wire from "effect-ionq/schema/Circuit"
import { NativeGate, QisGate } from "effect-ionq/schema/Gate"
import {
  applyAll,
  distance,
  randomCircuit,
  randomNative,
  randomNativeCircuit,
  randomQis,
  randomState,
  type Seeded,
  seeded,
  type State,
} from "./utils/circuits.ts"

const failure = <A, E>(result: Result.Result<A, E>): E => {
  if (Result.isSuccess(result)) throw new Error("expected a failure")
  return result.failure
}
const bell = Circuit.qis(2).pipe(Circuit.append(Gates.h(0)), Circuit.append(Gates.cnot(0, 1)))

describe("Circuit", () => {
  it("is a value: what is built from it leaves it alone", () => {
    const base = Circuit.qis(1, [Gates.h(0)])
    const [left, right] = [Circuit.append(base, Gates.x(0)), Circuit.append(base, [Gates.y(0), Gates.z(0)])]
    expect(base.gates).toEqual([Gates.h(0)])
    expect(left.gates).toEqual([Gates.h(0), Gates.x(0)])
    expect(right.gates).toEqual([Gates.h(0), Gates.y(0), Gates.z(0)])
    expect(Circuit.append(left, right).gates).toHaveLength(5)
    expect(Circuit.isCircuit(base)).toBe(true)
    expect(Circuit.isCircuit({ gates: [] })).toBe(false)
  })

  it("keeps its gates and registers when the lists that it was given change", () => {
    const [gates, more, qubits] = [[Gates.h(0)], [Gates.x(0)], [0]]
    const circuit = Circuit.qis(1, gates).pipe(Circuit.append(more), Circuit.register("c", qubits))
    gates.push(Gates.y(0))
    more.push(Gates.y(0))
    qubits.push(1)
    expect([circuit.gates, circuit.registers]).toEqual([[Gates.h(0), Gates.x(0)], { c: [0] }])
  })

  it("equals one that was put together in another way", () => {
    expect(Equal.equals(bell, Circuit.qis(2, [Gates.h(0), Gates.cnot(0, 1)]))).toBe(true)
    expect(Equal.equals(bell, Circuit.qis(3, bell.gates))).toBe(false)
    expect(Equal.equals(bell, Circuit.append(bell, Gates.h(0)))).toBe(false)
  })

  it("becomes the input of a job and comes back", () => {
    const input = Result.getOrThrow(Circuit.toInput(bell))
    expect(input).toEqual({ gateset: "qis", qubits: 2, circuit: [Gates.h(0), Gates.cnot(0, 1)] })
    expect(Circuit.fromInput(input).gates).toEqual(bell.gates)
    expect(Circuit.fromInput({ gateset: "native", circuit: [Gates.gpi(4, 0)] }).qubits).toBe(5)
  })

  it("becomes a request, alone or with others", () => {
    const one = bell.pipe(Circuit.named("pair"), Circuit.toRequest({ backend: "simulator", shots: 10 }))
    expect(Result.getOrThrow(one)).toEqual({
      type: "ionq.circuit.v1",
      backend: "simulator",
      shots: 10,
      name: "pair",
      input: { gateset: "qis", qubits: 2, circuit: bell.gates },
    })
    const wrong = Circuit.toRequest([bell, Circuit.qis(1, [Gates.h(1)])], { backend: "simulator" })
    expect(Result.getOrThrow(Result.flip(wrong))).toMatchObject({
      _tag: "CircuitError",
      code: "QubitOutOfRange",
      message: "Circuit 1: Gate 0 (h) names qubit 1, outside 0 to 0",
      position: 0,
    })
    const marked = bell.pipe(Circuit.named("pair"), Circuit.register("c", [1, 0]))
    const many = Circuit.toRequest([marked, Circuit.native(1, [Gates.gpi(0, 0)])], { backend: "simulator" })
    expect(Result.getOrThrow(many)).toEqual({
      type: "ionq.multi-circuit.v1",
      backend: "simulator",
      input: {
        gateset: "qis",
        circuits: [
          { gateset: "qis", qubits: 2, name: "pair", registers: { c: [1, 0] }, circuit: bell.gates },
          { gateset: "native", qubits: 1, circuit: [Gates.gpi(0, 0)] },
        ],
      },
    })
  })

  it("takes parameters, and says which are unbound", () => {
    const theta = Circuit.param("theta")
    const circuit = Circuit.qis(1, [Gates.x(0), Gates.rx(0, theta.pipe(Param.times(2), Param.plus(1)))])
    expect([...Circuit.parameters(circuit)]).toEqual(["theta"])
    expect(failure(Circuit.toInput(circuit))).toMatchObject({
      code: "UnboundParameter",
      position: 1,
      gate: "rx",
      field: "rotation",
      message: "Gate 1 (rx) needs a value for theta in rotation",
    })
    expect(Circuit.bind(circuit, { theta: 3 }).gates[1]).toEqual(Gates.rx(0, 7))
    expect(Circuit.inverse(circuit).pipe(Circuit.bind({ theta: 3 })).gates[0]).toEqual(Gates.rx(0, -7))
    expect(failure(Circuit.validate(Circuit.bind(circuit, { thet: 3 })))).toMatchObject({
      code: "UnknownParameter",
      field: "thet",
    })
  })
})

describe("a circuit that is not whole", () => {
  const one = (gate: Parameters<typeof Circuit.qis>[1] & {}) => Circuit.qis(3, [Gates.x(0), ...gate])
  const cases: ReadonlyArray<readonly [string, Circuit.Circuit, object]> = [
    ["no qubits", Circuit.qis(0), { code: "InvalidWidth", field: "qubits" }],
    ["half a qubit", Circuit.native(1.5), { code: "InvalidWidth" }],
    [
      "a qubit too many",
      one([Gates.h(3)]),
      { code: "QubitOutOfRange", position: 1, gate: "h", field: "target", limit: 2 },
    ],
    [
      "a control too many",
      one([Gates.cnot(7, 0)]),
      { code: "QubitOutOfRange", position: 1, gate: "cnot", field: "control", limit: 2 },
    ],
    ["a negative qubit", one([Gates.h(-1)]), { code: "QubitOutOfRange", position: 1 }],
    ["a swap with itself", one([Gates.swap(1, 1)]), { code: "RepeatedQubit", position: 1, gate: "swap" }],
    ["a control that is a target", one([Gates.cnot(1, 1)]), { code: "RepeatedQubit", field: "control" }],
    ["a control of its own", Circuit.controlled(one([]), 0), { code: "RepeatedQubit", position: 0 }],
    ["no number", one([Gates.rx(0, Number.NaN)]), { code: "InvalidGate", gate: "rx", field: "rotation" }],
    [
      "a parameter times infinity",
      one([Gates.rx(0, Param.times(Circuit.param("a"), Infinity))]),
      { code: "InvalidGate", field: "rotation" },
    ],
    ["a cnot of one", one([{ gate: "cnot", target: 0 }]), { code: "InvalidGate", field: "control" }],
    [
      "a term of another length",
      one([Gates.pauliexp({ targets: [0, 1], terms: ["XX", "X"], coefficients: [1, 1], time: 1 })]),
      { code: "InvalidGate", gate: "pauliexp", field: "terms.1" },
    ],
    [
      "a negative time",
      one([Gates.pauliexp({ targets: [0], terms: ["X"], coefficients: [1], time: -1 })]),
      { code: "InvalidGate", field: "time" },
    ],
    [
      "a time that is too long for a coefficient",
      one([Gates.pauliexp({ targets: [0], terms: ["X", "Z"], coefficients: [1, 1e300], time: 1e300 })]),
      { code: "InvalidGate", field: "coefficients.1" },
    ],
    ["a million million gates", Circuit.power(one([]), 1e12), { code: "InvalidExponent", limit: 10_000_000 }],
    ["a million million qubits", Circuit.qis(1e12), { code: "InvalidWidth", limit: 65_536 }],
    ["half of a circuit", Circuit.power(one([]), 0.5), { code: "InvalidExponent", field: "exponent" }],
    [
      "a register outside",
      Circuit.register(one([]), "c", [0, 5]),
      { code: "QubitOutOfRange", field: "registers.c" },
    ],
    ["a register with a qubit twice", Circuit.register(one([]), "c", [1, 1]), { code: "RepeatedQubit" }],
    ["an appended fault", Circuit.append(one([]), Circuit.power(one([]), 0.5)), { code: "InvalidExponent" }],
  ]
  for (const [name, circuit, expected] of cases) {
    it(name, () => {
      const error = failure(Circuit.validate(circuit))
      expect(error).toBeInstanceOf(Circuit.CircuitError)
      expect(error).toMatchObject({ _tag: "CircuitError", ...expected })
      expect(failure(Circuit.toInput(circuit))).toEqual(error)
    })
  }

  it("has no gates", () => {
    expect(Result.isSuccess(Circuit.validate(Circuit.qis(1)))).toBe(true)
    expect(failure(Circuit.toInput(Circuit.qis(1)))).toMatchObject({ code: "EmptyCircuit" })
  })
})

/** A random circuit in either gateset, of 1 to 6 qubits. */
const anyCircuit = (seed: number) => {
  const random = seeded(seed)
  const n = 1 + random.int(6)
  const native = seed % 3 === 2
  const circuit: Circuit.Circuit = native
    ? randomNativeCircuit(random, n, 1 + random.int(16))
    : randomCircuit(random, n, 1 + random.int(16))
  return { circuit, random, n }
}

describe("over 2,000 random circuits", () => {
  it("the inverse undoes the circuit", () => {
    for (let seed = 0; seed < 2000; seed++) {
      const { circuit, random, n } = anyCircuit(seed)
      const state = randomState(random, n)
      const there = applyAll(state, circuit.gates)
      const apart = distance(state, applyAll(there, Circuit.inverse(circuit).gates))
      if (!(apart < 1e-9)) expect.fail(`circuit ${seed} is off by ${apart}`)
    }
  })

  it("JSON keeps the gates", () => {
    for (let seed = 0; seed < 2000; seed++) {
      const { circuit } = anyCircuit(seed)
      const text = JSON.stringify(Result.getOrThrow(Circuit.toInput(circuit)))
      const back = Circuit.fromInput(Schema.decodeUnknownSync(Wire.Circuit)(JSON.parse(text)))
      expect([back.gateset, back.qubits, back.gates]).toEqual([
        circuit.gateset,
        circuit.qubits,
        circuit.gates,
      ])
    }
  })

  it("binding before and after the inverse is the same", () => {
    const [a, b] = [Circuit.param("a"), Circuit.param("b")]
    for (let seed = 0; seed < 2000; seed++) {
      const random = seeded(seed)
      const angle = () =>
        random
          .pick([a, b])
          .pipe(
            Param.times(random.angle(2)),
            Param.plus(random.pick<Param.Param | number>([a, b, random.angle(1)])),
          )
      const circuit = Circuit.qis(2, [
        Gates.rx(0, angle()),
        Gates.phase(1, angle()),
        Gates.xx(0, 1, angle()),
        Gates.pauliexp({ targets: [0, 1], terms: ["XZ"], coefficients: [angle()], time: 1 }),
      ])
      const values = { a: random.angle(3), b: random.angle(3) }
      const state = randomState(random, 2)
      const bind = (self: Circuit.Circuit<"qis">) =>
        Circuit.bind(
          self,
          Object.fromEntries(Object.entries(values).filter(([name]) => Circuit.parameters(self).has(name))),
        ).gates
      const there = applyAll(state, bind(circuit))
      expect(distance(state, applyAll(there, bind(Circuit.inverse(circuit))))).toBeLessThan(1e-9)
    }
  })
})

/** A gate with one field gone, added, or another value of the same type in it. */
const harm = (gate: Readonly<Record<string, unknown>>, random: Seeded): Record<string, unknown> => {
  const field = random.pick(Object.keys(gate))
  const { [field]: was, ...rest } = gate
  const number = () => random.pick([0, 1, 2, -1, 0.5, NaN, Infinity])
  if (random.next() < 0.15) return { ...gate, [random.pick(["target", "control"])]: random.int(4) }
  if (random.next() < 0.15) return { ...gate, [random.pick(["targets", "controls"])]: [random.int(4)] }
  if (field === "gate")
    return { ...rest, gate: random.pick(["h", "cnot", "swap", "rx", "xx", "ms", "gpi", "warp"]) }
  if (random.next() < 0.25) return rest
  if (typeof was === "number") return { ...rest, [field]: number() }
  const list: ReadonlyArray<unknown> = Array.isArray(was) ? was : []
  const other = random.pick<unknown>(field === "terms" ? ["X", "XX", "Q", ""] : [0, 1, 2, -1, 0.5])
  const changed = random.pick([list.slice(1), list.concat(other), list.with(0, other)])
  return { ...rest, [field]: changed }
}

describe("validate", () => {
  it("judges a gate as the schema does, over 5,000 harmed gates", () => {
    const count = { whole: 0, harmed: 0 }
    for (let seed = 0; seed < 5000; seed++) {
      const random = seeded(seed)
      const native = seed % 3 === 0
      const gate = harm(native ? randomNative(random, 4) : randomQis(random, 4), random)
      const decode = Schema.decodeUnknownExit(native ? NativeGate : QisGate, { onExcessProperty: "error" })
      const judged = Exit.isSuccess(decode(gate))
      count[judged ? "whole" : "harmed"]++
      // The harm is done behind the compiler's back.
      const circuit = native ? Circuit.native(4, [gate as never]) : Circuit.qis(4, [gate as never])
      expect(Result.isSuccess(Circuit.toInput(circuit)), JSON.stringify(gate)).toBe(judged)
    }
    expect(count.whole).toBeGreaterThan(500)
    expect(count.harmed).toBeGreaterThan(500)
  })
})

/** The state of all qubits 0. */
const zeros = (n: number): State => ({
  re: Float64Array.from({ length: 2 ** n }, (_, i) => (i === 0 ? 1 : 0)),
  im: new Float64Array(2 ** n),
})

describe("a circuit in parts", () => {
  it("under controls acts where all of them are 1", () => {
    const random = seeded(1)
    const circuit = randomCircuit(random, 3, 20)
    const wide = Circuit.mapQubits(circuit, [0, 1, 2], 5)
    const state = randomState(random, 5)
    const there = applyAll(state, Circuit.controlled(wide, 3, 4).gates)
    const acted = applyAll(state, wide.gates)
    state.re.forEach((_, i) => {
      const on = i >= 24
      expect(there.re[i]).toBeCloseTo(on ? acted.re[i]! : state.re[i]!, 12)
      expect(there.im[i]).toBeCloseTo(on ? acted.im[i]! : state.im[i]!, 12)
    })
    expect(Circuit.controlled(wide)).toBe(wide)
  })

  it("to a power is so many in a row", () => {
    const circuit = randomCircuit(seeded(3), 3, 5)
    const times = (n: number) => Array.from({ length: n }, () => circuit.gates).flat()
    for (const n of [0, 1, 2, 3, 6, 13]) expect(Circuit.power(circuit, n).gates).toEqual(times(n))
    expect(Circuit.power(circuit, -2).gates).toEqual(
      Circuit.append(Circuit.inverse(circuit), Circuit.inverse(circuit)).gates,
    )
  })

  it("moves to other qubits with its registers", () => {
    const circuit = Circuit.qis(2, [Gates.cnot(0, 1), Gates.swap(0, 1), { gate: "x", targets: [0, 1] }])
    const moved = circuit.pipe(Circuit.register("c", [0]), Circuit.mapQubits([3, 1], 4))
    expect(moved).toMatchObject({ qubits: 4, registers: { c: [3] } })
    expect(moved.gates).toEqual([Gates.cnot(3, 1), Gates.swap(3, 1), { gate: "x", targets: [3, 1] }])
    const short = Circuit.mapQubits(circuit, [1])
    expect(failure(Circuit.validate(short))).toMatchObject({ code: "QubitOutOfRange", position: 0 })
  })

  it("is measured by its gates", () => {
    const circuit = Circuit.qis(4, [
      { gate: "h", targets: [0, 1, 2] },
      Gates.cnot(0, 1),
      Gates.x(3),
      Gates.controlled(Gates.swap(2, 3), 0),
      Gates.pauliexp({ targets: [0, 1, 2, 3], terms: ["XXXX"], coefficients: [1], time: 1 }),
    ])
    expect(Circuit.depth(circuit)).toBe(4)
    expect(Circuit.counts(circuit)).toEqual({
      gates: 7,
      byArity: { 1: 4, 2: 1, 3: 1, 4: 1 },
      byName: { h: 3, cnot: 1, x: 1, swap: 1, pauliexp: 1 },
    })
    expect(Circuit.depth(Circuit.native(1, [Gates.nop(0)]))).toBe(0)
    expect(Circuit.counts(Circuit.native(1, [Gates.nop(0)])).gates).toBe(0)
  })
})

describe("the library", () => {
  it("has the states of Bell and GHZ", () => {
    for (const [circuit, n] of [
      [Circuit.bell(), 2],
      [Circuit.ghz(4), 4],
    ] as const) {
      const { re } = applyAll(zeros(n), circuit.gates)
      re.forEach((x, i) => expect(x).toBeCloseTo(i === 0 || i === 2 ** n - 1 ? Math.SQRT1_2 : 0, 12))
    }
  })

  it("has the Fourier transform", () => {
    const n = 4
    const size = 2 ** n
    for (let j = 0; j < size; j++) {
      const basis = { re: zeros(n).re.map((_, i) => (i === j ? 1 : 0)), im: new Float64Array(size) }
      const { re, im } = applyAll(basis, Circuit.qft(n).gates)
      for (let k = 0; k < size; k++) {
        const angle = (2 * Math.PI * j * k) / size
        expect(re[k]).toBeCloseTo(Math.cos(angle) / Math.sqrt(size), 12)
        expect(im[k]).toBeCloseTo(Math.sin(angle) / Math.sqrt(size), 12)
      }
    }
    expect(Circuit.counts(Circuit.qft(n, { swaps: false })).byName).toEqual({ h: 4, z: 6 })
  })

  it("has the hardware-efficient ansatz", () => {
    const ansatz = Circuit.hardwareEfficient(3, { layers: 2, entangler: "circular", prefix: "a" })
    expect([...Circuit.parameters(ansatz)]).toEqual(Array.from({ length: 18 }, (_, i) => `a${i}`))
    expect(Circuit.counts(ansatz).byName).toEqual({ ry: 9, rz: 9, cnot: 6 })
    const full = Circuit.hardwareEfficient(4, { rotations: ["rx"], entangler: "full" })
    expect(Circuit.counts(full).byName).toEqual({ rx: 8, cnot: 6 })
  })
})

describe("Param", () => {
  const [a, b] = [Param.make("a"), Param.make("b")]

  it("is written as one would", () => {
    expect(Param.format(a)).toBe("a")
    expect(String(a.pipe(Param.times(2), Param.minus(b), Param.plus(Math.PI / 2)))).toBe("2*a - b + 1.5708")
    expect(Param.format(Param.negate(a))).toBe("-a")
    expect(Param.format(Param.minus(a, a))).toBe("0")
    expect(Param.format(Param.plus(a, -1))).toBe("a - 1")
  })

  it("is a number when all is bound", () => {
    const sum = a.pipe(Param.plus(b), Param.times(3))
    expect(Param.bind(sum, { a: 1, b: 2 })).toBe(9)
    expect(String(Param.bind(sum, { a: 1 }))).toBe("3*b + 3")
    expect(Param.bind(Param.minus(a, a), {})).toBe(0)
    expect(String(Param.bind(a, {}))).toBe("a")
    expect(String(Param.bind(Param.make("toString"), {}))).toBe("toString")
  })
})
