import { describe, expect, it } from "@effect/vitest"
import { Exit, Result, Schema } from "effect"
import { Circuit, Compiler, Gates, GateTable, Qasm } from "effect-ionq"
import { NativeGate, QisGate, type WireGate } from "effect-ionq/schema/Gate"
import * as Simulator from "effect-ionq/simulator"
import { applyAll, distance, randomState, seeded } from "./utils/circuits.ts"

const { getOrThrow } = Result

/** The probabilities of all states, qubit 0 lowest. */
const probabilities = (circuit: Circuit.Circuit) => {
  const input = getOrThrow(Circuit.toInput(circuit))
  const state = getOrThrow(Simulator.run(input))
  return [...Simulator.probabilitiesOf(state)].map((each) => Number(each.toFixed(12)))
}

/**
 * A made-up gate without a word on the wire, in one row: exp(-i theta/2 (XX + YY)) turns |01⟩ into |10⟩, and flips nothing at
 * angle 0.
 */
const hop: GateTable.ComposedGate = {
  qasm: { stdgates: ["hop"], builtIn: ["hop"] },
  numbers: ["theta"],
  qubits: 2,
  decomposition: (theta = 0) => [
    ["xx", [0, 1], theta],
    ["yy", [0, 1], theta],
  ],
}

describe("a gate in one row", () => {
  const gates = [...GateTable.composed, hop]
  const read = (body: string, options?: Qasm.ParseOptions) =>
    Qasm.parse(`OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; ${body}`, options)

  it("runs from OpenQASM to the simulator", () => {
    const { circuit } = getOrThrow(read("x q[0]; hop(pi/4) q[0], q[1];", { gates }))
    // |01⟩ goes to cos(θ)|01⟩ - i sin(θ)|10⟩ with θ = π/4, qubit 0 lowest.
    expect(probabilities(circuit)).toEqual([0, 0.5, 0.5, 0, 0, 0, 0, 0])
    const whole = getOrThrow(read("x q[0]; hop(pi/2) q[0], q[1];", { gates })).circuit
    expect(probabilities(whole)).toEqual([0, 0, 1, 0, 0, 0, 0, 0])
  })

  it("takes modifiers, broadcasts and parameters, and compiles", () => {
    const { circuit } = getOrThrow(
      read("input float t; x q; ctrl @ hop(t) q[2], q[0], q[1]; inv @ hop(t) q[0], q[1];", { gates }),
    )
    const bound = Circuit.bind(circuit, { t: 0.7 })
    const state = randomState(seeded(5), 3)
    const expected = applyAll(state, [
      ...[0, 1, 2].map((qubit) => Gates.x(qubit)),
      Gates.controlled(Gates.xx(0, 1, 0.7), 2),
      Gates.controlled(Gates.yy(0, 1, 0.7), 2),
      Gates.yy(0, 1, -0.7),
      Gates.xx(0, 1, -0.7),
    ])
    expect(distance(applyAll(state, bound.gates), expected)).toBeLessThan(1e-12)
    const compiled = getOrThrow(Compiler.compile(bound, { target: "ms" }))
    expect(distance(applyAll(state, compiled.gates), expected)).toBeLessThan(1e-9)
  })

  it("is unknown without its row, and gives way to a definition of the program", () => {
    expect(Result.isFailure(read("hop(1) q[0], q[1];"))).toBe(true)
    const own = getOrThrow(
      read("gate hop(t) a, b { x a; } hop(1) q[0], q[1];", {
        gates: [...GateTable.composed, { ...hop, qasm: { builtIn: ["hop"] } }],
      }),
    )
    expect(own.circuit.gates).toEqual([Gates.x(0)])
    expect(read("hop(1) q[0];", { gates })).toMatchObject({
      failure: { code: "Invalid", message: expect.stringContaining("takes 2 qubits, not 1") },
    })
    expect(read("hop q[0], q[1];", { gates })).toMatchObject({
      failure: { code: "Invalid", message: expect.stringContaining("takes 1 numbers, not 0") },
    })
  })
})

type Row = readonly [gateset: "qis" | "native", word: string, row: GateTable.WireRow]
const rows: ReadonlyArray<Row> = [
  ...Object.entries<GateTable.WireRow>(GateTable.qis).map(([word, row]): Row => ["qis", word, row]),
  ...Object.entries<GateTable.WireRow>(GateTable.native).map(([word, row]): Row => ["native", word, row]),
]

/** A gate of a row, with its default numbers or with others. */
const gateOf = ([gateset, word, row]: Row, seed: number): WireGate => {
  const random = seeded(seed)
  const [a = 0, b = 0, c = 0] = seed % 2 === 0 ? [0, 1, 2] : [2, 0, 1]
  const one = () => random.next() - 0.5
  const numbers = Object.entries(row.numbers).flatMap(([field, { list, default: normal }]) => {
    if (normal !== undefined && seed % 3 === 0) return []
    return [[field, list === undefined ? Math.abs(one()) : [one(), one()]] as const]
  })
  const two = row.targets === "two" || row.targets === "any"
  return {
    gate: word,
    ...(two ? { targets: [a, b] } : { target: a }),
    ...(row.controls === "some" || (gateset === "qis" && seed % 5 === 0) ? { controls: [c] } : {}),
    ...(row.kind === "pauliexp" ? { terms: ["XY", "ZI"] } : {}),
    ...Object.fromEntries(numbers),
  }
}

