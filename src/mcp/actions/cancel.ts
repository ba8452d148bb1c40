import { Effect } from "effect"
import { Jobs } from "../../Jobs.ts"
import { isTerminal } from "../../schema/Job.ts"
import { ask } from "../approval/ask.ts"
import { atIonQ } from "./ionq.ts"
import { jobData, jobText } from "./jobText.ts"
import { needSpending } from "./budget.ts"

/**
 * The action of `cancel_job`. A job that this server did not submit is canceled only with the approval of the person.
 */
export const cancel = Effect.fnUntraced(function* ({ job: jobId }: { readonly job: string }) {
  const spending = yield* needSpending
  return yield* atIonQ(
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const job = yield* jobs.get(jobId)
      // A job that has ended is not canceled, because IonQ may turn a completed job into a canceled one.
      if (isTerminal(job.status)) {
        return { data: { job: jobData(job) }, text: `It has ended: nothing is canceled.\n${jobText(job)}` }
      }
      const isOwn = [...spending.made.values()].some(({ jobId, found }) => jobId === job.id && !found)
      if (!isOwn) {
        const message = `Cancel a job that this server did not submit?\n${jobText(job)}`
        const question = yield* ask(
          { message, about: JSON.stringify(["cancel", job.id]), price: 0 },
          spending,
        )
        if (question !== undefined) return question
      }
      yield* jobs.cancel(job.id)
      const after = yield* jobs.get(job.id)
      return { data: { job: jobData(after) }, text: jobText(after) }
    }),
  )
})
