import { Clock, Effect, Fiber } from "effect"
import { createHash } from "node:crypto"
import { CurrentBudget } from "../../Budget.ts"
import { amountOf } from "../../cli/render/words.ts"
import { requestFor } from "../../cli/steps/prepareRequest.ts"
import { badInput } from "../../cli/terminal/CommandError.ts"
import { Jobs, type Quote } from "../../Jobs.ts"
import type { Job, SubmittedJob } from "../../schema/Job.ts"
import type { JobRequest } from "../../schema/JobRequest.ts"
import type { Spending } from "../access/Access.ts"
import { ask } from "../approval/ask.ts"
import { quoted, short } from "../text/quoted.ts"
import { budgetLine, checkBudget, leftOf, needSpending } from "./budget.ts"
import { priceOf } from "./estimate.ts"
import { atIonQ } from "./ionq.ts"
import { jobData, jobText } from "./job.ts"
import { noiseOf } from "./noise.ts"
import { circuitsOnly, readText, workOf } from "./read.ts"

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

/** How far back from the newest job a request id is looked for at IonQ. A model repeats itself within hours. */
const memory = 30 * 24 * 60 * 60 * 1000

/** When a job of a request id can have been submitted at the earliest. This machine's clock may be ahead, so IonQ's counts, too. */
const sinceWhen = Effect.gen(function* () {
  const jobs = yield* Jobs
  const { jobs: newest } = yield* jobs.listPage({ pageSize: 1 })
  const at = Date.parse(newest[0]?.submitted_at ?? "")
  if (Number.isNaN(at)) return undefined
  return new Date(Math.min(at, yield* Clock.currentTimeMillis) - memory)
})

const requestOf = Effect.fnUntraced(function* (input: SubmitInput) {
  const { backend, shots, name, debiasing, dryRun } = input
  const { circuits } = yield* Effect.flatMap(readText(input.circuit), circuitsOnly)
  return yield* Effect.fromResult(
    requestFor(circuits, {
      backend,
      shots,
      ...noiseOf(input),
      ...(name === undefined ? {} : { name }),
      ...(dryRun === true ? { dry_run: true } : {}),
      ...(debiasing === undefined ? {} : { settings: { error_mitigation: { debiasing } } }),
    }),
  )
})

const fingerprintOf = (request: JobRequest): string =>
  createHash("sha256").update(JSON.stringify(request)).digest("hex")

const usedElsewhere = (requestId: string) =>
  badInput(`The requestId ${requestId} stands for another job: use a new one. Nothing was submitted`)

/** The job that a request id already has, in this server's memory or at IonQ. */
const earlier = Effect.fnUntraced(function* (
  { requestId, backend, shots, dryRun }: SubmitInput,
  fingerprint: string,
  submittedSince: Date | undefined,
  spending: Spending,
) {
  const jobs = yield* Jobs
  const made = spending.made.get(requestId)
  if (made !== undefined) {
    return made.fingerprint === fingerprint ? yield* jobs.get(made.jobId) : yield* usedElsewhere(requestId)
  }
  const found = yield* jobs
    .resume(requestId, { submittedSince })
    .pipe(
      Effect.catchTag("SubmissionUnknownError", (error) =>
        error.reason === "absent" ? Effect.succeed(undefined) : Effect.fail(error),
      ),
    )
  if (found === undefined) return undefined
  // Its circuit is not shown in a list, so that only these tell that it is another job.
  const isOther =
    found.backend !== backend ||
    (typeof found.shots === "number" && found.shots !== shots) ||
    (found.dry_run === true) !== (dryRun === true)
  return isOther ? yield* usedElsewhere(requestId) : found
})

const questionOf = (input: SubmitInput, quote: Quote, { budget }: Spending): string => {
  const { query } = quote
  const left = budget.max - budget.spent
  const backend = short(input.backend)
  return [
    `Submit a job to ${backend} for ${priceOf(quote)}?`,
    `Machine: ${backend}. Shots: ${input.shots}.`,
    ...(query === undefined
      ? []
      : [`Circuit: ${workOf(query.qubits ?? 0, query["1q_gates"] ?? 0, query["2q_gates"] ?? 0)}.`]),
    `Price, by IonQ's estimate: ${priceOf(quote)}.`,
    `Left of the budget of ${amountOf(budget.max, budget.unit)}: ${amountOf(left, budget.unit)} now, ${amountOf(left - (quote.cost ?? 0), budget.unit)} after it.`,
    ...(input.name === undefined ? [] : [`Name, chosen by the model: ${quoted(input.name)}.`]),
  ].join("\n")
}

/** The answer for a job that a request id already had. */
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
  const { requestId, shots } = input
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
      `Submitted job ${id} to ${backend} with ${shots} shots, ${priceOf(quote)}. Read its result with get_results.`,
      budgetLine(budget),
    ].join("\n"),
  }
}

/**
 * Submits what has no job yet, or gives the question whose answer is needed first. A request that has left goes on if the
 * call is given up, and its id stays under way, so that a repeated call makes no second job.
 */
const submission = Effect.fnUntraced(function* (
  input: SubmitInput,
  request: JobRequest,
  spending: Spending,
  call: { isSending: boolean },
) {
  const { requestId } = input
  const jobs = yield* Jobs
  const fingerprint = fingerprintOf(request)
  const submittedSince = yield* sinceWhen
  const found = yield* earlier(input, fingerprint, submittedSince, spending)
  if (found !== undefined) {
    if (!spending.made.has(requestId)) {
      spending.made.set(requestId, { jobId: found.id, fingerprint, found: true })
    }
    return repeated(requestId, found, spending)
  }
  const quote = yield* jobs.quote(request)
  if (!quote.free) {
    const price = yield* checkBudget(quote, spending)
    if (spending.approveUnder === undefined || price >= spending.approveUnder) {
      const about = JSON.stringify(["submit", requestId, fingerprint, quote.unit])
      const question = yield* ask({ message: questionOf(input, quote, spending), about, price }, spending)
      if (question !== undefined) return question
    }
  }
  const sending = jobs.submit(request, { submissionId: requestId, submittedSince, quote }).pipe(
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

/** `submit_job`. */
export const submit = Effect.fnUntraced(function* (input: SubmitInput) {
  const { requestId } = input
  const spending = yield* needSpending
  const request = yield* requestOf(input)
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
    () => atIonQ(submission(input, request, spending, call)),
    () =>
      Effect.sync(() => {
        if (!call.isSending) spending.underWay.delete(requestId)
      }),
  )
})
