import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Circuit, Distribution, Gates, Param, Qasm } from "effect-ionq"
import { applyAll, distance, randomState, seeded, type State } from "../utils/circuits.ts"
import { casesOf } from "../utils/cases.ts"
import { apply, type Complex, type Matrix, multiply, product } from "../utils/dense.ts"
import { problemOf, unmarked } from "../../conformance/check.ts"
import { constructs } from "../../conformance/constructs.ts"
import { mutations } from "../../conformance/mutations.ts"
import { broken, programs } from "./programs.ts"

const { getOrThrow } = Result
const parse = (text: string) => getOrThrow(Qasm.parse(text))

/** What a circuit comes to when all of its qubits are measured. */
const measured = ({ gates, qubits }: Circuit.Circuit): Distribution.Distribution => {
  const zero = { re: new Float64Array(2 ** qubits), im: new Float64Array(2 ** qubits) }
  zero.re[0] = 1
  const { re, im } = applyAll(zero, gates)
  // Amplitudes that are rounding are no outcomes.
  return getOrThrow(Distribution.fromArray(re.map((x, i) => Math.max(0, x * x + im[i]! * im[i]! - 1e-20))))
}

describe("a program in the constructs of the published examples", () => {
  for (const { name, text, register, outcomes } of programs) {
    it(name, () => {
      const { circuit, registers } = parse(text)
      const read = getOrThrow(Distribution.remap(measured(circuit), registers[register] ?? []))
      const found = Distribution.toBitstrings(read, { qubit0: "left" })
      for (const [bits, p] of Object.entries(found)) expect(p, bits).toBeCloseTo(outcomes[bits] ?? 0, 9)
      for (const [bits, p] of Object.entries(outcomes)) expect(found[bits] ?? 0, bits).toBeCloseTo(p, 9)
    })
  }

  it("keeps what is measured into what", () => {
    const crosswise = parse(programs.find(({ name }) => name.startsWith("two registers"))!.text)
    expect(crosswise.registers).toEqual({ left: [2, 1], right: [null, null, 0] })
    expect(crosswise.circuit.registers).toEqual({ left: [2, 1] })
  })
})

describe("a program that is wrong", () => {
  for (const { name, text, ...place } of broken) {
    it(name, () => {
      const result = Qasm.parse(text)
      if (Result.isSuccess(result)) return expect.fail("it was read")
      expect(result.failure).toBeInstanceOf(Qasm.QasmError)
      expect(result.failure).toMatchObject({ _tag: "QasmError", ...place })
      expect(result.failure.message).toContain(`Line ${place.line}, column ${place.column}: `)
      return undefined
    })
  }
})

describe("a gate that the program does not know", () => {
  it.each([
    ["hh", "define it"],
    ["cx", "define it, or include stdgates.inc or qelib1.inc"],
    ["rzz", "define it, or include qelib1.inc"],
  ])("%s: %s", (gate, hint) => {
    for (const include of gate === "cx" ? [""] : ["", 'include "stdgates.inc"; ']) {
      const result = Qasm.parse(`OPENQASM 3.0; ${include}qubit q; ${gate} q;`)
      if (Result.isSuccess(result)) return expect.fail("it was read")
      expect(result.failure.message).toMatch(new RegExp(`: there is no gate ${gate}: ${hint}$`))
    }
    return undefined
  })
})

const cis = (x: number): Complex => [Math.cos(x), Math.sin(x)]
const c = (...factors: ReadonlyArray<Complex>): Complex => factors.reduce(multiply)
const real = (x: number): Complex => [x, 0]
const plus = (a: Complex, b: Complex): Complex => [a[0] + b[0], a[1] + b[1]]

/** The specification's U: one half of 1 + e^(iθ) and so on. */
const U = (theta: number, phi: number, lambda: number): Matrix => {
  const [sum, difference] = [plus([1, 0], cis(theta)), plus([1, 0], c([-1, 0], cis(theta)))]
  return [
    [c(real(0.5), sum), c([0, -0.5], cis(lambda), difference)],
    [c([0, 0.5], cis(phi), difference), c(real(0.5), cis(phi + lambda), sum)],
  ]
}
const scale = (factor: Complex, matrix: Matrix): Matrix => matrix.map((row) => row.map((x) => c(factor, x)))

/** A matrix where all controls before it are 1; the first qubit is the left, most significant one. */
const controlled = (matrix: Matrix, controls: number): Matrix => {
  const size = matrix.length * 2 ** controls
  const start = size - matrix.length
  return Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (__, k): Complex =>
      r < start || k < start ? [r === k ? 1 : 0, 0] : matrix[r - start]![k - start]!,
    ),
  )
}

