import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { Observable } from "effect-ionq"
import * as Simulator from "effect-ionq/simulator"
import { applyAll, randomCircuit, randomState, seeded } from "./utils/circuits.ts"
import {
  apart,
  denseOf,
  meanOf,
  observableOf,
  productOf,
  randomTerms,
  type Weighted,
} from "./utils/observables.ts"

const { getOrThrow } = Result

const zeroState = (qubits: number) => {
  const state = { re: new Float64Array(2 ** qubits), im: new Float64Array(2 ** qubits) }
  state.re[0] = 1
  return state
}

const codeOf = (result: Result.Result<unknown, Observable.ObservableError>) =>
  Result.isFailure(result) ? result.failure.code : "none"

describe("an observable", () => {
  it("has the exact expectation of its dense matrix, 1,000 of them on random circuits of 1 to 8 qubits", () => {
    let farthest = 0
    for (let seed = 0; seed < 1000; seed++) {
      const random = seeded(seed)
      const qubits = 1 + (seed % 8)
      const circuit = randomCircuit(random, qubits, 1 + random.int(12), 4)
      const terms = randomTerms(random, qubits)
      const state = getOrThrow(Simulator.run(circuit))
      const found = getOrThrow(Simulator.expectation(state, observableOf(terms)))
      const textbook = meanOf(denseOf(terms, qubits), applyAll(zeroState(qubits), circuit.gates))
      farthest = Math.max(farthest, Math.abs(found - textbook))
    }
    expect(farthest).toBeLessThan(1e-10)
  })

  it("is a matrix: sums, products, multiples, adjoints and commutators are those of matrices", () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = seeded(seed)
      const qubits = 1 + (seed % 4)
      const some = (): readonly [Observable.Observable, ReturnType<typeof denseOf>] => {
        const terms = randomTerms(random, qubits).map(([[re], letters]): Weighted => [
          [re, random.next() - 0.5],
          letters,
        ])
        return [observableOf(terms), denseOf(terms, qubits)]
      }
      const [[a, matrixA], [b, matrixB]] = [some(), some()]
      const expectMatrix = (observable: Observable.Observable, matrix: ReturnType<typeof denseOf>) =>
        expect(apart(getOrThrow(Observable.toMatrix(observable, qubits)), matrix)).toBeLessThan(1e-12)
      const combined = (f: (x: number, y: number) => number, x: typeof matrixA, y: typeof matrixA) => ({
        size: x.size,
        re: x.re.map((value, i) => f(value, y.re[i]!)),
        im: x.im.map((value, i) => f(value, y.im[i]!)),
      })
      const [ab, ba] = [productOf(matrixA, matrixB), productOf(matrixB, matrixA)]
      expectMatrix(a, matrixA)
      expectMatrix(
        Observable.add(a, b),
        combined((x, y) => x + y, matrixA, matrixB),
      )
      expectMatrix(
        Observable.subtract(a, b),
        combined((x, y) => x - y, matrixA, matrixB),
      )
      expectMatrix(Observable.multiply(a, b), ab)
      expectMatrix(
        Observable.commutator(a, b),
        combined((x, y) => x - y, ab, ba),
      )
      const half = combined((x) => x / 2, matrixA, matrixA)
      expectMatrix(Observable.scale(a, [0, -0.5]), {
        size: half.size,
        re: half.im,
        im: half.re.map((x) => -x),
      })
      const { size } = matrixA
      const transposed = (values: Float64Array, sign: number) =>
        values.map((_, i) => sign * values[(i % size) * size + Math.floor(i / size)]!)
      expectMatrix(Observable.adjoint(a), {
        size,
        re: transposed(matrixA.re, 1),
        im: transposed(matrixA.im, -1),
      })
      expect(Observable.commutes(a, b)).toBe(apart(ab, ba) < 1e-9)
      expect(Observable.commutes(a, Observable.multiply(a, a))).toBe(true)
    }
  })

  it("names the side of qubit 0", () => {
    const left = Observable.pauli("XIZ", { qubit0: "left" })
    const right = Observable.pauli("ZIX", { qubit0: "right" })
    const named = Observable.pauli({ 0: "X", 2: "Z" })
    expect(Observable.format(left)).toBe("1 X0 Z2")
    expect(Observable.equals(left, right)).toBe(true)
    expect(Observable.equals(left, named)).toBe(true)
    expect(Observable.equals(left, Observable.multiply(Observable.x(0), Observable.z(2)))).toBe(true)
    const listOf = (side: "left" | "right") =>
      getOrThrow(Observable.toList(left, { qubit0: side, qubits: 4 }))
    expect(listOf("left")).toEqual([[[1, 0], "XIZI"]])
    expect(listOf("right")).toEqual([[[1, 0], "IZIX"]])
    expect(Observable.width(left)).toBe(3)
  })

  it("is read from text with or without qubits, and written so that it is read again", () => {
    const text = "0.5 X0 X1 - 1.5*Z3 + 2 - 2i Y70 + (1 - 2.5e-3i) Z0Z1"
    const read = getOrThrow(Observable.parse(text))
    expect(Observable.format(read)).toBe("0.5 X0 X1 - 1.5 Z3 + 2 I - 2i Y70 + (1 - 0.0025i) Z0 Z1")
    for (let seed = 0; seed < 50; seed++) {
      const observable = observableOf(randomTerms(seeded(seed), 1 + (seed % 8)))
      expect(getOrThrow(Observable.parse(Observable.format(observable))).terms).toEqual(observable.terms)
    }
    const dense = getOrThrow(Observable.parse("0.5 XX - ZI", { qubit0: "right" }))
    expect(Observable.format(dense)).toBe("0.5 X0 X1 - 1 Z1")
    expect(Observable.format(getOrThrow(Observable.parse("X0 Y0")))).toBe("1i Z0")
    expect(Observable.format(getOrThrow(Observable.parse(Observable.format(Observable.zero))))).toBe("0 I")
  })

  it("lists all of its letters, or refuses", () => {
    const wide = Observable.add(Observable.z(2), Observable.x(0))
    for (const qubits of [2, 0, 2.5, Number.NaN, Infinity]) {
      const list = Observable.toList(wide, { qubit0: "left", qubits })
      expect(Result.isFailure(list) && list.failure).toMatchObject({
        code: "TooWide",
        field: "qubits",
        limit: 65_536,
      })
    }
    expect(codeOf(Observable.toList(Observable.x(-1), { qubit0: "left" }))).toBe("InvalidQubit")
  })

  it("refuses a text that is none, and says where", () => {
    const texts = ["", "0.5 XQ", "X0 +", "* X0", "X0 * * X1", "0.5 X0 $", "X 0", "X0 2", "1 000 X0"]
    const positions = texts.map((text) => {
      const parsed = Observable.parse(text, { qubit0: "left" })
      return Result.isFailure(parsed) ? [parsed.failure.code, parsed.failure.position] : parsed
    })
    expect(positions).toEqual([
      ["InvalidText", 0],
      ["InvalidText", 5],
      ["InvalidText", 4],
      ["InvalidText", 0],
      ["InvalidText", 4],
      ["InvalidText", 6],
      ["InvalidText", 1],
      ["InvalidText", 2],
      ["InvalidText", 1],
    ])
    expect(Observable.format(getOrThrow(Observable.parse("X0 * 2 * 3i Z1")))).toBe("6i X0 Z1")
    expect(codeOf(Observable.parse("XX"))).toBe("MissingSide")
    expect(codeOf(Observable.parse("X65536"))).toBe("InvalidQubit")
    expect(codeOf(Observable.parse("1e999 X0"))).toBe("InvalidCoefficient")
  })

  it("keeps what is wrong until it is asked", () => {
    const wrong: ReadonlyArray<readonly [string, Observable.Observable]> = [
      ["InvalidQubit", Observable.x(-1)],
      ["InvalidQubit", Observable.z(0.5)],
      ["InvalidText", Observable.pauli("XA", { qubit0: "left" })],
      ["MissingSide", Observable.sum([[1, "XX"]])],
      ["InvalidCoefficient", Observable.scale(Observable.x(0), Number.NaN)],
      ["InvalidCoefficient", Observable.sum([[[0, Infinity], Observable.x(0)]])],
      ["InvalidQubit", Observable.maxCut([[0, -2]])],
      ["InvalidEdge", Observable.maxCut([[1, 1]])],
      ["InvalidCoefficient", Observable.scale(Observable.scale(Observable.x(0), 1e200), 1e200)],
    ]
    for (const [code, observable] of wrong) {
      expect(codeOf(Observable.validate(Observable.add(Observable.z(1), observable)))).toBe(code)
      expect(codeOf(Observable.toMatrix(observable))).toBe(code)
    }
    const state = getOrThrow(Simulator.run({ gateset: "qis", circuit: [{ gate: "h", target: 0 }] }))
    expect(codeOf(Simulator.expectation(state, Observable.z(1)))).toBe("TooWide")
    expect(codeOf(Simulator.expectation(state, Observable.scale(Observable.z(0), [0, 1])))).toBe(
      "NotHermitian",
    )
    expect(codeOf(Observable.toMatrix(Observable.z(12)))).toBe("TooWide")
  })

  it("joins equal strings, and is simplified on request", () => {
    const sum = Observable.sum([
      [0.1, Observable.x(0)],
      [0.2, Observable.x(0)],
      [-0.3, Observable.x(0)],
      [1, Observable.z(1)],
      [1e-14, Observable.z(2)],
    ])
    expect(sum.terms).toHaveLength(3)
    expect(Observable.format(Observable.simplify(sum))).toBe("1 Z1")
    expect(Observable.subtract(sum, sum).terms).toEqual([])
    expect(Observable.isHermitian(Observable.multiply(Observable.x(0), Observable.y(0)))).toBe(false)
  })

  it("counts the edges that a cut cuts", () => {
    const cut = Observable.maxCut([
      [0, 1],
      [1, 2, 2.5],
    ])
    const values = getOrThrow(Observable.toMatrix(cut))
    const diagonal = Array.from({ length: 8 }, (_, i) => values.re[i * 9])
    expect(diagonal).toEqual([0, 1, 3.5, 2.5, 2.5, 3.5, 1, 0])
    const { fault } = Observable.maxCut([
      [0, 1],
      [2, 2],
    ])
    expect([fault?.field, fault?.message]).toEqual(["edges.1", "Edge 1 joins qubit 2 with itself"])
  })
})

