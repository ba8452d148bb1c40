/** All amplitudes beside `qulacs` and `qsim` of PyPI, in one run and on the same circuits, on one thread and on two. */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { preparePython } from "../../scripts/python.ts"
import * as Simulator from "../../src/simulator/Simulator.ts"
import { qft, rand } from "./circuits.ts"
import { median, report } from "./report.ts"

const rounds = 7
/** qsim has single precision; ours and qulacs have doubles. */
const most = { RAND: { qulacs: 1, qsim: 2 }, QFT: { qulacs: 1, qsim: 1 } } as const

const folder = fileURLToPath(new URL("python", import.meta.url))
const found = preparePython(folder)
if ("missing" in found) {
  console.error(`No Python: ${found.missing}`)
  process.exit(1)
}
const scratch = mkdtempSync(join(tmpdir(), "dense-"))

for (const threads of [1, 2]) {
  const child = spawn(found.python, [join(folder, "dense.py"), String(threads)], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  /** The seconds that an engine takes for the circuit of a file. */
  const ask = async (engine: string, file: string): Promise<number> => {
    child.stdin.write(`${engine} ${file}\n`)
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`${engine} ended`)
    return Number(value)
  }
  for (const [family, circuit] of [
    ["RAND", rand(20)],
    ["RAND", rand(22)],
    ["QFT", qft(20)],
    ["QFT", qft(22)],
  ] as const) {
    const name = `${family}-${circuit.qubits}`
    const file = join(scratch, `${name}.json`)
    writeFileSync(file, JSON.stringify(circuit))
    const ours: Array<number> = []
    const theirs = { qulacs: [] as Array<number>, qsim: [] as Array<number> }
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now()
      await Effect.runPromise(Simulator.simulate(circuit, { maxQubits: 24, threads }))
      const seconds = (performance.now() - start) / 1000
      const [qulacs, qsim] = [await ask("qulacs", file), await ask("qsim", file)]
      // The first round warms up.
      if (round === 0) continue
      ours.push(seconds)
      theirs.qulacs.push(qulacs)
      theirs.qsim.push(qsim)
    }
    for (const peer of ["qulacs", "qsim"] as const) {
      const ratio = median(ours) / median(theirs[peer])
      report(`${name}, ${threads === 1 ? "one thread" : "two threads"}, beside ${peer}`, ratio, {
        most: most[family][peer],
      })
    }
  }
  child.stdin.end()
}
rmSync(scratch, { recursive: true })