/** A matrix on the second of two qubits. */
const onSecond = (matrix: Matrix): Matrix =>
  [0, 1].flatMap((i) =>
    matrix.map((row) => [0, 1].flatMap((j) => row.map((x): Complex => (i === j ? x : [0, 0])))),
  )

/** How a program on three qubits differs from a matrix on the first of them, up to one phase for the whole. */
const offBy = (
  gate: string,
  matrix: Matrix,
  head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[3] q;',
): number => {
  const { gates } = parse(`${head}\n${gate}\n`).circuit
  const state = randomState(seeded(11), 3)
  const qubits = Math.log2(matrix.length)
  // As a vector in which q[0] is the most significant bit: the matrix acts on blocks of what it leaves alone.
  const rest = 2 ** (3 - qubits)
  const order = Array.from({ length: 8 }, (_, i) => ((i >> 2) & 1) | (i & 2) | ((i & 1) << 2))
  const expected: State = { re: new Float64Array(8), im: new Float64Array(8) }
  for (let k = 0; k < rest; k++) {
    const places = matrix.map((_, i) => order[i * rest + k]!)
    apply(
      matrix,
      places.map((i): Complex => [state.re[i]!, state.im[i]!]),
    ).forEach(([re, im], i) => {
      expected.re[places[i]!] = re
      expected.im[places[i]!] = im
    })
  }
  return distance(expected, applyAll(state, gates))
}

