import { Struct } from "effect"
import type { Backend } from "../../schema/Backend.ts"
import type { Characterization } from "../../schema/Characterization.ts"
import { type Generation, isFrom } from "./Generation.ts"
import { uuidOf } from "./ids.ts"

const lastUpdated = "2026-09-02T00:00:00.000Z"

const characterizationId = (backend: string, week: number): string => uuidOf(`${backend} ${week}`)

const machine = (backend: string, qubits: number, gates: ReadonlyArray<string>): Backend => ({
  backend,
  status: "available",
  qubits,
  average_queue_time: 1_181_215,
  last_updated: lastUpdated,
  characterization_id: characterizationId(backend, 0),
  degraded: false,
  kw: 4902.81,
  location: "College Park, MD, USA",
  supported_error_mitigations: ["debiasing"],
  supported_native_gates: gates,
})

const all: ReadonlyArray<Backend> = [
  {
    backend: "simulator",
    status: "available",
    qubits: 29,
    average_queue_time: 0,
    last_updated: lastUpdated,
  },
  { ...machine("qpu.harmony", 11, ["gpi", "gpi2", "ms"]), status: "retired" },
  machine("qpu.aria-1", 25, ["gpi", "gpi2", "ms"]),
  machine("qpu.forte-1", 36, ["gpi", "gpi2", "zz"]),
  machine("qpu.forte-enterprise-1", 36, ["gpi", "gpi2", "zz"]),
]

const byName = new Map(all.map((backend) => [backend.backend, backend]))

const older = all.map((backend) =>
  Struct.omit(backend, ["supported_error_mitigations", "supported_native_gates"]),
)

/** The backends of the emulator. Their widths are from IonQ's documentation, and all run on the simulator. */
export const backendsOf = (generation: Generation): ReadonlyArray<Backend> =>
  isFrom("2026-09", generation) ? all : older

/** Everything that is known about a backend, including fields that a generation does not show. */
export const backendNamed = (name: string): Backend | undefined => byName.get(name)

const pairsOf = (qubits: number): ReadonlyArray<readonly [number, number]> => {
  const indices = Array.from({ length: qubits }, (_, qubit) => qubit)
  return indices.flatMap((a) => indices.slice(a + 1).map((b): readonly [number, number] => [a, b]))
}

/** The durations of gates, readout and reset in seconds, of the same order of magnitude as IonQ's. */
export const gateTimes = { "1q": 0.00011, "2q": 0.0009, readout: 0.00025, reset: 0.00002 } as const

const week = 7 * 86_400_000

const measure = ({ backend, qubits }: Backend): ReadonlyArray<Characterization> => {
  const connectivity = pairsOf(qubits)
  return Array.from({ length: 23 }, (_, weeks) => ({
    id: characterizationId(backend, weeks),
    backend,
    date: new Date(Date.parse(lastUpdated) - weeks * week).toISOString(),
    qubits,
    connectivity,
    fidelity: { spam: { median: 0.9962, stderr: null }, "1q": { median: 0.9998 }, "2q": { median: 0.993 } },
    timing: { t1: 100, t2: 1, ...gateTimes },
  }))
}

const measured = new Map<string, ReadonlyArray<Characterization>>()

/**
 * A machine's characterizations, one per week, newest first. The numbers are of the same order of magnitude as
 * IonQ's.
 */
export const characterizationsOf = (backend: Backend): ReadonlyArray<Characterization> => {
  if (backend.backend === "simulator") return []
  const known = measured.get(backend.backend) ?? measure(backend)
  measured.set(backend.backend, known)
  return known
}