describe("groups", () => {
  it("have every term once and commute qubit by qubit, and after the change of basis all is Z", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = seeded(seed)
      const qubits = 1 + (seed % 5)
      const observable = observableOf(randomTerms(random, qubits, 12))
      const groups = Observable.groups(observable)
      const terms = groups.flatMap((group) => group.observable.terms)
      expect(new Set(terms)).toEqual(new Set(observable.terms))
      expect(terms).toHaveLength(observable.terms.length)
      const state = randomState(random, qubits)
      const mean = (of: Observable.Observable, at: typeof state) =>
        getOrThrow(Simulator.expectation({ qubits, ...at, support: undefined }, of))
      for (const { basis, observable: sum } of groups) {
        const each = sum.terms.map((term) =>
          Observable.sum([[term.re, stringOf(term, qubits)]], { qubit0: "left" }),
        )
        for (const a of each) for (const b of each) expect(qubitwise(a, b)).toBe(true)
        // What Z has on the same qubits afterwards.
        const turned = Observable.sum(
          sum.terms.map((term) => [term.re, stringOf(term, qubits).replaceAll(/[XY]/g, "Z")]),
          { qubit0: "left" },
        )
        for (const gateset of ["qis", "native"] as const) {
          const after = applyAll(state, Observable.basisChange(basis, gateset))
          expect(mean(turned, after)).toBeCloseTo(mean(sum, state), 10)
        }
      }
    }
  })

  it("are few where terms share their letters", () => {
    const h2 = Observable.sum(
      [
        [-1.0523732, "II"],
        [0.39793742, "IZ"],
        [-0.39793742, "ZI"],
        [-0.0112801, "ZZ"],
        [0.18093119, "XX"],
      ],
      { qubit0: "right" },
    )
    expect(Observable.groups(h2).map(({ observable }) => observable.terms.length)).toEqual([4, 1])
    expect(Observable.groups(Observable.zero)).toEqual([])
  })
})

const stringOf = (term: Observable.Term, qubits: number): string =>
  getOrThrow(Observable.toList({ ...Observable.zero, terms: [term] }, { qubit0: "left", qubits }))[0]![1]

/** On each qubit the same letter, or none of one. */
const qubitwise = (a: Observable.Observable, b: Observable.Observable): boolean => {
  const [left, right] = [a, b].map((one) => stringOf(one.terms[0]!, 5))
  return [...left!].every((letter, i) => letter === "I" || right![i] === "I" || letter === right![i])
}