describe("a gate of the language is what the specification says", () => {
  const [a, b, d, g] = [0.7, -1.1, 2.3, 0.4]
  const half = Math.PI / 2
  const X = U(Math.PI, 0, Math.PI)
  const u3 = scale(cis(-(a + b + d) / 2), U(a, b, d))
  const rz = (x: number): Matrix => [
    [cis(-x / 2), [0, 0]],
    [[0, 0], cis(x / 2)],
  ]
  const p = (x: number): Matrix => [
    [
      [1, 0],
      [0, 0],
    ],
    [[0, 0], cis(x)],
  ]
  const x: Matrix = scale(cis(-half), X)
  const swap: Matrix = [
    [
      [1, 0],
      [0, 0],
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
      [1, 0],
      [0, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 0],
    ],
  ]
  const root = (k: number): Matrix => {
    // X^k = (1 + e^(iπk))/2 + (1 - e^(iπk))/2 X
    const [same, other] = [
      c(real(0.5), plus([1, 0], cis(Math.PI * k))),
      c(real(0.5), plus([1, 0], c([-1, 0], cis(Math.PI * k)))),
    ]
    return [
      [same, other],
      [other, same],
    ]
  }
  const rx = (t: number) => scale(cis(-t / 2), U(t, -half, half))
  const ry = (t: number) => scale(cis(-t / 2), U(t, 0, 0))
  const h = scale(cis(-half / 2), U(half, 0, Math.PI))
  const y = scale(cis(-half), U(Math.PI, half, half))
  const three = [a, b, d].join(", ")
  // Under controls no phase is free, so that each of these also shows the phase of the gate itself.
  const cases: ReadonlyArray<readonly [gate: string, matrix: Matrix]> = [
    [`U(${three}) q[0];`, U(a, b, d)],
    [`ctrl @ U(${three}) q[0], q[1];`, controlled(U(a, b, d), 1)],
    [`ctrl @ U(0, ${b}, ${d}) q[0], q[1];`, controlled(U(0, b, d), 1)],
    [`ctrl(2) @ inv @ U(${three}) q[0], q[1], q[2];`, controlled(U(-a, -d, -b), 2)],
    [`ctrl @ u3(${three}) q[0], q[1];`, controlled(u3, 1)],
    [`ctrl @ u2(${b}, ${d}) q[0], q[1];`, controlled(scale(cis(-(b + d + half) / 2), U(half, b, d)), 1)],
    [`ctrl @ u1(${a}) q[0], q[1];`, controlled(p(a), 1)],
    [`cu(${three}, ${g}) q[0], q[1];`, controlled(scale(cis(g - a / 2), U(a, b, d)), 1)],
    ["ctrl @ x q[0], q[1];", controlled(x, 1)],
    ["CX q[0], q[1];", controlled(x, 1)],
    ["ccx q[0], q[1], q[2];", controlled(x, 2)],
    ["ctrl @ cx q[0], q[1], q[2];", controlled(x, 2)],
    ["cswap q[0], q[1], q[2];", controlled(swap, 1)],
    ["cy q[0], q[1];", controlled(y, 1)],
    ["ch q[0], q[1];", controlled(h, 1)],
    ["ctrl @ s q[0], q[1];", controlled(p(half), 1)],
    ["ctrl @ tdg q[0], q[1];", controlled(p(-half / 2), 1)],
    ["ctrl @ sx q[0], q[1];", controlled(root(0.5), 1)],
    [`crx(${a}) q[0], q[1];`, controlled(rx(a), 1)],
    [`cry(${a}) q[0], q[1];`, controlled(ry(a), 1)],
    [`crz(${a}) q[0], q[1];`, controlled(rz(a), 1)],
    [`cphase(${a}) q[0], q[1];`, controlled(p(a), 1)],
    [`ctrl(2) @ gphase(${a}) q[0], q[1];`, controlled(p(a), 1)],
    ["ctrl @ pow(1/2) @ x q[0], q[1];", controlled(root(0.5), 1)],
    ["ctrl @ pow(0.3) @ x q[0], q[1];", controlled(root(0.3), 1)],
    ["pow(-1.7) @ ctrl @ x q[0], q[1];", controlled(root(0.3), 1)],
    ["ctrl @ pow(1/4) @ z q[0], q[1];", controlled(p(half / 2), 1)],
    [`ctrl @ pow(0.5) @ rx(${a}) q[0], q[1];`, controlled(rx(a / 2), 1)],
    ["ctrl @ pow(0.5) @ rx(3 * pi) q[0], q[1];", controlled(rx(-half), 1)],
    ["ctrl @ pow(0.5) @ rz(2 * pi) q[0], q[1];", controlled(scale([0, 1], rz(0)), 1)],
    [
      `ctrl @ pow(3) @ U(${three}) q[0], q[1];`,
      controlled(product(U(a, b, d), product(U(a, b, d), U(a, b, d))), 1),
    ],
    ["ctrl @ pow(0.5) @ pow(2) @ z q[0], q[1];", controlled(p(0), 1)],
    ["negctrl @ x q[0], q[1];", product(controlled(x, 1), onSecond(x))],
  ]
  for (const [gate, matrix] of cases) it(gate, () => expect(offBy(gate, matrix)).toBeLessThan(1e-12))

  it("and a power of U is its root", () => {
    for (const k of [2, 3, 5]) {
      const gate = "ctrl @ g q[0], q[1]; ".repeat(k)
      const head = `OPENQASM 3.0;\ngate g a { pow(1/${k}) @ U(${three}) a; }\nqubit[3] q;`
      expect(offBy(gate, controlled(U(a, b, d), 1), head)).toBeLessThan(1e-12)
    }
  })

  it("and is told from its neighbours", () => {
    expect(offBy(`ctrl @ U(${three}) q[0], q[1];`, controlled(u3, 1))).toBeGreaterThan(0.01)
    expect(offBy("ctrl @ rz(pi) q[0], q[1];", controlled(p(Math.PI), 1))).toBeGreaterThan(0.01)
    expect(offBy("cx q[1], q[0];", controlled(x, 1))).toBeGreaterThan(0.01)
  })

  it("in version 2, where -2^2 is -4 and U has the phase of qelib1", () => {
    const head = 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[3];'
    expect(
      offBy(`cu3(${three}) q[0],q[1];`, controlled(scale(cis(-a / 2), U(a, b, d)), 1), head),
    ).toBeLessThan(1e-12)
    expect(offBy("rz(-2^2) q[0];", rz(-4), head)).toBeLessThan(1e-12)
    expect(offBy("rz(2^3^0/4-1-1) q[0];", rz(-1.5), head)).toBeLessThan(1e-12)
    expect(offBy(`csx q[0],q[1];`, controlled(root(0.5), 1), head)).toBeLessThan(1e-12)
  })
})

describe("an input", () => {
  const head =
    'OPENQASM 3.0;\ninclude "stdgates.inc";\ninput float[64] theta;\ninput angle phi;\nqubit[2] q;\n'

  it("is a parameter of the circuit", () => {
    const { circuit } = parse(`${head}rx(2 * theta - phi / 4 + pi) q[0];\nctrl @ gphase(theta) q[1];`)
    expect([...Circuit.parameters(circuit)]).toEqual(["theta", "phi"])
    expect(Circuit.bind(circuit, { theta: 1, phi: 2 }).gates).toEqual([
      Gates.rx(0, 1.5 + Math.PI),
      Gates.phase(1, 1),
    ])
    const [gate] = circuit.gates
    expect(gate !== undefined && "rotation" in gate && Param.isParam(gate.rotation)).toBe(true)
  })

  it("that is more than added and multiplied is refused", () => {
    for (const [text, column] of [
      ["rx(theta * phi) q[0];", 4],
      ["rx(1 + sin(theta)) q[0];", 8],
      ["pow(theta) @ x q[0];", 5],
      ["x q[theta];", 5],
    ] as const) {
      const result = Qasm.parse(head + text)
      if (Result.isSuccess(result)) return expect.fail(text)
      expect([result.failure.line, result.failure.column], text).toEqual([6, column])
    }
    return undefined
  })
})

