/** Clifford circuits with noise beside `stim` of PyPI, in one run: the same gates, errors and shots. */
import { Result } from "effect"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { WireGate } from "../../src/schema/Gate.ts"
import * as Simulator from "../../src/simulator/Simulator.ts"
import { preparePython } from "../../scripts/python.ts"
import { cycle, ghz } from "./circuits.ts"
import { median, report } from "./report.ts"

const folder = fileURLToPath(new URL("python", import.meta.url))
const rates = { oneQubit: 0.0005, twoQubit: 0.0133 }
const shots = 1_000_000
const rounds = 3

/** A circuit of H and CNOT as Stim reads it. Its rates are those of an error, ours leave a qubit at random. */
const program = (qubits: number, gates: ReadonlyArray<WireGate>): string =>
  [
    ...gates.map(({ control, target = 0 }) =>
      control === undefined
        ? `H ${target}\nDEPOLARIZE1(${(rates.oneQubit * 3) / 4}) ${target}`
        : `CX ${control} ${target}\nDEPOLARIZE2(${(rates.twoQubit * 15) / 16}) ${control} ${target}`,
    ),
    `M ${Array.from({ length: qubits }, (_, qubit) => qubit).join(" ")}`,
  ].join("\n")

const found = preparePython(folder)
if ("missing" in found) {
  console.error(`No Python: ${found.missing}`)
  process.exit(1)
}
const scratch = mkdtempSync(join(tmpdir(), "stim-"))
for (const [name, circuit] of [
  ["GHZ-64", ghz(64)],
  ["Surface code of distance 3, one cycle", cycle],
] as const) {
  const { qubits = 0, circuit: gates } = circuit
  const file = join(scratch, "circuit.stim")
  writeFileSync(file, program(qubits, gates))
  const ours: Array<number> = []
  for (let seed = 0; seed <= rounds; seed++) {
    const start = performance.now()
    const options = { shots, seed, model: { ...rates, qubits }, method: "stabilizer" as const }
    Result.getOrThrow(Simulator.sampleNow(circuit, options))
    // The first round warms up.
    if (seed > 0) ours.push((performance.now() - start) / 1000)
  }
  const args = [join(folder, "sample.py"), file, String(shots), String(rounds)]
  const { stdout, stderr, status } = spawnSync(found.python, args, { encoding: "utf8" })
  if (status !== 0) throw new Error(stderr)
  const theirs = stdout.trim().split("\n").map(Number)
  console.log(
    `${name}, a million shots, seconds of this machine: ours ${median(ours)}, stim ${median(theirs)}`,
  )
  report(`${name}, a million noisy shots beside stim`, median(ours) / median(theirs), { most: 5 })
}
rmSync(scratch, { recursive: true })