const circuitOf = ([gateset]: Row, gate: WireGate): Circuit.Circuit =>
  // The gate is made of its row.
  gateset === "qis" ? Circuit.qis(3, [gate as QisGate]) : Circuit.native(3, [gate as NativeGate])

/** The gate whose matrix is the one of an axis. */
const onAxis: Readonly<Record<string, string>> = { X: "x", Y: "y", Z: "z", XZ: "h" }

describe("every row", () => {
  for (const row of rows) {
    const [gateset, word, { numbers, action, matrix }] = row
    describe(`${gateset} ${word}`, () => {
      const seeds = Array.from({ length: 15 }, (_, seed) => seed)

      it("fits its schema and a circuit, and nothing but its fields", () => {
        const schema = gateset === "qis" ? QisGate : NativeGate
        const fits = (gate: unknown) =>
          Exit.isSuccess(Schema.decodeUnknownExit(schema)(gate, { onExcessProperty: "error" }))
        for (const seed of seeds) {
          const gate = gateOf(row, seed)
          const { target: _, ...withoutTarget } = gate
          expect([gate, fits(gate)]).toEqual([gate, true])
          expect(Result.isSuccess(Circuit.validate(circuitOf(row, gate)))).toBe(true)
          for (const wrong of [
            { ...gate, twist: 1 },
            ...Object.keys(numbers).flatMap((field) =>
              field in gate ? [{ ...gate, [field]: Number.NaN }] : [],
            ),
            ...(word === "nop" ? [] : [{ ...withoutTarget, targets: [] }]),
          ]) {
            expect([wrong, fits(wrong)]).toEqual([wrong, false])
            expect(Result.isFailure(Circuit.validate(circuitOf(row, wrong)))).toBe(true)
          }
        }
      })

      it("has an inverse, native gates and a program that do the same", () => {
        const state = randomState(seeded(1), 3)
        for (const seed of seeds) {
          const circuit = circuitOf(row, gateOf(row, seed))
          const expected = applyAll(state, circuit.gates)
          const back = applyAll(expected, Circuit.inverse(circuit).gates)
          expect(distance(state, back)).toBeLessThan(1e-9)
          for (const target of ["ms", "zz"] as const) {
            const compiled = getOrThrow(Compiler.compile(circuit, { target, effort: "fast" }))
            expect(distance(expected, applyAll(state, compiled.gates))).toBeLessThan(1e-9)
          }
          for (const version of gateset === "qis" ? ([2, 3] as const) : ([3] as const)) {
            const program = getOrThrow(Qasm.print(circuit, { version }))
            const read = getOrThrow(Qasm.parse(program)).circuit
            expect(distance(expected, applyAll(state, read.gates))).toBeLessThan(1e-9)
          }
        }
      })

      it("does in the simulator what its matrix says", () => {
        const zero = { re: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0), im: new Float64Array(8) }
        // A state without symmetry, in the gates of the gateset.
        const spread: ReadonlyArray<WireGate> = [0, 1, 2].map((qubit) =>
          gateset === "qis" ? Gates.ry(qubit, 0.4 + qubit) : Gates.gpi2(qubit, 0.1 + qubit / 7),
        )
        for (const seed of seeds) {
          const gate = gateOf(row, seed)
          const found = getOrThrow(Simulator.run({ gateset, qubits: 3, circuit: [...spread, gate] }))
          // Gates of the row, which fit their schema.
          const circuit = [...spread, gate] as ReadonlyArray<QisGate>
          expect(distance(found, applyAll(zero, circuit))).toBeLessThan(1e-12)
        }
      })

      it("says what it does", () => {
        if (action.does !== "phase" || matrix === undefined) return
        for (const rotation of [undefined, 0.3, -1.2]) {
          const angle = typeof action.angle === "number" ? action.angle : (rotation ?? Math.PI)
          const axis = GateTable.rowIn("qis", onAxis[action.axis] ?? "")?.matrix?.({})
          const { re, im } = matrix({ rotation })
          // (1 + P)/2 + e^(i angle) (1 - P)/2.
          for (let i = 0; i < 4; i++) {
            const same = i === 0 || i === 3 ? 1 : 0
            const [p, q] = [axis?.re[i] ?? 0, axis?.im[i] ?? 0]
            const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
            expect(re[i]).toBeCloseTo((same + p) / 2 + (cos * (same - p) + sin * q) / 2, 12)
            expect(im[i]).toBeCloseTo(q / 2 + (sin * (same - p) - cos * q) / 2, 12)
          }
        }
      })

      it("has a label", () => expect(Circuit.draw(circuitOf(row, gateOf(row, 1)))).not.toContain("?"))
    })
  }
})

describe("the lookups", () => {
  it("tell the native zz from the other", () => {
    expect(GateTable.rowOf(Gates.zz(0, 1, 1))).toBe(GateTable.qis.zz)
    expect(GateTable.rowOf(Gates.nativeZz(0, 1, 0.25))).toBe(GateTable.native.zz)
    expect(GateTable.rowOf({ gate: "constructor" })).toBeUndefined()
    expect(GateTable.rowIn("native", "h")).toBeUndefined()
    expect(GateTable.wordsOf("qis", "rotation")).toEqual(["rx", "ry", "rz"])
  })
})
