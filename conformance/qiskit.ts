/** Our programs in Qiskit's readers, and Qiskit's in ours. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Result } from "effect"
import { Circuit, Gates, Qasm } from "effect-ionq"
import { applyAll, randomCircuit, randomNativeCircuit, seeded } from "../test/utils/circuits.ts"

/** A unitary row by row, real and imaginary parts, with qubit 0 least significant; and the bits of each register. */
interface Described {
  readonly re: ReadonlyArray<number>
  readonly im: ReadonlyArray<number>
  readonly measured: Readonly<Record<string, Readonly<Record<string, number>>>>
}
type Answer =
  | (Described & { readonly programs?: Readonly<Record<2 | 3, string>> })
  | { readonly error: string }

/** All requests in one run of Python. */
const ask = (python: string, requests: ReadonlyArray<object>): ReadonlyArray<Answer> => {
  const script = fileURLToPath(new URL("../python/openqasm.py", import.meta.url))
  const { stdout, stderr, status } = spawnSync(python, [script], {
    input: requests.map((request) => JSON.stringify(request)).join("\n"),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`Python ended with ${status}: ${stderr}`)
  // The script answers each request with one of these.
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Answer)
}

type Columns = ReadonlyArray<{ readonly re: ArrayLike<number>; readonly im: ArrayLike<number> }>

/** The columns of a circuit's unitary: what it makes of each state of its qubits. */
const columnsOf = ({ qubits, gates }: Circuit.Circuit): Columns =>
  Array.from({ length: 2 ** qubits }, (_, state) => {
    const [re, im] = [new Float64Array(2 ** qubits), new Float64Array(2 ** qubits)]
    re[state] = 1
    return applyAll({ re, im }, gates)
  })

const { getOrThrow } = Result

/** How far two unitaries are apart, up to a phase of the whole: the largest difference of two entries. */
const distance = (columns: Columns, { re, im }: Described): number => {
  const size = columns.length
  if (re.length !== size * size) return Infinity
  let [overlapRe, overlapIm] = [0, 0]
  columns.forEach((column, c) => {
    for (let r = 0; r < size; r++) {
      const [a, b, x, y] = [column.re[r]!, column.im[r]!, re[r * size + c]!, im[r * size + c]!]
      overlapRe += a * x + b * y
      overlapIm += a * y - b * x
    }
  })
  const length = Math.hypot(overlapRe, overlapIm)
  const [cos, sin] = [overlapRe / length, overlapIm / length]
  let most = Number.isFinite(cos) ? 0 : Infinity
  columns.forEach((column, c) => {
    for (let r = 0; r < size; r++) {
      const [a, b, x, y] = [column.re[r]!, column.im[r]!, re[r * size + c]!, im[r * size + c]!]
      most = Math.max(most, Math.hypot(a * cos - b * sin - x, a * sin + b * cos - y))
    }
  })
  return most
}

/** IonQ's gates in those of OpenQASM, which Qiskit has no words for. */
const nativeGates = `include "stdgates.inc";
gate gpi(t) a { U(pi, 2*pi*t, pi - 2*pi*t) a; }
gate gpi2(t) a { U(pi/2, 2*pi*t - pi/2, pi/2 - 2*pi*t) a; }
gate zz(t) a, b { cx a, b; rz(2*pi*t) b; cx a, b; }
gate ms(p, r, t) a, b {
  rz(-2*pi*p) a; rz(-2*pi*r) b; h a; h b; cx a, b; rz(2*pi*t) b; cx a, b; h a; h b; rz(2*pi*p) a; rz(2*pi*r) b;
}
`

const readable = (program: string): string =>
  program
    .replace("OPENQASM 3.0;\n", `OPENQASM 3.0;\n${nativeGates}`)
    // An angle of a quarter of a turn is left out of the text.
    .replaceAll(/^ms\(([^,)]*), ([^,)]*)\)/gm, "ms($1, $2, 0.25)")

export interface Comparison {
  readonly compared: number
  /** The largest difference of two entries. */
  readonly farthest: number
  readonly problems: ReadonlyArray<string>
}

