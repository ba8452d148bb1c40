import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Circuit, Gates, Param } from "effect-ionq"

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
