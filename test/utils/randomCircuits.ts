/** Random circuits of every gate, with any number of controls. */
import type { WireGate } from "effect-ionq/schema/Gate"

/** Uniform below 1 (mulberry32): seeded. */
export const uniform = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const fixed = ["x", "y", "z", "h", "s", "si", "t", "ti", "v", "vi", "not", "cnot"]
const rotations = ["rx", "ry", "rz", "z"]
const pairs = ["swap", "xx", "yy", "zz"]

interface Sizes {
  /** The most qubits of one gate. */
  readonly widest: number
}

/** A circuit of `length` gates out of a gateset; the gates before the others leave no amplitude 0. */
export const randomCircuit = (
  gateset: "qis" | "native",
  qubits: number,
  length: number,
  next: () => number,
  { widest }: Sizes = { widest: 5 },
): ReadonlyArray<WireGate> => {
  const below = (limit: number) => Math.floor(next() * limit)
  const pick = <A>(from: ReadonlyArray<A>): A => from[below(from.length)]!
  const angle = () => (next() - 0.5) * 8
  const some = (count: number): ReadonlyArray<number> => {
    const left = Array.from({ length: qubits }, (_, qubit) => qubit)
    return Array.from({ length: Math.min(count, qubits) }, () => left.splice(below(left.length), 1)[0]!)
  }
  const controlled = (gate: WireGate, free: ReadonlyArray<number>): WireGate => {
    const controls = next() < 0.5 ? [] : free.slice(0, below(widest - 1))
    if (controls.length === 0) return gate
    return next() < 0.5 && controls.length === 1
      ? { ...gate, control: controls[0]! }
      : { ...gate, control: controls[0]!, controls: controls.slice(1) }
  }
  const gateOf = (): WireGate => {
    const [first = 0, second, ...free] = some(widest)
    const others = second === undefined ? [] : [second, ...free]
    const kind = below(10)
    if (gateset === "native") {
      if (kind < 5 || second === undefined) {
        return controlled({ gate: pick(["gpi", "gpi2", "nop"]), target: first, phase: next() }, others)
      }
      const targets = [first, second]
      return kind < 8
        ? controlled({ gate: "ms", targets, phases: [next(), next()], angle: next() / 4 }, free)
        : controlled({ gate: "zz", targets, angle: next() }, free)
    }
    if (kind < 3 || second === undefined) {
      const gate = pick(second === undefined ? fixed.slice(0, -1) : fixed)
      if (gate === "cnot")
        return { gate, target: first, control: others[0]!, controls: others.slice(1, 1 + below(2)) }
      return below(4) === 0
        ? { gate, targets: [first, ...others.slice(0, 1)] }
        : controlled({ gate, target: first }, others)
    }
    if (kind < 6) return controlled({ gate: pick(rotations), target: first, rotation: angle() }, others)
    if (kind < 8) return controlled({ gate: pick(pairs), targets: [first, second], rotation: angle() }, free)
    const count = 1 + below(widest - 1)
    const targets = [first, ...others].slice(0, count)
    const terms = Array.from({ length: 1 + below(3) }, () => targets.map(() => pick([..."IXYZ"])).join(""))
    const exponent = { gate: "pauliexp", targets, terms, coefficients: terms.map(angle), time: next() }
    return controlled(exponent, others.slice(targets.length - 1))
  }
  const spread = Array.from({ length: qubits }, (_, target): WireGate =>
    gateset === "native"
      ? { gate: "gpi2", target, phase: next() }
      : { gate: "ry", target, rotation: angle() },
  )
  const gates = Array.from({ length }, gateOf)
  return next() < 0.5 ? [...spread, ...gates] : gates
}
