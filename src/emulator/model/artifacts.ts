import { Result } from "effect"
import type { WireCircuit } from "../../schema/Circuit.ts"
import { formats, type Histogram, type Probabilities } from "../../schema/Result.ts"
import { isNative, nativeOf } from "./compiled.ts"
import { aggregate, aggregations, isDebiased, type Variant, variantsOf } from "./debiasing.ts"
import { type EmulatedJob, hasResults, type JobInput, shotsOf, statusAt } from "./EmulatedJob.ts"
import type { Measured } from "./Measured.ts"
import { type Compiled, compile, toQasm3 } from "./qasm.ts"
import { widthOf } from "../../simulator/Simulator.ts"
import { bitsIn, countShots, countStates, dealShots, fractions, stateOf } from "./sampling.ts"

/** The source of an artifact. */
export interface Materials {
  readonly measured: Measured
  readonly input: JobInput
  readonly children: ReadonlyArray<{ readonly job: EmulatedJob; readonly measured: Measured }>
}

/** An output of a completed job. */
export interface Artifact {
  readonly id: string
  readonly format: string
  readonly mediaType: "application/json" | "text/plain"
  /** The kind of result, as older servers name it. */
  readonly kind: "probabilities" | "histogram" | "shots" | "compiled" | "aggregation"
  /** The debiasing variant that it belongs to. */
  readonly variant: string | undefined
  /** Undefined if it cannot be created. */
  readonly body: (materials: Materials) => unknown
}

/** The artifacts of a job at a time. A dry run has only its compiled circuits. */
export const artifactsAt = (job: EmulatedJob, now: number): ReadonlyArray<Artifact> => {
  if (hasResults(job, now)) return artifactsOf(job)
  return statusAt(job, now) === "completed" ? artifactsOf(job).filter(({ kind }) => kind === "compiled") : []
}

/** All artifacts of a completed job. */
const artifactsOf = (job: EmulatedJob): ReadonlyArray<Artifact> => {
  switch (job.request.type) {
    case "ionq.multi-circuit.v1":
      return [json("aggregate", formats.probabilitiesByChild, "probabilities", byChild)]
    case "ionq.circuit.v1":
    case "ionq.qasm3.v1": {
      const variants = variantsOf(job)
      return [
        ...results(job, undefined),
        ...variants.flatMap((variant) => results(job, variant)),
        ...(isDebiased(job.request, job.workload) ? aggregated(job) : []),
        ...compiled(job),
      ]
    }
    default:
      return []
  }
}

const byChild = ({ children }: Materials) =>
  Object.fromEntries(children.map(({ job, measured }) => [job.id, distribution(job, measured)]))

/** The probabilities of each child, with plurality voting if they are debiased. */
export const votedByChild = ({ children }: Materials) =>
  Object.fromEntries(children.map(({ job, measured }) => [job.id, voted(job, measured)]))

/** A job's probabilities after plurality voting over its variants, if it has any. */
export const voted = (job: EmulatedJob, measured: Measured): Probabilities =>
  isDebiased(job.request, job.workload)
    ? fractions(aggregation(job, measured, "voting"))
    : distribution(job, measured)

/** A job's probabilities by decimal state, counted if there are shots. */
export const distribution = (job: EmulatedJob, measured: Measured): Probabilities => {
  if (measured.kind !== "circuit") return {}
  return shotsOf(job.request) === undefined ? measured.probabilities : fractions(countsOf(job, measured))
}

/** The counts of all shots, by decimal state. */
export const countsOf = (job: EmulatedJob, measured: Measured): Histogram =>
  countStates(countShots(shotsTaken(job, measured, undefined)))

/** The shots of one variant, or of all in turn. Their seed is that of the noise model, or the job's id. */
const shotsTaken = (
  job: EmulatedJob,
  measured: Measured,
  variant: Variant | undefined,
): ReadonlyArray<string> => {
  if (measured.kind !== "circuit") return []
  const shots = dealShots(measured.counts ?? {}, `${job.request.noise?.seed ?? job.id}`)
  if (variant === undefined) return shots
  let start = 0
  for (const { id, shots } of variantsOf(job)) {
    if (id === variant.id) break
    start += shots
  }
  return shots.slice(start, start + variant.shots)
}

const json = (
  id: string,
  format: string,
  kind: Artifact["kind"],
  body: Artifact["body"],
  variant?: string,
): Artifact => ({ id, format, mediaType: "application/json", kind, variant, body })

/** q[0] leftmost, as the second formats have it. */
const bitsOf = (state: string, qubits: number): string =>
  [...BigInt(state).toString(2).padStart(qubits, "0")].reverse().join("")

const inRegister = (
  kind: "probabilities" | "histogram",
  shots: Probabilities,
  measured: Measured,
  job: EmulatedJob,
) => {
  const registers: Record<string, Record<string, number>> = { output_all: {} }
  for (const [shot, value] of Object.entries(shots)) {
    for (const [name, bits] of Object.entries(readRegisters(shot, measured, job))) {
      const read = (registers[name] ??= {})
      const key = bits.join("")
      read[key] = (read[key] ?? 0) + value
    }
  }
  return { [kind]: { registers } }
}

