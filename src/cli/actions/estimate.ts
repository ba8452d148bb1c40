import { Effect, Option } from "effect"
import { Jobs } from "../../Jobs.ts"
import type { EstimateQuery } from "../../schema/Cost.ts"
import type { JobRequest } from "../../schema/JobRequest.ts"
import { badInput, usage } from "../terminal/CommandError.ts"
import type { EstimateInput } from "../inputs/estimate.ts"
import { connected } from "../steps/connect.ts"
import { Local } from "../terminal/globals.ts"
import { readInput } from "../steps/input.ts"
import { withKnownBackend } from "../steps/knownBackend.ts"
import { show } from "../terminal/output.ts"
import { requestFor } from "../steps/prepareRequest.ts"
import { details } from "../render/table.ts"
import { amountOf, lengthOf } from "../render/humanUnits.ts"
import { readProfile } from "../terminal/storedProfile.ts"

/**
 * Reads the request from a file. Flags for the numbers of qubits and gates are a usage error, because the file has
 * them.
 */
const requestIn = Effect.fnUntraced(function* (
  file: string,
  backend: string | undefined,
  defaultBackend: string,
  flags: EstimateInput,
) {
  if ([flags.qubits, flags.oneQubit, flags.twoQubit].some(Option.isSome)) {
    return yield* usage(
      "The file has the qubits and the gates: leave out --qubits, --1q-gates and --2q-gates",
    )
  }
  const input = yield* readInput(file)
  const shots = Option.isSome(flags.shots) ? { shots: flags.shots.value } : {}
  return input.kind === "job"
    ? { ...input.job, ...shots, backend: backend ?? input.job.backend }
    : yield* Effect.fromResult(requestFor(input.circuits, { ...shots, backend: backend ?? defaultBackend }))
})

/** The estimate of a request, and the query that it was requested with. */
const quoted = Effect.fnUntraced(function* (request: JobRequest, more: Partial<EstimateQuery>) {
  const jobs = yield* Jobs
  const { query, estimate, uncounted = "its gates are unknown" } = yield* jobs.quote(request, more)
  if (query === undefined) return yield* badInput(`The job cannot be priced: ${uncounted}`)
  return { query, answer: estimate ?? (yield* jobs.estimate(query)) }
})

export const estimate = Effect.fn("cli.estimate")(function* (flags: EstimateInput) {
  const profile = (yield* Local) ? {} : yield* readProfile
  const backend = Option.getOrUndefined(flags.backend)
  const defaultBackend = profile.backend ?? "simulator"
  const more: Partial<EstimateQuery> = {
    ...(Option.isSome(flags.debias) ? { error_mitigation: flags.debias.value } : {}),
    ...(flags.session ? { session: true } : {}),
  }
  const request = Option.isSome(flags.file)
    ? yield* requestIn(flags.file.value, backend, defaultBackend, flags)
    : undefined
  const typed: EstimateQuery = {
    backend: backend ?? defaultBackend,
    ...(Option.isSome(flags.qubits) ? { qubits: flags.qubits.value } : {}),
    ...(Option.isSome(flags.shots) ? { shots: flags.shots.value } : {}),
    ...(Option.isSome(flags.oneQubit) ? { "1q_gates": flags.oneQubit.value } : {}),
    ...(Option.isSome(flags.twoQubit) ? { "2q_gates": flags.twoQubit.value } : {}),
    ...more,
  }
  yield* connected(
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const asked =
        request === undefined
          ? Effect.map(jobs.estimate(typed), (answer) => ({ query: typed, answer }))
          : quoted(request, more)
      const { query, answer } = yield* withKnownBackend(request?.backend ?? typed.backend)(asked)
      yield* show(answer, (answer, screen) =>
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
