import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Unitary } from "effect-ionq"
import { cis, type Complex, dagger, type Matrix, multiply, product } from "./utils/dense.ts"

type Found = ReturnType<typeof Unitary.gpi>

const rows = ({ size, re, im }: Found): Matrix =>
  Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (_, c): Complex => [re[r * size + c]!, im[r * size + c]!]),
  )

const expectEqual = (found: Matrix, expected: Matrix) =>
  expected.forEach((row, r) =>
    row.forEach(([re, im], c) => {
      expect(found[r]![c]![0], `real part at ${r}, ${c}`).toBeCloseTo(re, 14)
      expect(found[r]![c]![1], `imaginary part at ${r}, ${c}`).toBeCloseTo(im, 14)
    }),
  )

const o: Complex = [0, 0]
const inverse = ([re, im]: Complex): Complex => [re, -im]
const turns = (fraction: number) => cis(2 * Math.PI * fraction)

// The formulas of IonQ's Python SDK, with its names: e, s, ca, sa, ep, em.
const gpiMatrix = (phi: number): Matrix => [
  [o, inverse(turns(phi))],
  [turns(phi), o],
]
const gpi2Matrix = (phi: number): Matrix => {
  const s: Complex = [1 / Math.sqrt(2), 0]
  const is: Complex = [0, -1 / Math.sqrt(2)]
  return [
    [s, multiply(is, inverse(turns(phi)))],
    [multiply(is, turns(phi)), s],
  ]
}
const msMatrix = (phi0: number, phi1: number, angle: number): Matrix => {
  const ca: Complex = [Math.cos(Math.PI * angle), 0]
  const isa: Complex = [0, -Math.sin(Math.PI * angle)]
  const ep = turns(phi0 + phi1)
  const em = turns(phi0 - phi1)
  return [
    [ca, o, o, multiply(isa, inverse(ep))],
    [o, ca, multiply(isa, inverse(em)), o],
    [o, multiply(isa, em), ca, o],
    [multiply(isa, ep), o, o, ca],
  ]
}
const zzMatrix = (angle: number): Matrix => {
  const em = cis(-Math.PI * angle)
  const ep = cis(Math.PI * angle)
  return [
    [em, o, o, o],
    [o, ep, o, o],
    [o, o, ep, o],
    [o, o, o, em],
  ]
}

const phases = [0, 0.1, 0.25, 0.5, -0.3, 0.77, 1]