interface Export {
  readonly circuit: Circuit.Circuit
  readonly version: 2 | 3
  readonly program: string
  readonly values: Readonly<Record<string, number>>
}

const exported = (circuit: Circuit.Circuit, version: 2 | 3, values: Export["values"] = {}): Export => {
  const text = getOrThrow(Qasm.print(circuit, { version }))
  return { circuit, version, values, program: circuit.gateset === "native" ? readable(text) : text }
}

/** Circuits of each kind of gate, with registers that read crosswise, and parameters of names that a stranger may choose. */
const exports = (count: number): ReadonlyArray<Export> => {
  const parameters = ["θ", "_θ_0_", "Größe", "alpha"]
  return Array.from({ length: count }, (_, seed): ReadonlyArray<Export> => {
    const random = seeded(seed)
    const qubits = 1 + random.int(5)
    const circuit = randomCircuit(random, qubits, 1 + random.int(12))
    const crosswise = Circuit.register(circuit, "mine", [qubits - 1, 0].slice(0, qubits))
    const name = parameters[seed % parameters.length]!
    const rotations = Array.from({ length: qubits }, (__, qubit) => Gates.ry(qubit, Circuit.param(name)))
    return [
      exported(crosswise, 2),
      exported(crosswise, 3),
      exported(
        rotations.reduce((whole, gate) => Circuit.append(whole, gate), circuit),
        3,
        { [name]: 0.3 + seed / 100 },
      ),
      ...(qubits < 2 ? [] : [exported(randomNativeCircuit(random, qubits, 1 + random.int(12)), 3)]),
    ]
  }).flat()
}

/** That the registers read the same qubits. */
const measuresAlike = (wanted: Qasm.MeasurementMap, { measured }: Described): boolean =>
  Object.entries(wanted).every(([name, read]) =>
    read.every((qubit, bit) => (measured[name]?.[bit] ?? null) === qubit),
  )

/** The same unitary within this. */
const tolerance = 1e-9

/** What we print, as Qiskit reads it. */
export const compareExports = (python: string, count: number): Comparison => {
  const all = exports(count)
  const answers = ask(
    python,
    all.map(({ version, program, values }) => ({ version, program, values })),
  )
  const problems: Array<string> = []
  let farthest = 0
  all.forEach(({ circuit, program, values }, i) => {
    const answer = answers[i]!
    if ("error" in answer) return problems.push(`Qiskit refuses it: ${answer.error}\n${program}`)
    const found = distance(columnsOf(Circuit.bind(circuit, values)), answer)
    farthest = Math.max(farthest, found)
    if (!(found < tolerance)) problems.push(`is off by ${found} in Qiskit:\n${program}`)
    const { registers } = getOrThrow(Qasm.parse(getOrThrow(Qasm.print(circuit))))
    if (!measuresAlike(registers, answer))
      problems.push(`measures ${JSON.stringify(answer.measured)}:\n${program}`)
    return undefined
  })
  return { compared: all.length, farthest, problems }
}

/** What Qiskit writes of random circuits of its own, as we read it, in both versions. */
export const compareImports = (python: string, count: number): Comparison => {
  const requests = Array.from({ length: count }, (_, seed) => ({
    qubits: 2 + (seed % 4),
    depth: 2 + (seed % 5),
    seed,
  }))
  const answers = ask(python, requests)
  const problems: Array<string> = []
  let [compared, farthest] = [0, 0]
  for (const answer of answers) {
    if ("error" in answer) {
      problems.push(`Qiskit fails: ${answer.error}`)
      continue
    }
    for (const program of Object.values(answer.programs ?? {})) {
      compared++
      const parsed = Qasm.parse(program)
      if (Result.isFailure(parsed)) {
        problems.push(`we refuse it: ${parsed.failure.message}\n${program}`)
        continue
      }
      const found = distance(columnsOf(parsed.success.circuit), answer)
      farthest = Math.max(farthest, found)
      if (!(found < tolerance)) problems.push(`is off by ${found} here:\n${program}`)
    }
  }
  return { compared, farthest, problems }
}
