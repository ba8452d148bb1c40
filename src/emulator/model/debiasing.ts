import { limits } from "../../schema/JobRequest.ts"
import type { Histogram } from "../../schema/Result.ts"
import { type EmulatedJob, type JobHead, shotsOf, type Workload } from "./EmulatedJob.ts"
import { uuidOf } from "./ids.ts"
import { countShots } from "./sampling.ts"

/** A debiasing variant: the same circuit on other qubits, with its share of the shots. */
export interface Variant {
  readonly id: string
  readonly qubitMap: ReadonlyArray<number>
  readonly shots: number
}

const variantCount = 4

/**
 * Whether a job is debiased: only on QPUs and from 500 shots on. It is the default for QIS circuits there, and has to
 * be requested for native ones.
 */
export const isDebiased = (
  request: JobHead,
  { gateset, dynamic }: Pick<Workload, "gateset" | "dynamic">,
): boolean =>
  dynamic !== true &&
  request.backend !== "simulator" &&
  request.type !== "quantum-function" &&
  request.type !== "qctrl.qaoa.v1" &&
  (shotsOf(request) ?? 0) >= limits.debiasingShots &&
  (request.settings?.error_mitigation?.debiasing ?? gateset !== "native")

/** The variants of a single-circuit job, which share its shots. */
export const variantsOf = ({ id, request, workload }: EmulatedJob): ReadonlyArray<Variant> => {
  const { qubits } = workload
  if (qubits === undefined || !isDebiased(request, workload)) return []
  const shots = shotsOf(request) ?? 0
  return Array.from({ length: variantCount }, (_, i) => ({
    id: uuidOf(`${id} ${i}`),
    qubitMap: Array.from({ length: qubits }, (__, qubit) => (qubit + i) % qubits),
    shots: Math.floor((shots * (i + 1)) / variantCount) - Math.floor((shots * i) / variantCount),
  }))
}

/** The ways to aggregate variants. */
export const aggregations = ["average", "voting", "dnl", "majority"] as const

type Aggregation = (typeof aggregations)[number]

/**
 * The aggregated counts of all variants. `average` pools their shots. `voting` lets the variants vote on each shot
 * and takes the state with the most votes, `majority` only a state with more than half of them. `dnl` stands for
 * IonQ's non-linear filter, whose code is not published: here it is the geometric mean of a state's frequencies, so
 * that a state that is missing in one variant is dropped.
 */
export const aggregate = (method: Aggregation, variants: ReadonlyArray<ReadonlyArray<string>>): Histogram => {
  switch (method) {
    case "average":
      return countShots(variants.flat())
    case "voting":
      return vote(variants, 0)
    case "majority":
      return vote(variants, variants.length / 2)
    case "dnl":
      return geometricMean(variants.map(countShots), variants.flat().length)
  }
}

/** Ties go to the state that comes first among the variants, which is random. */
const vote = (variants: ReadonlyArray<ReadonlyArray<string>>, above: number): Histogram => {
  const rounds = Math.min(...variants.map(({ length }) => length))
  const winners: Array<string> = []
  for (let round = 0; round < rounds; round++) {
    const votes = countShots(variants.map((shots) => shots[round] ?? "0"))
    const first = variants.map((shots) => shots[round] ?? "0")
    const winner = first.reduce((best, state) => ((votes[state] ?? 0) > (votes[best] ?? 0) ? state : best))
    if ((votes[winner] ?? 0) > above) winners.push(winner)
  }
  return countShots(winners)
}

const geometricMean = (counts: ReadonlyArray<Histogram>, shots: number): Histogram => {
  const totals = counts.map((count) => Object.values(count).reduce((sum, n) => sum + n, 0))
  const means = Object.keys(counts[0] ?? {}).map((state) => {
    const product = counts.reduce((all, count, i) => all * ((count[state] ?? 0) / (totals[i] ?? 1)), 1)
    return [state, product ** (1 / counts.length)] as const
  })
  const sum = means.reduce((total, [, mean]) => total + mean, 0)
  return Object.fromEntries(
    means
      .map(([state, mean]) => [state, sum === 0 ? 0 : Math.round((mean / sum) * shots)] as const)
      .filter(([, count]) => count > 0),
  )
}
