import type { Backend } from "../schema/Backend.ts"

const lastUpdated = "2026-09-02T00:00:00.000Z"

const qpu = (backend: string, qubits: number, supportedNativeGates: ReadonlyArray<string>): Backend => ({
  backend,
  status: "available",
  qubits,
  average_queue_time: 1_181_215,
  last_updated: lastUpdated,
  degraded: false,
  kw: 4902.81,
  location: "College Park, MD, USA",
  supported_native_gates: supportedNativeGates,
})

/** The backends of the emulator. Widths are those that IonQ's documentation gives; all run on the simulator. */
export const backends: ReadonlyArray<Backend> = [
  { backend: "simulator", status: "available", qubits: 29, average_queue_time: 0, last_updated: lastUpdated },
  qpu("qpu.aria-1", 25, ["gpi", "gpi2", "ms"]),
  qpu("qpu.forte-1", 36, ["gpi", "gpi2", "zz"]),
  qpu("qpu.forte-enterprise-1", 36, ["gpi", "gpi2", "zz"]),
]
