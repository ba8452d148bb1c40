import { Clock, Deferred, Duration, Effect, Exit, Result, Semaphore } from "effect"
import { ownCalls, ResponseObserver } from "../CallOptions.ts"
import type { IonQMethods } from "../IonQClient.ts"
import type { CommonError, NotFoundError } from "../IonQError.ts"
import { isTerminal, type Job } from "../schema/Job.ts"
import { idsAtOnce, makeListing } from "./listing.ts"
import { retryAfterSeconds } from "./failure.ts"

export type PollError = CommonError | NotFoundError

/** One waiter's question. `due` is when to ask, in epoch milliseconds. */
interface Question {
  readonly jobId: string
  due: number
  readonly answer: Deferred.Deferred<Job, PollError>
}

/** How long all polls rest after a 429 that names no time: doubled with each one in a row, up to a minute. */
const shortestRest = 1000
const longestRest = 60_000

/** How many requests are on their way at a time. */
const atOnce = 4

/**
 * One loop for all who wait: it sleeps until the next question is due, and then asks for all jobs that are, a hundred in a
 * request. It runs while there are questions.
 */
export const makeSharedPoll = (client: IonQMethods) => {
  const listing = makeListing(client)
  const open = new Set<Question>()
  /** Jobs that the server has and does not list. */
  const unlisted = new Set<string>()
  const slots = Semaphore.makeUnsafe(atOnce)
  let running = false
  let changed = Deferred.makeUnsafe<void>()
  let restUntil = 0
  let refusals = 0

  const rest = (now: number, seconds: number | undefined): void => {
    const backoff = Math.min(shortestRest * 2 ** refusals, longestRest)
    refusals++
    restUntil = Math.max(
      restUntil,
      now + Math.min(seconds === undefined ? backoff : seconds * 1000, longestRest),
    )
  }

  /** Sees a 429 when it comes, also one that the client itself asks again after. */
  const watched = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.clockWith((clock) =>
      Effect.provideService(effect, ResponseObserver, ({ status, headers }) => {
        const now = clock.currentTimeMillisUnsafe()
        if (status === 429) rest(now, retryAfterSeconds(headers, now))
        else if (status < 400) refusals = 0
      }),
    )

  const get = (jobId: string) => client.jobs.get({ params: { uuid: jobId } })

  const tell = (questions: ReadonlyArray<Question>, exit: Exit.Exit<Job, PollError>) =>
    Effect.forEach(questions, ({ answer }) => Deferred.done(answer, exit), { discard: true })

  /** After a 429 the questions stay open: the loop asks them again when the rest is over. */
  const settle = (questions: ReadonlyArray<Question>, exit: Exit.Exit<Job, PollError>) => {
    if (!isRefusal(exit)) return tell(questions, exit)
    return Effect.sync(() => {
      for (const question of questions) {
        question.due = restUntil
        open.add(question)
      }
    })
  }

  const askOne = (jobId: string, questions: ReadonlyArray<Question>) =>
    Effect.flatMap(Effect.exit(get(jobId)), (exit) => settle(questions, exit))

  const askMany = Effect.fnUntraced(function* (byJob: ReadonlyMap<string, ReadonlyArray<Question>>) {
    const listed = yield* Effect.result(listing.byIds([...byJob.keys()]))
    if (Result.isFailure(listed) && concernsAll(listed.failure)) {
      return yield* settle([...byJob.values()].flat(), Exit.fail(listed.failure))
    }
    // What cannot be read as a list is read job by job: one that is malformed is then its own waiter's.
    const jobs = Result.getOrElse(listed, () => new Map<string, Job>())
    yield* Effect.forEach(
      byJob,
      ([jobId, questions]) => {
        const job = jobs.get(jobId)
        if (job !== undefined && isWhole(job)) return tell(questions, Exit.succeed(job))
        return Effect.tap(askOne(jobId, questions), () =>
          Effect.sync(() => void (jobs.size > 0 && job === undefined && unlisted.add(jobId))),
        )
      },
      { concurrency: atOnce, discard: true },
    )
  })

  const ask = (questions: ReadonlyArray<Question>) => {
    const byJob = grouped(questions)
    const [only] = byJob
    const asked = byJob.size === 1 && only !== undefined ? askOne(only[0], only[1]) : askMany(byJob)
    return watched(asked).pipe(
      Effect.onError((cause) => tell(questions, Exit.failCause(cause))),
      slots.withPermits(1),
      Effect.forkDetach,
    )
  }

  const loop = Effect.gen(function* () {
    while (open.size > 0) {
      // Who wakes in the same moment comes along.
      yield* Effect.yieldNow
      const now = yield* Clock.currentTimeMillis
      const due = [...open].filter((question) => Math.max(question.due, restUntil) <= now)
      if (due.length === 0) {
        const next = Math.max(restUntil, Math.min(...[...open].map((question) => question.due)))
        changed = Deferred.makeUnsafe()
        yield* Effect.raceFirst(Effect.sleep(Math.max(1, next - now)), Deferred.await(changed))
        continue
      }
      for (const question of due) open.delete(question)
      const together: Array<ReadonlyArray<Question>> = []
      for (const [jobId, questions] of grouped(due)) {
        if (unlisted.has(jobId)) yield* ask(questions)
        else together.push(questions)
      }
      for (let i = 0; i < together.length; i += idsAtOnce) {
        yield* ask(together.slice(i, i + idsAtOnce).flat())
      }
    }
  }).pipe(Effect.ensuring(Effect.sync(() => (running = false))), ownCalls)

  /** The job as it is when `due` has come. */
  const poll = (jobId: string, due: number): Effect.Effect<Job, PollError> =>
    Effect.suspend(() => {
      const question: Question = { jobId, due, answer: Deferred.makeUnsafe() }
      open.add(question)
      const start = running
        ? Effect.asVoid(Deferred.succeed(changed, undefined))
        : Effect.asVoid(Effect.forkDetach(loop))
      running = true
      return Effect.andThen(start, Deferred.await(question.answer)).pipe(
        Effect.ensuring(Effect.sync(() => open.delete(question))),
      )
    })

  return poll
}

