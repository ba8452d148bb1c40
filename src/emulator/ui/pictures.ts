import { Effect, Option, Result, Schema } from "effect"
import * as Circuit from "../../Circuit.ts"
import * as Distribution from "../../Distribution.ts"
import { Circuit as CircuitInput } from "../../schema/Circuit.ts"
import type { Materials } from "../model/artifacts.ts"
import { circuitOf } from "../model/circuitOf.ts"
import type { EmulatedJob, JobInput } from "../model/EmulatedJob.ts"
import { statesOf, type StateTable, toRecord } from "../model/StateTable.ts"

/** The largest circuit that is drawn. */
const most = { qubits: 64, gates: 400 }

/** Whether a job's circuit is drawn: it must be able to run and have a reasonable size. */
export const pictureOf = ({ request, workload, failure }: EmulatedJob): "drawn" | "too-large" | "none" => {
  const { qubits, oneQubit, twoQubit } = workload
  const single = request.type === "ionq.circuit.v1" || request.type === "ionq.qasm3.v1"
  if (qubits === undefined || !single || failure?.ran === false) return "none"
  return qubits > most.qubits || oneQubit + twoQubit > most.gates ? "too-large" : "drawn"
}

const decode = Schema.decodeUnknownOption(CircuitInput)

/** The widths of pictures in pixels, for a card and for a card on a phone. The font size is the same in both. */
export const widths = { wide: 480, narrow: 340 } as const

export const circuitSvg = (input: JobInput, width: number): string | undefined =>
  Option.getOrUndefined(
    Option.map(decode(circuitOf(input)), (circuit) => Circuit.toSvg(Circuit.fromInput(circuit), { width })),
  )

/** The largest number of bars. The other outcomes share a line. */
const bars = 24

/**
 * A histogram of counts if there were shots, otherwise of probabilities. If there are many states, only the highest
 * become bars.
 */
export const histogramSvg = Effect.fnUntraced(function* ({ measured }: Materials, width: number) {
  if (measured.kind !== "circuit") return undefined
  const { counted } = measured
  const table = statesOf(measured.table)
  const kind = counted ? "counts" : "probabilities"
  const shown = table.values.length <= mostRead ? table : yield* highestOf(table, bars)
  const made = Distribution.fromDecimals(toRecord(shown), { width: table.qubits, kind })
  const draw = Distribution.toSvg({ qubit0: "left", top: bars, width })
  return Result.getOrUndefined(Result.map(made, draw))
})

/** The largest number of states for which the picture also shows the sum of the outcomes without a bar. */
const mostRead = 2 ** 16
/** The number of states that are examined before other fibers run. A batch takes some milliseconds. */
const batch = 2 ** 20

/** The `count` states with the largest values, in the order of the table. Other fibers run between batches. */
const highestOf = Effect.fnUntraced(function* (table: StateTable, count: number) {
  const { values, states, stride } = table
  const found: Array<{ readonly place: number; readonly value: number }> = []
  for (let place = 0; place < values.length; place++) {
    if (place % batch === 0) yield* Effect.yieldNow
    const value = values.at(place)!
    if (found.length === count && value <= found[count - 1]!.value) continue
    let at = found.length
    while (at > 0 && value > found[at - 1]!.value) at--
    found.splice(at, 0, { place, value })
    if (found.length > count) found.pop()
  }
  const order = found.sort((a, b) => a.place - b.place)
  return {
    ...table,
    states: Uint32Array.from(
      order.flatMap(({ place }) =>
        states === undefined ? [place] : [...states.subarray(place * stride, (place + 1) * stride)],
      ),
    ),
    values: Float64Array.from(order, ({ value }) => value),
  }
})
