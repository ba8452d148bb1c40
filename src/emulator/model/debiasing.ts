import { limits } from "../../schema/JobRequest.ts"
import { type EmulatedJob, type JobHead, shotsOf } from "./EmulatedJob.ts"
import type { Workload } from "./workload.ts"
import { uuidOf } from "./ids.ts"
import { countShots } from "./dealShots.ts"
import { mapped, type StateTable, totalOf } from "./StateTable.ts"

/** A debiasing variant: the same circuit on other qubits, with its share of the shots. */
export interface Variant {
  readonly id: string
  readonly qubitMap: ReadonlyArray<number>
  readonly shots: number
}

const variantCount = 4

/**
 * Whether a job is debiased: only circuits on QPUs, and from 500 shots on. It is the default for QIS circuits, and has
 * to be requested for native ones. Programs that continue after a measurement are never debiased.
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
 * The aggregated counts of all variants. `average` pools their shots. `voting`, which `sharpen` asks for, compares
 * the variants shot by shot and takes the state that most of them have, `majority` only a state that more than half of
 * them have. `dnl` is IonQ's non-linear filter. Its code is not published, so here it is the geometric mean of a state's
 * frequencies, which drops a state that is missing in one variant. The shots are places in the table.
 */
export const aggregate = (
  method: Aggregation,
  table: StateTable,
  variants: ReadonlyArray<Uint32Array>,
): StateTable => {
  switch (method) {
    case "average":
      return countShots(table, pooled(variants))
    case "voting":
      return vote(table, variants, 0)
    case "majority":
      return vote(table, variants, variants.length / 2)
    case "dnl":
      return geometricMean(
        table,
        variants.map((shots) => countShots(table, shots)),
      )
  }
}

function* pooled(variants: ReadonlyArray<Uint32Array>): Generator<number> {
  for (const shots of variants) yield* shots
}

/**
 * For each shot, the state that most variants have, if more than `above` variants have it. In a tie, the state of the
 * earliest variant is taken.
 */
const vote = (table: StateTable, variants: ReadonlyArray<Uint32Array>, above: number): StateTable => {
  const rounds = Math.min(...variants.map(({ length }) => length))
  const winners: Array<number> = []
  const votes = new Map<number, number>()
  for (let round = 0; round < rounds; round++) {
    votes.clear()
    for (const shots of variants) votes.set(shots[round]!, (votes.get(shots[round]!) ?? 0) + 1)
    let [winner, most] = [0, 0]
    for (const [place, count] of votes) if (count > most) [winner, most] = [place, count]
    if (most > above) winners.push(winner)
  }
  return countShots(table, winners)
}

const geometricMean = (table: StateTable, counts: ReadonlyArray<StateTable>): StateTable => {
  const totals = counts.map(totalOf)
  const shots = totals.reduce((sum, total) => sum + total, 0)
  const means = mapped(table.values, (_, place) => {
    const product = counts.reduce((all, { values }, i) => all * (values.at(place)! / (totals[i] ?? 1)), 1)
    return product ** (1 / counts.length)
  })
  const sum = totalOf({ ...table, values: means })
  return { ...table, values: means.map((mean) => (sum === 0 ? 0 : Math.round((mean / sum) * shots))) }
}