describe("the native unitaries", () => {
  it("are those of IonQ's Python SDK", () => {
    for (const phi of phases) {
      expectEqual(rows(Unitary.gpi(phi)), gpiMatrix(phi))
      expectEqual(rows(Unitary.gpi2(phi)), gpi2Matrix(phi))
      expectEqual(rows(Unitary.nativeZz(phi)), zzMatrix(phi))
      for (const other of phases) {
        for (const angle of [0, 0.05, 0.125, 0.25]) {
          expectEqual(rows(Unitary.ms(phi, other, angle)), msMatrix(phi, other, angle))
        }
      }
    }
  })

  it("have the entries that were worked out by hand", () => {
    const h = Math.SQRT1_2
    const i: Complex = [0, 1]
    const one: Complex = [1, 0]
    const minusOne: Complex = [-1, 0]
    const minusI: Complex = [0, -1]
    const real = (x: number): Complex => [x, 0]
    const imaginary = (y: number): Complex => [0, y]
    expectEqual(rows(Unitary.gpi(0.5)), [
      [o, minusOne],
      [minusOne, o],
    ])
    expectEqual(rows(Unitary.gpi(0.75)), [
      [o, i],
      [minusI, o],
    ])
    expectEqual(rows(Unitary.gpi(0.125)), [
      [o, [h, -h]],
      [[h, h], o],
    ])
    expectEqual(rows(Unitary.gpi2(0)), [
      [real(h), imaginary(-h)],
      [imaginary(-h), real(h)],
    ])
    expectEqual(rows(Unitary.gpi2(0.25)), [
      [real(h), real(-h)],
      [real(h), real(h)],
    ])
    expectEqual(rows(Unitary.gpi2(0.125)), [
      [real(h), [-0.5, -0.5]],
      [[0.5, -0.5], real(h)],
    ])
    // The phases differ, so that a swap of the two qubits would show.
    expectEqual(rows(Unitary.ms(0.25, 0)), [
      [real(h), o, o, real(-h)],
      [o, real(h), real(-h), o],
      [o, real(h), real(h), o],
      [real(h), o, o, real(h)],
    ])
    expectEqual(rows(Unitary.ms(0, 0.25)), [
      [real(h), o, o, real(-h)],
      [o, real(h), real(h), o],
      [o, real(-h), real(h), o],
      [real(h), o, o, real(h)],
    ])
    expectEqual(rows(Unitary.ms(0, 0, 0.5)), [
      [o, o, o, minusI],
      [o, o, minusI, o],
      [o, minusI, o, o],
      [minusI, o, o, o],
    ])
    expectEqual(rows(Unitary.nativeZz(0.25)), [
      [[h, -h], o, o, o],
      [o, [h, h], o, o],
      [o, o, [h, h], o],
      [o, o, o, [h, -h]],
    ])
    expectEqual(rows(Unitary.nativeZz(1)), [
      [minusOne, o, o, o],
      [o, minusOne, o, o],
      [o, o, minusOne, o],
      [o, o, o, minusOne],
    ])
    expectEqual(rows(Unitary.h), [
      [real(h), real(h)],
      [real(h), real(-h)],
    ])
    expect(rows(Unitary.x)).toEqual([
      [o, one],
      [one, o],
    ])
  })

  it("have the values that the documentation names", () => {
    expectEqual(rows(Unitary.gpi(0)), rows(Unitary.x))
    expectEqual(rows(Unitary.gpi(0.25)), rows(Unitary.y))
    expectEqual(rows(Unitary.ms(0.2, 0.4)), msMatrix(0.2, 0.4, 0.25))
    expectEqual(rows(Unitary.nativeZz(0)), [
      [[1, 0], o, o, o],
      [o, [1, 0], o, o],
      [o, o, [1, 0], o],
      [o, o, o, [1, 0]],
    ])
  })
})

const every: Record<string, (a: number, b: number, c: number) => Found> = {
  x: () => Unitary.x,
  y: () => Unitary.y,
  z: () => Unitary.z,
  h: () => Unitary.h,
  s: () => Unitary.s,
  si: () => Unitary.si,
  t: () => Unitary.t,
  ti: () => Unitary.ti,
  v: () => Unitary.v,
  vi: () => Unitary.vi,
  phase: Unitary.phase,
  rx: Unitary.rx,
  ry: Unitary.ry,
  rz: Unitary.rz,
  xx: Unitary.xx,
  yy: Unitary.yy,
  zz: Unitary.zz,
  gpi: Unitary.gpi,
  gpi2: Unitary.gpi2,
  ms: Unitary.ms,
  nativeZz: Unitary.nativeZz,
}

describe("every matrix is unitary", () => {
  const angle = Schema.Finite.check(Schema.isBetween({ minimum: -10, maximum: 10 }))
  for (const [name, make] of Object.entries(every)) {
    it.effect.prop(
      name,
      [angle, angle, angle],
      ([a, b, c]) =>
        Effect.sync(() => {
          const matrix = rows(make(a, b, c))
          expectEqual(
            product(matrix, dagger(matrix)),
            matrix.map((row, r) => row.map((_, k): Complex => [r === k ? 1 : 0, 0])),
          )
        }),
      { arbitrary: { runs: 25, seed: 7 } },
    )
  }

  it("V squared is X, S squared is Z, T squared is S, and the inverses undo them", () => {
    const square = (matrix: Found) => product(rows(matrix), rows(matrix))
    expectEqual(square(Unitary.v), rows(Unitary.x))
    expectEqual(square(Unitary.s), rows(Unitary.z))
    expectEqual(square(Unitary.t), rows(Unitary.s))
    expectEqual(product(rows(Unitary.v), rows(Unitary.vi)), product(rows(Unitary.x), rows(Unitary.x)))
  })
})
