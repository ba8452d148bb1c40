import { amountOf } from "../../cli/render/humanUnits.ts"
import type * as Circuit from "../../Circuit.ts"
import type { Quote } from "../../Jobs.ts"
import type { Spending } from "../access/Access.ts"
import { limits } from "../text/limits.ts"
import { quoted, short } from "../text/quoted.ts"
import { priceOf } from "./estimate.ts"
import { countsOf, sizeOf, workOf } from "./readCircuit.ts"

/** The parameters of a call, apart from its circuits. */
interface Call {
  readonly backend: string
  readonly shots: number
  readonly name?: string
}

/** Describes the circuits of a request. Several circuits are also listed one by one, because a sum hides large ones. */
const circuitLines = (circuits: ReadonlyArray<Circuit.Circuit>, { query }: Quote): ReadonlyArray<string> => {
  const sum =
    query === undefined ? [] : [workOf(query.qubits ?? 0, query["1q_gates"] ?? 0, query["2q_gates"] ?? 0)]
  if (circuits.length < 2) return sum.map((work) => `Circuit: ${work}.`)
  const left = circuits.length - limits.circuitsAsked
  return [
    `Together: ${[...sum, `in ${circuits.length} circuits`].join(", ")}:`,
    ...circuits.slice(0, limits.circuitsAsked).map((circuit, i) => {
      const name = circuit.name === undefined ? "Without a name" : quoted(circuit.name)
      return `${i + 1}. ${name}: ${sizeOf(countsOf(circuit))}.`
    }),
    ...(left > 0 ? [`… and ${left} more circuit${left === 1 ? "" : "s"}.`] : []),
  ]
}

/** The question to the person before a job is submitted. */
export const questionOf = (
  call: Call,
  circuits: ReadonlyArray<Circuit.Circuit>,
  quote: Quote,
  { budget }: Spending,
): string => {
  const left = budget.max - budget.spent
  const backend = short(call.backend)
  return [
    `Submit a job to ${backend} for ${priceOf(quote)}?`,
    `Machine: ${backend}. Shots: ${call.shots}.`,
    ...circuitLines(circuits, quote),
    `Price, by IonQ's estimate: ${priceOf(quote)}.`,
    `Left of the budget of ${amountOf(budget.max, budget.unit)}: ${amountOf(left, budget.unit)} now, ${amountOf(left - (quote.cost ?? 0), budget.unit)} after it.`,
    ...(call.name === undefined ? [] : [`Name, chosen by the model: ${quoted(call.name)}.`]),
  ].join("\n")
}
