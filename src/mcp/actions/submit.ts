import { Effect, Fiber } from "effect"
import { CurrentBudget } from "../../Budget.ts"
import { requestFor } from "../../cli/steps/prepareRequest.ts"
import { badInput } from "../../cli/terminal/CommandError.ts"
import { Jobs, type Quote } from "../../Jobs.ts"
import type { Job, SubmittedJob } from "../../schema/Job.ts"
import type { Spending } from "../access/Access.ts"
import { ask } from "../approval/ask.ts"
import { short } from "../text/quoted.ts"
import { budgetLine, checkBudget, leftOf, needSpending } from "./budget.ts"
import { priceOf } from "./estimate.ts"
import { atIonQ } from "./ionq.ts"
import { jobData, jobText } from "./jobText.ts"
import { noiseOf } from "./noise.ts"
import { questionOf } from "./approvalQuestion.ts"
import { circuitsOnly, readText } from "./readCircuit.ts"
import { earlier, fingerprintOf, marked, sinceWhen } from "./repeatedRequest.ts"

export interface SubmitInput {
  readonly circuit: string
  readonly backend: string
  readonly shots: number
  readonly requestId: string
  readonly name?: string
  readonly noise?: string
  readonly seed?: number
  readonly debiasing?: boolean
  readonly dryRun?: boolean
}

/** The circuits of a call, and the request for them. */
const prepared = Effect.fnUntraced(function* (input: SubmitInput) {
  const { backend, shots, name, debiasing, dryRun } = input
  const { circuits } = yield* Effect.flatMap(readText(input.circuit), circuitsOnly)
  const request = yield* Effect.fromResult(
    requestFor(circuits, {
      backend,
      shots,
      ...noiseOf(input),
      ...(name === undefined ? {} : { name }),
      ...(dryRun === true ? { dry_run: true } : {}),
      ...(debiasing === undefined ? {} : { settings: { error_mitigation: { debiasing } } }),
    }),
  )
  return { circuits, request }
})

/** The answer if the request id already has a job. */
const repeated = (requestId: string, job: Job, spending: Spending) => {
  const budget = leftOf(spending)
  return {
    data: { job: jobData(job), requestId, repeated: true, budget },
    text: [
      `There was already a job of ${requestId}, and no other one was made.`,
      jobText(job),
      budgetLine(budget),
    ].join("\n"),
  }
}

/** The answer for a new job. */
const submitted = (input: SubmitInput, job: SubmittedJob, quote: Quote, spending: Spending) => {
  const { requestId, shots, dryRun } = input
  const [id, backend, budget] = [short(job.id), short(input.backend), leftOf(spending)]
  const { cost, unit = "" } = quote
  return {
    data: {
      job: { id, status: short(job.status), backend, shots },
      requestId,
      repeated: false,
      ...(cost === undefined ? {} : { price: { value: cost, unit } }),
      budget,
    },
    text: [
      `Submitted job ${id} to ${backend} with ${shots} shots${dryRun === true ? " as a dry run" : ""}, ${priceOf(quote)}. ${dryRun === true ? "get_job says how it ended; it has no result." : "Read its result with get_results."}`,
      budgetLine(budget),
    ].join("\n"),
  }
}

/**
 * Submits a request that has no job yet, or returns the question that the person has to answer first. If the call is
 * interrupted after sending, the request continues and its id stays under way, so that a repeated call creates no
 * second job.
 */
const submission = Effect.fnUntraced(function* (
  input: SubmitInput,
  { circuits, request }: Effect.Success<ReturnType<typeof prepared>>,
  spending: Spending,
  call: { isSending: boolean },
) {
  const { requestId } = input
  const jobs = yield* Jobs
  const fingerprint = fingerprintOf(request)
  const submittedSince = yield* sinceWhen
  const found = yield* earlier(requestId, request, fingerprint, submittedSince, spending)
  if (found !== undefined) {
    if (!spending.made.has(requestId)) {
      spending.made.set(requestId, { jobId: found.id, fingerprint, found: true })
    }
    return repeated(requestId, found, spending)
  }
  const sent = marked(request, fingerprint)
  const quote = yield* jobs.quote(sent)
  if (!quote.free) {
    const price = yield* checkBudget(quote, spending)
    if (spending.approveUnder === undefined || price >= spending.approveUnder) {
      const about = JSON.stringify(["submit", requestId, fingerprint, quote.unit])
      const question = yield* ask(
        { message: questionOf(input, circuits, quote, spending), about, price },
        spending,
      )
      if (question !== undefined) return question
    }
  }
  const sending = jobs.submit(sent, { submissionId: requestId, submittedSince, quote }).pipe(
    Effect.provideService(CurrentBudget, spending.budget),
    Effect.tap((job) =>
      Effect.sync(() => spending.made.set(requestId, { jobId: job.id, fingerprint, found: false })),
    ),
    Effect.ensuring(
      Effect.sync(() => {
        spending.underWay.delete(requestId)
      }),
    ),
  )
  const fiber = yield* Effect.suspend(() => {
    call.isSending = true
    return Effect.forkDetach(sending)
  })
  const job = yield* Fiber.join(fiber)
  return submitted(input, job, quote, spending)
})

/** The action of `submit_job`. Only one call at a time may submit with a request id. */
export const submit = Effect.fnUntraced(function* (input: SubmitInput) {
  const { requestId } = input
  const spending = yield* needSpending
  const toSubmit = yield* prepared(input)
  const call = { isSending: false }
  return yield* Effect.acquireUseRelease(
    Effect.suspend(() => {
      if (spending.underWay.has(requestId)) {
        return Effect.fail(
          badInput(`A call with the requestId ${requestId} is under way: wait for its answer`),
        )
      }
      spending.underWay.add(requestId)
      return Effect.void
    }),
    () => atIonQ(submission(input, toSubmit, spending, call)),
    () =>
      Effect.sync(() => {
        if (!call.isSending) spending.underWay.delete(requestId)
      }),
  )
})
