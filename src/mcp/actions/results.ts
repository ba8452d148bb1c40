import { Effect } from "effect"
import { mapOf, readOutcome } from "../../cli/steps/readOutcome.ts"
import { atIonQ } from "./ionq.ts"
import { settle } from "./budget.ts"
import { jobData, jobText } from "./jobText.ts"
import { outcomeOf, picturesOf } from "./outcome.ts"
import { awaited } from "./wait.ts"

/** The action of `get_results`. A job that has not completed is shown without a result. */
export const results = Effect.fnUntraced(function* (options: {
  readonly job: string
  readonly waitSeconds?: number
  readonly qubit0?: "left" | "right"
  readonly picture?: boolean
}) {
  const { qubit0 = "left" } = options
  const [job, outcome] = yield* atIonQ(
    Effect.gen(function* () {
      const job = yield* awaited(options)
      yield* settle(job)
      return [
        job,
        job.status === "completed" && job.dry_run !== true ? yield* readOutcome(job) : undefined,
      ] as const
    }),
  )
  if (outcome === undefined) {
    const why = job.dry_run === true ? "A dry run has no result." : "It has no result yet, or it has failed."
    return { data: { job: jobData(job) }, text: `${jobText(job)}\n${why}` }
  }
  const { data, text } = outcomeOf(outcome, qubit0)
  const moved =
    mapOf(job) === undefined ? [] : ["The qubits are those of the circuit before its compilation."]
  return {
    data: { job: jobData(job), ...data },
    text: [jobText(job), ...moved, text].join("\n"),
    pictures: options.picture === true ? picturesOf(outcome, qubit0) : [],
  }
})
