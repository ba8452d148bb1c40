import { Effect } from "effect"
import { requestFor } from "../../cli/steps/prepareRequest.ts"
import { amountOf, lengthOf } from "../../cli/render/humanUnits.ts"
import { Jobs, type Quote } from "../../Jobs.ts"
import { budgetData, budgetLine } from "./budget.ts"
import { atIonQ } from "./ionq.ts"
import { circuitsOnly, readText, workOf } from "./readCircuit.ts"

/** The price of a quote as text, or the reason why there is none. */
export const priceOf = ({ free, cost, unit, uncounted }: Quote): string =>
  free
    ? "free"
    : uncounted === undefined
      ? (amountOf(cost, unit) ?? "IonQ gives no price")
      : `IonQ cannot be asked for a price: ${uncounted}`

/** The action of `estimate_job`: IonQ's price and times for a circuit on a backend. */
export const estimate = Effect.fnUntraced(function* (options: {
  readonly circuit: string
  readonly backend: string
  readonly shots?: number
  readonly debiasing?: boolean
}) {
  const { backend, shots, debiasing } = options
  const { circuits } = yield* Effect.flatMap(readText(options.circuit), circuitsOnly)
  const request = yield* Effect.fromResult(
    requestFor(circuits, { backend, ...(shots === undefined ? {} : { shots }) }),
  )
  const quote = yield* atIonQ(
    Jobs.use((jobs) => jobs.quote(request, debiasing === undefined ? {} : { error_mitigation: debiasing })),
  )
  const { free, query, cost, unit, estimate: answer } = quote
  const budget = yield* budgetData
  const counted =
    query === undefined
      ? undefined
      : {
          qubits: query.qubits ?? 0,
          oneQubitGates: query["1q_gates"] ?? 0,
          twoQubitGates: query["2q_gates"] ?? 0,
        }
  const run = answer?.estimated_execution_time
  const queue = answer?.current_predicted_queue_time
  return {
    data: {
      backend,
      free,
      ...(query?.shots === undefined ? {} : { shots: query.shots }),
      ...(cost === undefined ? {} : { price: { value: cost, unit: unit ?? "" } }),
      ...(typeof run === "number" ? { runMillis: run } : {}),
      ...(typeof queue === "number" ? { queueMillis: queue } : {}),
      ...(counted === undefined ? {} : { counted }),
      ...(budget === undefined ? {} : { budget }),
    },
    text: [
      `On ${backend}${query?.shots === undefined ? "" : ` with ${query.shots} shots`}: ${priceOf(quote)}.`,
      ...(counted === undefined
        ? []
        : [
            `Counted: ${workOf(counted.qubits, counted.oneQubitGates, counted.twoQubitGates)}, before IonQ's compilation.`,
          ]),
      ...(typeof run === "number" ? [`It would run for ${lengthOf(run)}.`] : []),
      ...(typeof queue === "number" ? [`The queue is ${lengthOf(queue)}.`] : []),
      ...(budget === undefined ? [] : [budgetLine(budget)]),
    ].join("\n"),
  }
})