describe("a program that is long", () => {
  const head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\n'

  it("is read whatever it is long of", () => {
    const texts = [
      `${"// x\n".repeat(1_000_000)}x q[0];`,
      `${"/**/".repeat(300_000)}x q[0];`,
      `${";\n".repeat(300_000)}x q[0];`,
      `${"inv @ ".repeat(20_001)}x q[0];`,
    ]
    for (const text of texts) expect(parse(head + text).circuit.gates).toEqual([Gates.x(0)])
    const terms = 100_000
    const sum = `rx(1${"+1".repeat(terms)}) q[0];`
    expect(parse(head + sum).circuit.gates).toEqual([Gates.rx(0, terms + 1)])
    const inGate = `gate g(t) a { rx(t${"+t".repeat(terms)}) a; }\ng(1) q[0];`
    expect(parse(head + inGate).circuit.gates).toEqual([Gates.rx(0, terms + 1)])
    const lines = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? "h q[0];" : "cx q[0], q[1];"))
    expect(parse(head + lines.join("\n")).circuit.gates).toHaveLength(20_000)
  })
})

describe("a subroutine that calls itself twice", () => {
  it("is refused before it has been called 200,000 times", () => {
    const wide = `def f(int n) { if (n > 0) { f(n - 1); f(n - 1); } }\nqubit q;\nf(18);`
    const result = Qasm.parse(`OPENQASM 3.0;\n${wide}`)
    if (Result.isSuccess(result)) return expect.fail("it was read")
    expect(result.failure).toMatchObject({ code: "TooLarge", line: 4 })
    return undefined
  })
})

describe("a program that is deep", () => {
  const head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[4] q;\n'
  const n = 50_000
  const around = (open: string, close: string) => open.repeat(n) + "1" + close.repeat(n)
  const texts = {
    brackets: `rx(${around("(", ")")}) q[0];`,
    elements: `rx(${around("a[", "]")}) q[0];`,
    "elements in an operand": `x q[${around("a[", "]")}];`,
    "ranges in ranges": `x q[${around("a[1:", "]")}];`,
    functions: `rx(${around("sin(", ")")}) q[0];`,
    "sizes of casts": `rx(${around("int[", "]")}) q[0];`,
    signs: `rx(${"!-".repeat(n)}1) q[0];`,
    powers: `rx(${"1**".repeat(n)}1) q[0];`,
    blocks: "{".repeat(n),
    branches: `${"if (true) ".repeat(n)}x q[0];`,
    "other branches": `${"if (false) x q[0]; else ".repeat(n)}x q[0];`,
    loops: `${"for int i in [0:1] ".repeat(n)}x q[0];`,
    "a subroutine that calls itself in blocks": `def f(qubit a) {${"{".repeat(190)}f(a);${"}".repeat(190)}}\nf(q[0]);`,
  }
  for (const [name, text] of Object.entries(texts)) {
    it(`of ${name} is refused with its place`, () => {
      const result = Qasm.parse(head + text)
      if (Result.isSuccess(result)) return expect.fail("it was read")
      expect(result.failure).toMatchObject({ _tag: "QasmError", code: "TooLarge", line: 4 })
      return undefined
    })
  }
})

describe("a harmed program", () => {
  it("ends in a circuit or in an error with its place, many times", () => {
    const count = casesOf(2000, 6000)
    const texts = [
      ...programs,
      ...programs,
      ...broken.filter(({ text }) => text.length < 5000),
      ...constructs.map(unmarked),
    ].map(({ text }) => text)
    const { read, refused, problems } = mutations(texts, count, 99)
    expect(problems).toEqual([])
    expect(read).toBeGreaterThan(count / 20)
    expect(refused).toBeGreaterThan(count / 3)
  })
})

describe("a construct of the language", () => {
  for (const construct of constructs) {
    it(construct.name, () => expect(problemOf(construct)).toBeUndefined())
  }

  it("is refused within the text of its program, whatever follows", () => {
    // So that a mark that is out of place would be seen.
    const wrong = constructs.filter(({ expected }) => "code" in expected && expected.code !== "TooLarge")
    expect(wrong.length).toBeGreaterThan(100)
    const moved = wrong.map((construct) => ({ ...construct, text: `\n${construct.text}` }))
    for (const construct of moved) expect(problemOf(construct), construct.name).toBeUndefined()
    const misplaced = wrong.map(({ text, ...rest }) => ({ ...rest, text: ` ^${text.replace("^", "")}` }))
    expect(misplaced.filter((construct) => problemOf(construct) === undefined)).toEqual([])
  })
})
