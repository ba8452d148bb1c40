import { Effect, Option } from "effect"
import { askedOf } from "../../jobs/charge.ts"
import { Jobs } from "../../Jobs.ts"
import type { EstimateQuery } from "../../schema/Cost.ts"
import { badInput, usage } from "../terminal/CommandError.ts"
import type { EstimateInput } from "../inputs/estimate.ts"
import { connected, settings } from "../steps/connect.ts"
import { Local } from "../terminal/globals.ts"
import { readInput } from "../steps/input.ts"
import { show } from "../terminal/output.ts"
import { requestFor } from "../steps/request.ts"
import { details } from "../render/table.ts"
import { amountOf, lengthOf } from "../render/words.ts"

/** What a file says of the job: its gates, counted. */
const queryOf = Effect.fnUntraced(function* (
  file: string,
  backend: string | undefined,
  defaultBackend: string,
  flags: EstimateInput,
) {
  if ([flags.qubits, flags.oneQubit, flags.twoQubit].some(Option.isSome)) {
    return yield* usage(
      "The file says the qubits and the gates: leave out --qubits, --1q-gates and --2q-gates",
    )
  }
  const input = yield* readInput(file)
  const shots = Option.isSome(flags.shots) ? { shots: flags.shots.value } : {}
  const request =
    input.kind === "job"
      ? { ...input.job, ...shots, backend: backend ?? input.job.backend }
      : yield* Effect.fromResult(requestFor(input.circuits, { ...shots, backend: backend ?? defaultBackend }))
  const { query, type } = askedOf(request)
  return query ?? (yield* badInput(`The gates of a job of type ${type} are not known here`))
})

export const estimate = Effect.fn("cli.estimate")(function* (flags: EstimateInput) {
  const profile = (yield* Local) ? {} : (yield* settings).profile
  const backend = Option.getOrUndefined(flags.backend)
  const defaultBackend = profile.backend ?? "simulator"
  const base: EstimateQuery = Option.isSome(flags.file)
    ? yield* queryOf(flags.file.value, backend, defaultBackend, flags)
    : {
        backend: backend ?? defaultBackend,
        ...(Option.isSome(flags.qubits) ? { qubits: flags.qubits.value } : {}),
        ...(Option.isSome(flags.shots) ? { shots: flags.shots.value } : {}),
        ...(Option.isSome(flags.oneQubit) ? { "1q_gates": flags.oneQubit.value } : {}),
        ...(Option.isSome(flags.twoQubit) ? { "2q_gates": flags.twoQubit.value } : {}),
      }
  const query: EstimateQuery = {
    ...base,
    ...(Option.isSome(flags.debias) ? { error_mitigation: flags.debias.value } : {}),
    ...(flags.session ? { session: true } : {}),
  }
  yield* connected(
    Effect.gen(function* () {
      const jobs = yield* Jobs
      yield* show(yield* jobs.estimate(query), (answer, screen) =>
        details(
          [
            ["backend", query.backend],
            ["qubits", query.qubits?.toString()],
            ["shots", query.shots?.toString()],
            ["gates", `${query["1q_gates"] ?? 0} on one qubit, ${query["2q_gates"] ?? 0} on two`],
            [
              "cost",
              amountOf(
                answer.estimated_total_cost ?? answer.estimated_cost,
                answer.estimated_unit ?? answer.cost_unit,
              ),
            ],
            ["runs for", timeOf(answer.estimated_execution_time)],
            ["queue", timeOf(answer.current_predicted_queue_time)],
          ],
          screen,
        ),
      )
    }),
  )
})

const timeOf = (millis: number | null | undefined) =>
  millis === null || millis === undefined ? undefined : lengthOf(millis)
