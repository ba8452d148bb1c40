import { Option, Result, Schema } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Distribution from "../../Distribution.ts"
import { Circuit as CircuitInput } from "../../schema/Circuit.ts"
import { circuitOf, countsOf, type Materials } from "../model/artifacts.ts"
import { type EmulatedJob, type JobInput, shotsOf } from "../model/EmulatedJob.ts"

/** The largest circuit that is drawn. */
const most = { qubits: 64, gates: 400 }

/** Whether a job's circuit is drawn: if it could run and has a reasonable size. */
export const pictureOf = ({ request, workload, failure }: EmulatedJob): "drawn" | "too-large" | "none" => {
  const { qubits, oneQubit, twoQubit } = workload
  const single = request.type === "ionq.circuit.v1" || request.type === "ionq.qasm3.v1"
  if (qubits === undefined || !single || failure?.ran === false) return "none"
  return qubits > most.qubits || oneQubit + twoQubit > most.gates ? "too-large" : "drawn"
}

const decode = Schema.decodeUnknownOption(CircuitInput)

/** The widths of pictures in pixels, for a card and for a card on a phone. Letters keep their size. */
export const widths = { wide: 480, narrow: 340 } as const

export const circuitSvg = (input: JobInput, width: number): string | undefined =>
  Option.getOrUndefined(
    Option.map(decode(circuitOf(input)), (circuit) => Circuit.toSvg(Circuit.fromInput(circuit), { width })),
  )

/** The most bars; the other outcomes share a line. */
const bars = 24

/** Counts if there were shots, otherwise probabilities. */
export const histogramSvg = (job: EmulatedJob, materials: Materials, width: number): string | undefined => {
  const { measured } = materials
  if (measured.kind !== "circuit") return undefined
  const exact = shotsOf(job.request) === undefined
  const values = exact ? measured.probabilities : countsOf(job, measured)
  const options = { width: measured.qubits, kind: exact ? "probabilities" : "counts" } as const
  const made = Distribution.fromDecimals(values, options)
  return Result.getOrUndefined(Result.map(made, Distribution.toSvg({ qubit0: "right", top: bars, width })))
}
