/**
 * How many two-qubit gates, and how many steps, is a circuit compiled to? Does the time to build and to compile grow with
 * the number of gates and no faster?
 */
import { Result } from "effect"
import { Circuit, Compiler, Gates } from "effect-ionq"
import { compare } from "./compiler/peers.ts"
import { medians } from "./measure.ts"

const ok = (holds: boolean) => {
  if (!holds) process.exitCode = 1
}

const pair = Circuit.qis(2)
const toffoli = Gates.controlled(Gates.x(0), 1, 2)
const controls = Array.from({ length: 8 }, (_, i) => i + 1)

/** With the number of CNOTs that textbooks have; for many controls 40 Toffoli gates (Barenco et al. 1995, 7.4). */
const circuits: ReadonlyArray<readonly [string, Circuit.Circuit, number]> = [
  ["CNOT", Circuit.append(pair, Gates.cnot(0, 1)), 1],
  ["SWAP", Circuit.append(pair, Gates.swap(0, 1)), 3],
  ["xx(0.3)", Circuit.append(pair, Gates.xx(0, 1, 0.3)), 1],
  ["Toffoli", Circuit.qis(3, [toffoli]), 6],
  ["QFT of 5", Circuit.qft(5), 16],
  ["QFT of 5 without swaps", Circuit.qft(5, { swaps: false }), 20],
  ["GHZ of 10", Circuit.ghz(10), 9],
  ["X under 8 of 10 qubits", Circuit.qis(10, [Gates.controlled(Gates.x(0), ...controls)]), 40 * 6],
]

for (const [name, circuit, most] of circuits) {
  for (const target of ["ms", "zz"] as const) {
    const compiled = Result.getOrThrow(Compiler.compile(circuit, { target }))
    const { byArity } = Circuit.counts(compiled)
    const two = byArity[2] ?? 0
    console.log(
      `${name}, ${target}: ${two} two-qubit gates (at most ${most}), ${byArity[1] ?? 0} pulses, depth ${Circuit.depth(compiled)}`,
    )
    ok(two <= most)
  }
}

/** Rows of rotations and CNOTs between changing neighbours, which leave nothing to be cancelled. */
const layered = (size: number): Circuit.Circuit<"qis"> => {
  const qubits = 12
  return Circuit.qis(
    qubits,
    Array.from({ length: size }, (_, k) => {
      const qubit = (k * 5 + Math.floor(k / qubits)) % qubits
      return k % 2 === 0
        ? Gates.ry(qubit, 0.1 + (k % 17) / 10)
        : Gates.cnot(qubit, (qubit + 1 + (k % 3)) % qubits)
    }),
  )
}

const compile = (circuit: Circuit.Circuit, effort: Compiler.Effort) =>
  Compiler.compile(circuit, { target: "zz", effort })
const [small, large] = [layered(1_000), layered(10_000)]
const times = medians(
  {
    small: () => compile(small, "fast"),
    large: () => compile(large, "fast"),
    usual: () => compile(large, "default"),
  },
  { rounds: 7, runs: 1 },
)
const growth = (times["large"] ?? NaN) / (times["small"] ?? NaN) / 10
const seconds = (times["large"] ?? NaN) / 1000
const search = (times["usual"] ?? NaN) / (times["large"] ?? NaN)
console.log(`compiling 10 times the gates: ${growth.toFixed(2)} x the time for each (at most 2.0)`)
console.log(`compiling 10,000 gates: ${seconds.toFixed(2)} s (less than 1 s)`)
console.log(`compiling them at the default effort: ${search.toFixed(2)} x that time (at most 4.0)`)
ok(growth <= 2 && seconds < 1 && search <= 4)

const build = (size: number) => {
  let circuit = Circuit.qis(2)
  for (let k = 0; k < size; k++) circuit = Circuit.append(circuit, Gates.cnot(k % 2, 1 - (k % 2)))
  return circuit.gates.length
}
const built = medians({ small: () => build(10_000), large: () => build(100_000) }, { rounds: 7, runs: 1 })
const building = (built["large"] ?? NaN) / (built["small"] ?? NaN) / 10
console.log(
  `building 100,000 gates one by one: ${building.toFixed(2)} x the time for each of 10,000 (at most 3.0)`,
)
ok(building <= 3)

for (const effort of ["fast", "default", "most"] as const) {
  const { circuits: compared, mean, worst, peers } = compare(effort)
  console.log(`two-qubit gates over the best peer's at effort ${effort}, ms, measured:`)
  for (const { name, ours, best, ratio, milliseconds } of compared) {
    console.log(`  ${name}: ${ours} (best ${best}), ${ratio.toFixed(3)} x, ${milliseconds.toFixed(1)} ms`)
  }
  for (const [peer, ratio] of peers) console.log(`  over ${peer}: ${ratio.toFixed(3)} x`)
  const limits = effort === "fast" ? "" : " (at most 1.00 and 1.2, over each peer 0.97)"
  console.log(`  geometric mean ${mean.toFixed(3)} x, worst ${worst.toFixed(3)} x${limits}`)
  if (effort !== "fast") ok(mean <= 1 && worst <= 1.2 && peers.every(([, ratio]) => ratio <= 0.97))
}
