import { Deferred, Effect, Exit, type Fiber, Queue, Result, type Scope, Semaphore, type Tracer } from "effect"
import { ownCalls, ResponseObserver } from "../CallOptions.ts"
import { steadyMillis, steadyMillisUnsafe } from "../client/steadyClock.ts"
import { retryAfterSeconds } from "../client/retryAfter.ts"
import { idsAtOnce, makeListing } from "../listing/jobsByIds.ts"
import type { IonQMethods } from "../IonQClient.ts"
import { type CommonError, DecodeError, type NotFoundError } from "../IonQError.ts"
import { isTerminal, type Job } from "../schema/Job.ts"
import { linkTo, shared, type Trace, traceOf } from "../signals/sharedSpan.ts"
import { countEnd, countPoll } from "./metrics.ts"

export type PollError = CommonError | NotFoundError

/** Polls the job at `due`, in milliseconds of the steady clock, or soon after. */
export type Poll = (jobId: string, due: number) => Effect.Effect<Job, PollError>

/** A waiter's request to poll one job. */
interface Question {
  readonly jobId: string
  readonly answer: Deferred.Deferred<Job, PollError>
  due: number
  /** Whether the waiter was interrupted. */
  left: boolean
  request: Request | undefined
  readonly trace: Trace | undefined
}

/** An HTTP request in flight for one or more questions. It is interrupted when no waiter needs an answer any more. */
interface Request {
  fiber: Fiber.Fiber<unknown> | undefined
  span: Tracer.Span | undefined
  readonly questions: ReadonlyArray<Question>
}

interface Message {
  readonly kind: "ask" | "leave"
  readonly question: Question
}

/**
 * The bounds of the pause of all polls after a 429, in milliseconds. The pause has the length of `Retry-After`, or
 * doubles with each 429 in a row. A `Retry-After` of zero or in the past does not cause an immediate poll.
 */
const shortestPause = 1000
const longestPause = 60_000

/** The largest number of ended jobs whose ids are kept, so that each job is counted once. */
const mostCounted = 10_000

/** The largest number of requests in flight. */
const maxRequests = 4

/**
 * Starts the loop that polls for all waiters. It is one fiber in the layer's scope. It sleeps until the next question
 * is due, then requests all jobs that are due, a hundred per request. Without questions it has no timer.
 */
