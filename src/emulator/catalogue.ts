import { Struct } from "effect"
import type { Backend } from "../schema/Backend.ts"
import type { Characterization } from "../schema/Characterization.ts"
import type { Generation } from "./Options.ts"

const lastUpdated = "2026-09-02T00:00:00.000Z"

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

const characterizationId = (backend: string, index: number): string => `${backend}-characterization-${index}`

const all: ReadonlyArray<Backend> = [
  {
    backend: "simulator",
    status: "available",
    qubits: 29,
    average_queue_time: 0,
    last_updated: lastUpdated,
  },
  machine("qpu.aria-1", 25, ["gpi", "gpi2", "ms"]),
  machine("qpu.forte-1", 36, ["gpi", "gpi2", "zz"]),
  machine("qpu.forte-enterprise-1", 36, ["gpi", "gpi2", "zz"]),
]

const older = (backend: Backend): Backend =>
  Struct.omit(backend, ["supported_error_mitigations", "supported_native_gates"])

/** The backends of the emulator. Widths are those that IonQ's documentation gives; all run on the simulator. */
export const backendsOf = (generation: Generation): ReadonlyArray<Backend> =>
  generation === "2026-09" ? all : all.map(older)

const pairsOf = (qubits: number): ReadonlyArray<readonly [number, number]> => {
  const indices = Array.from({ length: qubits }, (_, qubit) => qubit)
  return indices.flatMap((a) => indices.slice(a + 1).map((b): readonly [number, number] => [a, b]))
}

/** A machine's characterizations, one a week, newest first. The numbers are of the size that IonQ publishes. */
export const characterizationsOf = ({ backend, qubits }: Backend): ReadonlyArray<Characterization> =>
  backend === "simulator"
    ? []
    : Array.from({ length: 23 }, (_, week) => ({
        id: characterizationId(backend, week),
        backend,
        date: new Date(Date.parse(lastUpdated) - week * 7 * 86_400_000).toISOString(),
        qubits,
        connectivity: pairsOf(qubits),
        fidelity: {
          spam: { median: 0.9962, stderr: null },
          "1q": { median: 0.9998 },
          "2q": { median: 0.993 },
        },
        timing: { t1: 100, t2: 1, "1q": 0.00011, "2q": 0.0009, readout: 0.00025, reset: 0.00002 },
      }))