/** What each register reads in a shot. The ideal simulator has only the register of all qubits, as at IonQ. */
const readRegisters = (
  shot: string,
  measured: Measured,
  { request }: EmulatedJob,
): Readonly<Record<string, ReadonlyArray<number>>> => {
  const all = [...bitsOf(stateOf(shot), measuredWidth(measured))].map(Number)
  if (measured.kind !== "circuit" || shotsOf(request) === undefined) return { output_all: all }
  const { bits: places, registers = {} } = measured
  const own =
    places === undefined
      ? // A bit that nothing was measured into is 0.
        Object.entries(registers).map(([name, map]) => [
          name,
          map.map((qubit) => (qubit === null ? 0 : (all[qubit] ?? 0))),
        ])
      : Object.entries(places).map(([name, map]) => [name, map.map((bit) => Number(bitsIn(shot)[bit] ?? 0))])
  return { ...Object.fromEntries(own), output_all: all }
}

const measuredWidth = (measured: Measured): number => (measured.kind === "circuit" ? measured.qubits : 0)

const results = (job: EmulatedJob, variant: Variant | undefined): ReadonlyArray<Artifact> => {
  const prefix = variant === undefined ? "" : `${variant.id}.`
  const shots = ({ measured }: Materials) => shotsTaken(job, measured, variant)
  /** By state and, if there are any, classical bits. */
  const counts = (materials: Materials) => countShots(shots(materials))
  const states = (materials: Materials) => countStates(counts(materials))
  const exact = shotsOf(job.request) === undefined
  const probabilities = (materials: Materials) =>
    exact ? distribution(job, materials.measured) : fractions(states(materials))
  const outcomes = (materials: Materials) =>
    exact ? distribution(job, materials.measured) : fractions(counts(materials))
  const add = (name: string, format: string, kind: Artifact["kind"], body: Artifact["body"]) =>
    json(`${prefix}${name}`, format, kind, body, variant?.id)
  const always = [
    add("probabilities.v1", formats.probabilitiesV1, "probabilities", probabilities),
    add("probabilities.v2", formats.probabilitiesV2, "probabilities", (materials) =>
      inRegister("probabilities", outcomes(materials), materials.measured, job),
    ),
  ]
  if (exact) return always
  return [
    ...always,
    add("histogram.v1", formats.histogramV1, "histogram", states),
    add("histogram.v2", formats.histogramV2, "histogram", (materials) =>
      inRegister("histogram", counts(materials), materials.measured, job),
    ),
    add("shots.v1", formats.shotsV1, "shots", (materials) => shots(materials).map(stateOf)),
    add("shots.v2", formats.shotsV2, "shots", (materials) => ({
      shots: shots(materials).map((shot) => ({ registers: readRegisters(shot, materials.measured, job) })),
    })),
  ]
}

const aggregated = (job: EmulatedJob): ReadonlyArray<Artifact> =>
  aggregations.map((method) =>
    json(`aggregation.${method}`, formats.histogramV2, "aggregation", ({ measured }) =>
      inRegister("histogram", aggregation(job, measured, method), measured, job),
    ),
  )

/** The counts of one way to aggregate the variants of a debiased job. */
export const aggregation = (
  job: EmulatedJob,
  measured: Measured,
  method: (typeof aggregations)[number],
): Probabilities =>
  aggregate(
    method,
    variantsOf(job).map((variant) => shotsTaken(job, measured, variant)),
  )

/** The circuit of a job, compiled if it is a program. */
export const circuitOf = (input: JobInput): WireCircuit | undefined => compiledOf(input)?.circuit

const compiledOf = (input: JobInput): (Pick<Compiled, "circuit"> & Partial<Compiled>) | undefined => {
  if ("circuit" in input) return { circuit: input }
  return "data" in input && typeof input.data === "string"
    ? Result.getOrUndefined(compile(input.data))
    : undefined
}

/** The compiled circuit. The emulator runs the original, which has the same outcome. */
const compiled = (job: EmulatedJob): ReadonlyArray<Artifact> => {
  if (job.request.type !== "ionq.circuit.v1" && job.request.type !== "ionq.qasm3.v1") return []
  const qasm3: Artifact = {
    ...json("qasm3", formats.qasm3, "compiled", ({ input }) => {
      const found = compiledOf(input)
      if (found === undefined) return undefined
      // A program that continues after measurements has no equivalent in gates. It is its own compiled form.
      if (found.dynamic !== undefined) return "data" in input ? input.data : undefined
      return toQasm3({ ...found.circuit, qubits: widthOf(found.circuit) }, found.registers)
    }),
    mediaType: "text/plain",
  }
  const native = json("native", formats.native, "compiled", ({ input }) => {
    const circuit = circuitOf(input)
    return circuit === undefined ? undefined : nativeOf(job, circuit, widthOf(circuit))
  })
  return isNative(job) && job.workload.dynamic !== true ? [native, qasm3] : [qasm3]
}
