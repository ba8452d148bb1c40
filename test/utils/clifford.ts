/** Clifford circuits. */
import { Gates } from "effect-ionq"
import type { QisGate } from "effect-ionq/schema/Gate"

const quarter = Math.PI / 2

/** A random Clifford circuit of every gate that can be one. */
export const randomClifford = (
  qubits: number,
  length: number,
  next: () => number,
): ReadonlyArray<QisGate> => {
  const below = (limit: number) => Math.floor(next() * limit)
  const angle = () => quarter * (below(8) - 4)
  const three = (): readonly [number, number, number] => {
    const left = Array.from({ length: qubits }, (_, q) => q)
    const take = () => left.splice(below(left.length), 1)[0] ?? 0
    return [take(), take(), take()]
  }
  return Array.from({ length }, (): QisGate => {
    const [a, b, c] = three()
    switch (below(18)) {
      case 0:
        return Gates.h(a)
      case 1:
        return Gates.s(a)
      case 2:
        return Gates.si(a)
      case 3:
        return Gates.v(a)
      case 4:
        return Gates.vi(a)
      case 5:
        return Gates.x(a)
      case 6:
        return Gates.y(a)
      case 7:
        return Gates.rx(a, angle())
      case 8:
        return Gates.ry(a, angle())
      case 9:
        return Gates.rz(a, angle())
      case 10:
        return Gates.phase(a, angle())
      case 11:
        return Gates.swap(a, b)
      case 12:
        return Gates.xx(a, b, angle())
      case 13:
        return Gates.yy(a, b, angle())
      case 14:
        return Gates.zz(a, b, angle())
      case 15:
        return Gates.controlled(next() < 0.5 ? Gates.y(a) : Gates.z(a), b)
      case 16:
        return Gates.pauliexp({
          targets: [a, b, c],
          terms: [[0, 1, 2].map(() => "IXYZ"[below(4)]).join("")],
          coefficients: [below(8)],
          time: Math.PI / 4,
        })
      default:
        return Gates.cnot(a, b)
    }
  })
}

/** |0...0⟩ + |1...1⟩ by a chain of CNOTs. */
export const ghz = (qubits: number): ReadonlyArray<QisGate> => [
  Gates.h(0),
  ...Array.from({ length: qubits - 1 }, (_, i) => Gates.cnot(i, i + 1)),
]

/** One cycle of the rotated surface code of distance 3: data qubits 0 to 8 row by row, checks of Z 9 to 12, of X 13 to 16. */
export const surfaceCode = {
  qubits: 17,
  zChecks: [9, 10, 11, 12],
  circuit: (() => {
    const zs = [
      [0, 3],
      [1, 2, 4, 5],
      [3, 4, 6, 7],
      [5, 8],
    ]
    const xs = [
      [0, 1, 3, 4],
      [1, 2],
      [4, 5, 7, 8],
      [6, 7],
    ]
    return [
      ...xs.map((_, i) => Gates.h(13 + i)),
      ...zs.flatMap((data, i) => data.map((qubit) => Gates.cnot(qubit, 9 + i))),
      ...xs.flatMap((data, i) => data.map((qubit) => Gates.cnot(13 + i, qubit))),
      ...xs.map((_, i) => Gates.h(13 + i)),
    ] as ReadonlyArray<QisGate>
  })(),
}