const grouped = (questions: ReadonlyArray<Question>): ReadonlyMap<string, ReadonlyArray<Question>> => {
  const byJob = new Map<string, Array<Question>>()
  for (const question of questions) {
    const others = byJob.get(question.jobId)
    if (others === undefined) byJob.set(question.jobId, [question])
    else others.push(question)
  }
  return byJob
}

/** A list leaves the children of a job out. */
const isWhole = (job: Job): boolean =>
  !isTerminal(job.status) || job.type !== "ionq.multi-circuit.v1" || job.child_job_ids !== undefined

const isRefusal = (exit: Exit.Exit<Job, PollError>): boolean =>
  Exit.isFailure(exit) &&
  exit.cause.reasons.some((reason) => reason._tag === "Fail" && reason.error._tag === "RateLimitError")

/** Whether a list that failed says something about each job that was asked for. */
const concernsAll = (error: { readonly _tag: string }): error is CommonError =>
  error._tag !== "DecodeError" && error._tag !== "PaginationError" && error._tag !== "BadRequestError"

/**
 * When to ask next: a delay after now, drawn forward to a beat of the clock that is at most a quarter of the delay, so that
 * waiters ask in the same moment. It is never later than the delay says.
 */
export const onBeat = (now: number, delay: Duration.Duration): number => {
  const millis = Duration.toMillis(delay)
  if (millis < 8 || !Number.isFinite(millis)) return now + millis
  const beat =
    millis >= 1000 ? 250 * 2 ** Math.floor(Math.log2(millis / 1000)) : 2 ** Math.floor(Math.log2(millis / 4))
  return Math.floor((now + millis) / beat) * beat
}
