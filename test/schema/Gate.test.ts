import { describe, expect, it } from "@effect/vitest"
import { Effect, Result, Schema, SchemaAST } from "effect"
import { Gates } from "effect-ionq"
import * as Gate from "effect-ionq/schema/Gate"

const throughJson = <A>(schema: Schema.Codec<A, unknown>, value: A): A =>
  Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify(Schema.encodeUnknownSync(schema)(value))))

const pauliexp = Gates.pauliexp({ targets: [2, 0], terms: ["XY", "ZI"], coefficients: [0.5, -1], time: 0.3 })

const qis: ReadonlyArray<Gate.QisGate> = [
  { gate: "x", target: 0 },
  { gate: "h", targets: [0, 2] },
  { gate: "z", target: 1, rotation: 0.5, controls: [0, 2] },
  { gate: "rx", target: 1, rotation: -0.5, control: 0, controls: [2] },
  Gates.cnot(0, 1),
  Gates.controlled(Gates.swap(0, 1), 2, 3),
  Gates.yy(2, 0, 1.5),
  pauliexp,
]
const native: ReadonlyArray<Gate.NativeGate> = [
  Gates.gpi(0, 0.1),
  Gates.ms(2, 0, { phases: [0.1, -0.2] }),
  Gates.ms(2, 0, { phases: [0.1, -0.2], angle: 0.125 }),
  Gates.nativeZz(1, 0, 0.25),
  { gate: "nop" },
  { gate: "nop", targets: [0, 1] },
]

describe("a gate is sent as it is written", () => {
  for (const gate of qis)
    it(JSON.stringify(gate), () => expect(throughJson(Gate.QisGate, gate)).toEqual(gate))
  for (const gate of native) {
    it(JSON.stringify(gate), () => expect(throughJson(Gate.NativeGate, gate)).toEqual(gate))
  }
  it("and so through the open form", () => {
    for (const gate of [...qis, ...native]) expect(throughJson(Gate.WireGate, gate)).toEqual(gate)
  })

  it.effect.prop(
    "whatever its numbers",
    [Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40 })), Schema.Finite],
    ([qubit, radians]) =>
      Effect.sync(() => {
        const gate = Gates.controlled(Gates.rz(qubit, radians), qubit + 1)
        // JSON has no negative zero.
        const expected = { ...gate, rotation: radians === 0 ? 0 : radians }
        expect(throughJson(Gate.QisGate, gate)).toEqual(expected)
      }),
    { arbitrary: { runs: 50, seed: 7 } },
  )
})

describe("the schemas of gates", () => {
  it("the open form takes a word that nobody knows, but no number that is not finite", () => {
    const isWire = (gate: unknown) => Result.isSuccess(Schema.decodeUnknownResult(Gate.WireGate)(gate))
    expect(isWire({ gate: "warp", target: 0 })).toBe(true)
    expect(isWire({ target: 0 })).toBe(false)
    expect(isWire({ gate: "rx", target: 0, rotation: Number.NaN })).toBe(false)
    expect(isWire({ gate: "x", target: 0.5 })).toBe(false)
  })

  it("have names for the components of the OpenAPI document", () => {
    const named = [...Gate.QisGate.members, ...Gate.NativeGate.members, Gate.QisGate, Gate.NativeGate]
    const names = [...named, Gate.WireGate].map(({ ast }) => SchemaAST.resolveIdentifier(ast))
    expect(names).not.toContain(undefined)
    expect(new Set(names).size).toBe(names.length)
  })
})
