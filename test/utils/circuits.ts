/** Random circuits out of all gates, and what a circuit does to a state, by the matrices of its gates. */
import { Circuit, Gates } from "effect-ionq"
import type { Gate } from "effect-ionq/Gates"
import type { NativeGate, QisGate } from "effect-ionq/schema/Gate"
import { seeded as uniform } from "./mutate.ts"

/** What is drawn from a seeded generator. */
export const seeded = (seed: number) => {
  const next = uniform(seed)
  const int = (below: number): number => Math.floor(next() * below)
  const pick = <A>(values: ReadonlyArray<A>): A => values[int(values.length)]!
  const shuffled = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> => {
    const left = [...values]
    return values.map(() => left.splice(int(left.length), 1)[0]!)
  }
  /** Angles of all kinds: common fractions, some missed by a little, and any. */
  const angle = (whole: number): number => {
    const kind = next()
    if (kind > 0.5) return whole * (2 * next() - 1)
    const little = kind < 0.1 ? 10 ** (-14 * next()) * (next() - 0.5) : 0
    return whole * Math.max(-1, Math.min(1, (int(17) - 8) / 8 + little))
  }
  return { next, int, pick, shuffled, angle }
}
export type Seeded = ReturnType<typeof seeded>

const fixed = [
  Gates.x,
  Gates.y,
  Gates.z,
  Gates.h,
  Gates.s,
  Gates.si,
  Gates.t,
  Gates.ti,
  Gates.v,
  Gates.vi,
  Gates.not,
]
const rotations = [Gates.rx, Gates.ry, Gates.rz, Gates.phase]
const pairs = [Gates.xx, Gates.yy, Gates.zz]

/** A gate of the QIS gateset on some of `n` qubits, with controls now and then. */
export const randomQis = (random: Seeded, n: number, most = n): QisGate => {
  const qubits = random.shuffled(Array.from({ length: n }, (_, qubit) => qubit))
  const [a = 0, b = 0] = qubits
  const radians = () => random.angle(2 * Math.PI)
  const kinds = n > 1 ? 6 : 3
  const gate = ((): QisGate => {
    switch (random.int(kinds)) {
      case 0:
        return random.pick(fixed)(a)
      case 1:
        return random.pick(rotations)(a, radians())
      case 2: {
        const targets = qubits.slice(0, 1 + random.int(Math.min(n, most, 4)))
        const terms = Array.from({ length: 1 + random.int(3) }, () =>
          targets.map(() => random.pick(["I", "X", "Y", "Z"])).join(""),
        )
        const coefficients = terms.map(() => random.angle(1))
        return Gates.pauliexp({ targets, terms, coefficients, time: random.next() })
      }
      case 3:
        return Gates.cnot(a, b)
      case 4:
        return Gates.swap(a, b)
      default:
        return random.pick(pairs)(a, b, radians())
    }
  })()
  const used = Gates.qubitsOf(gate)
  const free = qubits.filter((qubit) => !used.includes(qubit)).slice(0, Math.max(0, most - used.length))
  if (random.next() < 0.65 || free.length === 0) {
    const several = gate.gate !== "cnot" && "target" in gate && random.next() < 0.1
    const { target: _, ...rest } = { target: undefined, ...gate }
    // A single-qubit gate on several targets.
    return several ? ({ ...rest, targets: qubits.slice(0, 1 + random.int(n)) } as QisGate) : gate
  }
  return Gates.controlled(gate, ...free.slice(0, 1 + random.int(free.length)))
}

/** A gate of the native gateset, its numbers where IonQ takes them. */
export const randomNative = (random: Seeded, n: number): NativeGate => {
  const [a = 0, b = 0] = random.shuffled(Array.from({ length: n }, (_, qubit) => qubit))
  switch (random.int(n > 1 ? 5 : 3)) {
    case 0:
      return Gates.gpi(a, random.angle(1))
    case 1:
      return Gates.gpi2(a, random.angle(1))
    case 2:
      return Gates.nop(a)
    case 3:
      return Gates.ms(a, b, {
        phases: [random.angle(1), random.angle(1)],
        angle: Math.abs(random.angle(0.25)),
      })
    default:
      return Gates.nativeZz(a, b, random.angle(1))
  }
}

/** A QIS circuit of `size` gates; no gate has more than `most` qubits. */
export const randomCircuit = (random: Seeded, n: number, size: number, most = n): Circuit.Circuit<"qis"> =>
  Circuit.qis(
    n,
    Array.from({ length: size }, () => randomQis(random, n, most)),
  )

export const randomNativeCircuit = (random: Seeded, n: number, size: number): Circuit.Circuit<"native"> =>
  Circuit.native(
    n,
    Array.from({ length: size }, () => randomNative(random, n)),
  )

/** The amplitudes of all states; qubit 0 is the least significant bit of a state. */
export interface State {
  readonly re: Float64Array
  readonly im: Float64Array
}

const length = (values: ReadonlyArray<number>): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))

/** A state without any symmetry, of length 1. */
export const randomState = (random: Seeded, n: number): State => {
  const [re, im] = [0, 1].map(() => Float64Array.from({ length: 2 ** n }, () => random.next() - 0.5))
  const norm = length([...re!, ...im!])
  return { re: re!.map((x) => x / norm), im: im!.map((x) => x / norm) }
}

const applyGate = ({ re, im }: State, gate: QisGate | NativeGate): State => {
  const matrix = Gates.unitary(gate)
  // The first qubit is the leftmost of the matrix.
  const qubits = Gates.qubitsOf(gate).toReversed()
  const mask = qubits.reduce((bits, qubit) => bits | (1 << qubit), 0)
  const placed = matrix.map((_, row) =>
    qubits.reduce((bits, qubit, i) => ((row >> i) & 1 ? bits | (1 << qubit) : bits), 0),
  )
  const out = { re: new Float64Array(re.length), im: new Float64Array(re.length) }
  for (let rest = 0; rest < re.length; rest++) {
    if ((rest & mask) !== 0) continue
    matrix.forEach((row, r) => {
      let [x, y] = [0, 0]
      row.forEach(([a, b], c) => {
        const from = rest | placed[c]!
        x += a * re[from]! - b * im[from]!
        y += a * im[from]! + b * re[from]!
      })
      out.re[rest | placed[r]!] = x
      out.im[rest | placed[r]!] = y
    })
  }
  return out
}

/** A state after the gates, none of which has a parameter. */
export const applyAll = (state: State, gates: ReadonlyArray<Gate>): State =>
  // Whoever calls this has bound the parameters.
  (gates as ReadonlyArray<QisGate | NativeGate>).reduce(applyGate, state)

/** How far two states are apart, whatever their common phase. */
export const distance = (a: State, b: State): number => {
  let [re, im] = [0, 0]
  a.re.forEach((_, i) => {
    re += a.re[i]! * b.re[i]! + a.im[i]! * b.im[i]!
    im += a.re[i]! * b.im[i]! - a.im[i]! * b.re[i]!
  })
  const size = Math.hypot(re, im)
  const [cos, sin] = [re / size, im / size]
  return length([
    ...Array.from(a.re, (_, i) => b.re[i]! - (cos * a.re[i]! - sin * a.im[i]!)),
    ...Array.from(a.re, (_, i) => b.im[i]! - (cos * a.im[i]! + sin * a.re[i]!)),
  ])
}
