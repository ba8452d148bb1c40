import { formats, type Probabilities } from "../schema/Result.ts"
import { type EmulatedJob, measuredAt, shotsOf } from "./EmulatedJob.ts"
import { toQasm3 } from "./qasm.ts"
import { countShots, drawShots, fractions } from "./sampling.ts"

/** Something that a completed job left behind. */
export interface Artifact {
  readonly id: string
  readonly format: string
  readonly mediaType: "application/json" | "text/plain"
  /** The kind of result that it is, as older servers name it. */
  readonly kind: "probabilities" | "histogram" | "shots" | "compiled" | "aggregation"
  /** The debiasing variant that it belongs to. */
  readonly variant: string | undefined
  readonly body: () => unknown
}

/** A debiasing variant: the same circuit on other qubits, with its share of the shots. */
export interface Variant {
  readonly id: string
  readonly qubitMap: ReadonlyArray<number>
  readonly shots: number
}

const variantCount = 4

/** The ways to aggregate variants. The emulator's variants are alike, so all of them give the average. */
const aggregations = ["average", "voting", "dnl", "majority"] as const

/** The variants of a job: those of a debiased one on a QPU, from 500 shots on. */
export const variantsOf = (job: EmulatedJob, qubits: number): ReadonlyArray<Variant> => {
  const shots = shotsOf(job) ?? 0
  const debiased = job.request.settings?.error_mitigation?.debiasing === true
  if (!debiased || shots < 500 || job.request.backend === "simulator") return []
  return Array.from({ length: variantCount }, (_, i) => ({
    id: `${job.id.slice(0, -1)}${i}`,
    qubitMap: Array.from({ length: qubits }, (__, qubit) => (qubit + i) % qubits),
    shots: Math.floor((shots * (i + 1)) / variantCount) - Math.floor((shots * i) / variantCount),
  }))
}

/** All that a job left behind at a time. */
export const artifactsAt = (job: EmulatedJob, now: number): ReadonlyArray<Artifact> => {
  const measured = measuredAt(job, now)
  if (measured === undefined) return []
  if (measured.kind === "parent") {
    const body = () =>
      Object.fromEntries(job.children.map((child) => [child.id, distribution(child, now) ?? {}]))
    return [json("aggregate", formats.probabilitiesByChild, "probabilities", body)]
  }
  if (measured.kind !== "circuit") return []
  const { qubits, probabilities } = measured
  const variants = variantsOf(job, qubits)
  return [
    ...results(probabilities, qubits, shotsOf(job), job, undefined),
    ...variants.flatMap((variant) => results(probabilities, qubits, variant.shots, job, variant)),
    ...(variants.length === 0 ? [] : aggregated(job, probabilities, qubits)),
    ...compiled(job, qubits),
  ]
}

/** A child's probabilities by decimal state: counted where there are shots. */
export const distribution = (job: EmulatedJob, now: number): Probabilities | undefined => {
  const measured = measuredAt(job, now)
  if (measured?.kind !== "circuit") return undefined
  const shots = shotsOf(job)
  return shots === undefined
    ? measured.probabilities
    : fractions(countShots(drawShots(measured.probabilities, shots, seedOf(job))))
}

const seedOf = ({ id, request }: EmulatedJob, variant = ""): string =>
  `${request.noise?.seed ?? id}${variant}`

const json = (
  id: string,
  format: string,
  kind: Artifact["kind"],
  body: () => unknown,
  variant?: string,
): Artifact => ({ id, format, mediaType: "application/json", kind, variant, body })

/** q[0] leftmost, as the second formats have it. */
const bitsOf = (state: string, qubits: number): string =>
  [...BigInt(state).toString(2).padStart(qubits, "0")].reverse().join("")

const inRegister = (kind: "probabilities" | "histogram", states: Probabilities, qubits: number) => ({
  [kind]: {
    registers: {
      output_all: Object.fromEntries(
        Object.entries(states).map(([state, value]) => [bitsOf(state, qubits), value]),
      ),
    },
  },
})

const results = (
  exact: Probabilities,
  qubits: number,
  count: number | undefined,
  job: EmulatedJob,
  variant: Variant | undefined,
): ReadonlyArray<Artifact> => {
  const prefix = variant === undefined ? "" : `${variant.id}.`
  let drawn: ReadonlyArray<string> | undefined
  const shots = () => (drawn ??= drawShots(exact, count ?? 0, seedOf(job, variant?.id)))
  const probabilities = () => (count === undefined ? exact : fractions(countShots(shots())))
  const add = (name: string, format: string, kind: Artifact["kind"], body: () => unknown) =>
    json(`${prefix}${name}`, format, kind, body, variant?.id)
  const always = [
    add("probabilities.v1", formats.probabilitiesV1, "probabilities", probabilities),
    add("probabilities.v2", formats.probabilitiesV2, "probabilities", () =>
      inRegister("probabilities", probabilities(), qubits),
    ),
  ]
  if (count === undefined) return always
  const bits = (state: string) => ({ registers: { output_all: [...bitsOf(state, qubits)].map(Number) } })
  return [
    ...always,
    add("histogram.v1", formats.histogramV1, "histogram", () => countShots(shots())),
    add("histogram.v2", formats.histogramV2, "histogram", () =>
      inRegister("histogram", countShots(shots()), qubits),
    ),
    add("shots.v1", formats.shotsV1, "shots", shots),
    add("shots.v2", formats.shotsV2, "shots", () => ({ shots: shots().map(bits) })),
  ]
}

const aggregated = (job: EmulatedJob, exact: Probabilities, qubits: number): ReadonlyArray<Artifact> =>
  aggregations.map((method) =>
    json(`aggregation.${method}`, formats.histogramV2, "aggregation", () =>
      inRegister("histogram", countShots(drawShots(exact, shotsOf(job) ?? 0, seedOf(job))), qubits),
    ),
  )

/** The circuit as compiled. The emulator runs circuits as they are written: only a native one has a native file. */
const compiled = ({ request }: EmulatedJob, qubits: number): ReadonlyArray<Artifact> => {
  if (request.type !== "ionq.circuit.v1") return []
  const { input } = request
  const qasm3: Artifact = {
    ...json("qasm3", formats.qasm3, "compiled", () => toQasm3(input, qubits)),
    mediaType: "text/plain",
  }
  const native = json("native", formats.native, "compiled", () => ({ qubits, circuit: input.circuit }))
  return input.gateset === "native" ? [native, qasm3] : [qasm3]
}
