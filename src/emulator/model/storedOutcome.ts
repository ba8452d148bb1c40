import type { Measured } from "./Outcome.ts"
import { ofRecord, toRecord } from "./StateTable.ts"
import type { Histogram, Probabilities } from "../../schema/Result.ts"

/** The result of a circuit in its stored form. Results that earlier releases stored have no `method`. */
interface Kept {
  readonly kind: "circuit"
  readonly qubits: number
  readonly probabilities?: Probabilities
  readonly counts?: Histogram
  readonly method?: Extract<Measured, { readonly kind: "circuit" }>["method"]
  readonly registers?: Extract<Measured, { readonly kind: "circuit" }>["registers"]
  readonly bits?: Extract<Measured, { readonly kind: "circuit" }>["bits"]
}

/** Converts a result to the text that is stored. */
export const textOf = (measured: Measured): string => {
  if (measured.kind !== "circuit") return JSON.stringify(measured)
  const { counted, table, method, registers, bits } = measured
  const values = toRecord(table)
  const kept: Kept = {
    kind: "circuit",
    qubits: table.qubits,
    ...(counted ? { counts: values } : { probabilities: values }),
    method,
    registers,
    bits,
  }
  return JSON.stringify(kept)
}

/** Parses a result from its text. */
export const measuredOf = (text: string): Measured => {
  // `textOf` wrote the text, in this release or an earlier one.
  const kept = JSON.parse(text) as Kept | Exclude<Measured, { readonly kind: "circuit" }>
  if (kept.kind !== "circuit") return kept
  const { qubits, counts, probabilities = {}, method = "dense", registers, bits } = kept
  return {
    kind: "circuit",
    counted: counts !== undefined,
    table: ofRecord(counts ?? probabilities, qubits),
    method,
    registers,
    bits,
  }
}
