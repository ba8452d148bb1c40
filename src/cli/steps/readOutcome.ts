import { Effect, Record } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Distribution from "../../Distribution.ts"
import type { MeasurementMap } from "../../Qasm.ts"
import { Results } from "../../Results.ts"
import { isCircuitJob, type Job } from "../../schema/Job.ts"
import type { Outcome } from "../render/outcome.ts"

/** Whether the registers of a program simply have all of its qubits in order. */
const isWhole = (registers: MeasurementMap, width: number): boolean => {
  const maps = Object.values(registers)
  return (
    maps.length === 0 ||
    (maps.length === 1 && maps[0]?.length === width && maps[0].every((qubit, i) => qubit === i))
  )
}

/** The outcome of each classical register of a program. */
const read = (registers: MeasurementMap, distribution: Distribution.Distribution) =>
  isWhole(registers, distribution.width)
    ? Effect.succeed({})
    : Effect.all(Record.map(registers, (map) => Effect.fromResult(Distribution.remap(distribution, map))))

/** The measurement maps in a job's metadata, one for each circuit. */
const mapsOf = (job: Job) => Circuit.measurementMaps(isCircuitJob(job) ? job.metadata : undefined)

/**
 * The measurement map of a job with one circuit. If there are several maps, it is unknown which one belongs to a
 * child.
 */
export const mapOf = (job: Job) => {
  const [map, ...others] = mapsOf(job)
  return others.length === 0 ? map : undefined
}

/** Maps an outcome back to the qubits of the original circuit, if a compilation moved them. */
export const inPlace = (distribution: Distribution.Distribution, map: ReadonlyArray<number> | undefined) =>
  map === undefined ? Effect.succeed(distribution) : Effect.fromResult(Distribution.remap(distribution, map))

/** Reads the outcome of a completed job of any kind. */
export const readOutcome = Effect.fnUntraced(function* (job: Job, registers: MeasurementMap = {}) {
  const results = yield* Results
  const maps = mapsOf(job)
  if (job.type === "quantum-function") {
    return { kind: "value", value: yield* results.value(job) } satisfies Outcome
  }
  if (job.type === "qctrl.qaoa.v1") return { kind: "qaoa", qaoa: yield* results.qaoa(job) } satisfies Outcome
  if (job.type === "ionq.multi-circuit.v1" || (job.child_job_ids?.length ?? 0) > 0) {
    const circuits = yield* Effect.forEach(yield* results.circuits(job), (circuit, i) =>
      Effect.map(inPlace(circuit.probabilities, maps[i]), (probabilities) => ({ ...circuit, probabilities })),
    )
    return { kind: "circuits", circuits } satisfies Outcome
  }
  const distribution = yield* inPlace(yield* results.probabilities(job), mapOf(job))
  return {
    kind: "distribution",
    distribution,
    registers: yield* read(registers, distribution),
  } satisfies Outcome
})