export const makePollLoop = Effect.fnUntraced(function* (
  client: IonQMethods,
): Effect.fn.Return<Poll, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const listing = makeListing(client)
  const inbox = yield* Queue.unbounded<Message>()
  /** Questions that are not due yet. */
  const open = new Set<Question>()
  /** All questions, including those of requests in flight. */
  const unanswered = new Set<Question>()
  /** Jobs that exist but are missing from the server's list. */
  const unlisted = new Set<string>()
  const slots = Semaphore.makeUnsafe(maxRequests)
  let pausedUntil = 0
  let refusals = 0

  const pause = (now: number, seconds: number | undefined): void => {
    // A 429 during a pause belongs to the same round: its request was already in flight.
    if (now >= pausedUntil) refusals++
    const backoff = Math.min(shortestPause * 2 ** (refusals - 1), longestPause)
    const asked =
      seconds === undefined ? backoff : Math.min(Math.max(seconds * 1000, shortestPause), longestPause)
    pausedUntil = Math.max(pausedUntil, now + asked)
  }

  /** Observes every 429, including those that the client itself retries. */
  const observed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.clockWith((clock) =>
      Effect.provideService(effect, ResponseObserver, ({ status, headers }) => {
        if (status === 429) {
          pause(steadyMillisUnsafe(clock), retryAfterSeconds(headers, clock.currentTimeMillisUnsafe()))
        } else if (status < 400) refusals = 0
      }),
    )

  const context = yield* Effect.context()
  /** The newest jobs whose end was counted, so that later waiters do not count it again. */
  const counted = new Set<string>()
  const count = (job: Job): void => {
    if (!isTerminal(job.status) || counted.has(job.id)) return
    counted.add(job.id)
    const [oldest] = counted
    if (counted.size > mostCounted && oldest !== undefined) counted.delete(oldest)
    countEnd(context, job)
  }

  /** Answers questions in one synchronous step, so that an interruption cannot leave some of them without an answer. */
  const answer = (questions: ReadonlyArray<Question>, exit: Exit.Exit<Job, PollError>) =>
    Effect.sync(() => {
      if (Exit.isSuccess(exit)) count(exit.value)
      for (const question of questions) {
        unanswered.delete(question)
        if (Exit.isSuccess(exit) && isTerminal(exit.value.status)) {
          linkTo(question.trace, question.request?.span)
        }
        Deferred.doneUnsafe(question.answer, exit)
      }
    })

  /** Answers questions. After a 429, the questions are queued again instead, until the pause is over. */
  const settle = (questions: ReadonlyArray<Question>, exit: Exit.Exit<Job, PollError>) =>
    isRefusal(exit)
      ? Effect.forEach(questions, (question) => Queue.offer(inbox, { kind: "ask", question }), {
          discard: true,
        })
      : answer(questions, exit)

  const askOne = (jobId: string, questions: ReadonlyArray<Question>) =>
    client.jobs.get({ params: { uuid: jobId } }).pipe(
      slots.withPermits(1),
      Effect.filterOrFail(
        (job) => job.id.toLowerCase() === jobId.toLowerCase(),
        (job) => otherJob(jobId, job),
      ),
      Effect.exit,
      Effect.tap((exit) => {
        // A job that has ended is not polled again.
        if (Exit.isSuccess(exit) && isTerminal(exit.value.status)) unlisted.delete(jobId)
        return settle(questions, exit)
      }),
    )

  const askMany = Effect.fnUntraced(function* (byJob: ReadonlyMap<string, ReadonlyArray<Question>>) {
    const listed = yield* Effect.result(slots.withPermits(1)(listing.byIds([...byJob.keys()])))
    if (Result.isFailure(listed) && concernsAll(listed.failure)) {
      return yield* settle([...byJob.values()].flat(), Exit.fail(listed.failure))
    }
    // If the list cannot be read, each job is requested by itself, so that a malformed job affects its own waiters
    // only.
    const jobs = Result.getOrElse(listed, () => new Map<string, Job>())
    yield* Effect.forEach(
      byJob,
      Effect.fnUntraced(function* ([jobId, questions]) {
        const job = jobs.get(jobId)
        if (job !== undefined && isWhole(job)) return yield* answer(questions, Exit.succeed(job))
        const exit = yield* askOne(jobId, questions)
        if (jobs.size > 0 && job === undefined && Exit.isSuccess(exit) && !isTerminal(exit.value.status)) {
          unlisted.add(jobId)
        }
      }),
      { concurrency: maxRequests, discard: true },
    )
  })

  const send = Effect.fnUntraced(function* (questions: ReadonlyArray<Question>) {
    const byJob = grouped(questions)
    const [only] = byJob
    const request: Request = { fiber: undefined, span: undefined, questions }
    for (const question of questions) question.request = request
    const asked = byJob.size === 1 && only !== undefined ? askOne(only[0], only[1]) : askMany(byJob)
    const about = { "ionq.poll.jobs": byJob.size, ...(byJob.size === 1 && { "ionq.job.id": only?.[0] }) }
    const poll = shared("Polling.poll", about, questions, (span) => {
      request.span = span
      countPoll(context, byJob.size)
      return observed(asked)
    })
    request.fiber = yield* poll.pipe(
      Effect.onError((cause) =>
        answer(
          questions.filter((question) => question.request === request),
          Exit.failCause(cause),
        ),
      ),
      Effect.forkIn(scope),
    )
  })

  const receive = ({ kind, question }: Message): void => {
    const { request } = question
    if (kind === "ask") {
      question.request = undefined
      question.due = Math.max(question.due, pausedUntil)
      if (!question.left) open.add(question)
    } else {
      question.left = true
      open.delete(question)
      unanswered.delete(question)
      unlisted.delete(question.jobId)
    }
    if (request?.questions.every((other) => other.request !== request || !unanswered.has(other))) {
      request.fiber?.interruptUnsafe()
    }
  }

  const loop = Effect.gen(function* () {
    while (true) {
      // Waiters that wake in the same moment share a request.
      yield* Effect.yieldNow
      for (const message of yield* Queue.clear(inbox)) receive(message)
      const now = yield* steadyMillis
      const due = [...open].filter((question) => Math.max(question.due, pausedUntil) <= now)
      for (const question of due) open.delete(question)
      const together: Array<ReadonlyArray<Question>> = []
      for (const [jobId, questions] of grouped(due)) {
        if (unlisted.has(jobId)) yield* send(questions)
        else together.push(questions)
      }
      for (let i = 0; i < together.length; i += idsAtOnce) {
        yield* send(together.slice(i, i + idsAtOnce).flat())
      }
      const message = Queue.peek(inbox)
      const next = Math.max(
        pausedUntil,
        [...open].reduce((first, { due }) => Math.min(first, due), Infinity),
      )
      yield* open.size === 0
        ? message
        : Effect.raceFirst(Effect.sleep(Math.max(1, next - (yield* steadyMillis))), message)
    }
  })
  // Waiters that outlive the layer must not hang, even if the layer ends before the loop has started.
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      Queue.shutdown(inbox),
      Effect.suspend(() => answer([...unanswered], Exit.interrupt())),
    ),
  )
  yield* Effect.forkIn(ownCalls(loop), scope)

  return (jobId, due) =>
    Effect.withFiber((fiber) => {
      const question: Question = {
        jobId,
        due,
        answer: Deferred.makeUnsafe(),
        left: false,
        request: undefined,
        trace: traceOf(fiber),
      }
      unanswered.add(question)
      return Queue.offer(inbox, { kind: "ask", question }).pipe(
        Effect.flatMap((isOpen) => (isOpen ? Deferred.await(question.answer) : Effect.interrupt)),
        Effect.onInterrupt(() => Queue.offer(inbox, { kind: "leave", question })),
      )
    })
})

const grouped = (questions: ReadonlyArray<Question>): ReadonlyMap<string, ReadonlyArray<Question>> => {
  const byJob = new Map<string, Array<Question>>()
  for (const question of questions) {
    const others = byJob.get(question.jobId)
    if (others === undefined) byJob.set(question.jobId, [question])
    else others.push(question)
  }
  return byJob
}

/** Whether a job from a list is complete: a list leaves out the ids of child jobs. */
const isWhole = (job: Job): boolean =>
  !isTerminal(job.status) || job.type !== "ionq.multi-circuit.v1" || job.child_job_ids !== undefined

const isRefusal = (exit: Exit.Exit<Job, PollError>): boolean =>
  Exit.isFailure(exit) &&
  exit.cause.reasons.some((reason) => reason._tag === "Fail" && reason.error._tag === "RateLimitError")

/** Whether the failure of a list applies to each of its jobs. */
const concernsAll = (error: { readonly _tag: string }): error is CommonError =>
  error._tag !== "DecodeError" && error._tag !== "PaginationError"

const otherJob = (jobId: string, job: Job): DecodeError =>
  new DecodeError({
    method: "GET",
    url: `/jobs/${jobId}`,
    status: 200,
    message: `The response is about another job: ${job.id}`,
  })
