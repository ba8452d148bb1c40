import { Cause, Duration, Effect, Predicate, Result, Schema, type Semaphore } from "effect"
import { noRecord } from "../jobs/CurrentLedger.ts"
import type { Ran } from "../Jobs.ts"
import type { RunCanceledError } from "./DurableError.ts"
import { failureOf, makeLedger } from "./ledger.ts"
import { countsOf, type LiveChunks, type LiveChunk, writeDown } from "./LiveChunks.ts"
import { RunOptions } from "./options.ts"
import { encodeOutcomes } from "./storedOutcomes.ts"
import { retryDatabase } from "./retryDatabase.ts"
import type { Platform, Verdict } from "./Platform.ts"
import { makeSession } from "./session.ts"
import type { Store } from "./Store.ts"
import { note } from "../signals/annotate.ts"

/** The dependencies of {@link makeCarryOut}. */
export interface Parts<Request, E> {
  readonly platform: Platform<Request, E | RunCanceledError>
  readonly store: Store
  readonly live: LiveChunks<E | RunCanceledError>
  /** Limits how many requests of this process are being submitted at a time. */
  readonly gate: Semaphore.Semaphore
  /**
   * Held by one new chunk until all its requests have passed the gate. The next chunk begins only then, so that after
   * a crash only few jobs have to be searched for.
   */
  readonly entry: Semaphore.Semaphore
  /** How long a request may still be in flight after its process has died. */
  readonly settle: Duration.Duration
}

/** The pause before a request is repeated. It is doubled each time up to `longestPause`. */
const firstPause = Duration.seconds(1)
const longestPause = Duration.minutes(1)
/** The shortest pause if the user has to act. */
const blockedPause = Duration.seconds(15)

/** The largest number of attempts after doubtful failures. */
const mostTries = 5

const decodeOptions = Schema.decodeUnknownEffect(Schema.fromJsonString(RunOptions))
const decodeJobs = Schema.decodeUnknownEffect(
  Schema.fromJsonString(Schema.Record(Schema.String, Schema.String)),
)

/** Runs an effect with a permit of a semaphore. `letGo` returns the permit before the effect has ended. */
const holding = <A, E>(
  semaphore: Semaphore.Semaphore,
  use: (letGo: Effect.Effect<void>) => Effect.Effect<A, E>,
): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    let holds = true
    const letGo = Effect.suspend(() => {
      if (!holds) return Effect.void
      holds = false
      return Effect.asVoid(semaphore.release(1))
    })
    return Effect.acquireUseRelease(
      semaphore.take(1),
      () => use(letGo),
      () => letGo,
    )
  })

/**
 * Carries out one chunk to its end. It can be interrupted at any time and called again, here or in another process: the
 * submissions then find their jobs by their ids. Temporary failures are retried and do not become outcomes.
 */
export const makeCarryOut = <Request, E>(parts: Parts<Request, E>) => {
  const { entry, live, platform, settle, store } = parts

  /** `onPassed` is called when all submissions have passed the gate. */
  // A root span: the fiber of the engine is not part of a program's trace.
  const attempt = Effect.fn("Durable.chunk", { root: true })(function* (
    runId: string,
    place: number,
    onPassed: Effect.Effect<void>,
  ) {
    const run = yield* retryDatabase(store.byId(runId))
    yield* note({ "ionq.run.name": run?.name, "ionq.run.id": runId, "ionq.run.chunk": place })
    const row = yield* retryDatabase(store.begin(runId, place))
    // The run was removed, or another process ended the chunk.
    if (run === undefined || row === undefined) return
    const options = yield* decodeOptions(run.options)
    const requests = yield* Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Array(platform.request)))(
      row.requests,
    )
    const chunk: LiveChunk<E | RunCanceledError> = {
      runId,
      place,
      outcomes: [],
      submitted: 0,
      jobs: new Set(),
      known: new Map(row.jobs === null ? [] : Object.entries(yield* decodeJobs(row.jobs))),
      written: 0,
      problem: undefined,
      canceled: run.canceled_at !== null,
      isDirty: false,
    }
    let passing = requests.length
    const runOne = makeRunOne(parts, chunk, {
      name: run.name,
      onPassed: Effect.suspend(() => (--passing === 0 ? onPassed : Effect.void)),
      submittedSince: new Date(row.begun_at),
      ledger: yield* makeLedger(store, run, chunk, options, row.begun === 1),
      session: makeSession(platform, store, run, options),
      unit: options.budget?.unit,
    })
    yield* Effect.acquireUseRelease(
      Effect.sync(() => live.add(chunk)),
      () =>
        Effect.gen(function* () {
          // A request of a process that died may still be in flight, and sending it again would create a second job.
          const isKnown = row.submitted >= row.circuits && !requests.some(platform.isChunk)
          if (row.begun > 1 && !isKnown) yield* Effect.sleep(settle)
          yield* Effect.forEach(
            requests,
            (request, i) => runOne(request, row.first + i, `${row.execution}-${i}`),
            { concurrency: "unbounded", discard: true },
          )
          const text = encodeOutcomes(platform, chunk.outcomes)
          yield* retryDatabase(store.finish(runId, place, countsOf(chunk), text))
        }),
      () =>
        Effect.suspend(() => {
          live.remove(chunk)
          // After an interruption, the row has the progress for the next process.
          return chunk.isDirty ? Effect.ignore(writeDown(store, chunk)) : Effect.void
        }),
    )
    yield* live.ring
  })

  const inOrder = Effect.fnUntraced(function* (runId: string, place: number) {
    const begun = yield* retryDatabase(store.begun(runId, place))
    return yield* begun === 0
      ? holding(entry, (letGo) => attempt(runId, place, letGo))
      : attempt(runId, place, Effect.void)
  })

  const carryOut = (runId: string, place: number): Effect.Effect<void> =>
    // A failure here would end the workflow, and the chunk would never be carried out. If this fiber itself is
    // interrupted, the sleep is interrupted, too.
    Effect.catchCause(inOrder(runId, place), (cause) =>
      (Cause.hasInterruptsOnly(cause)
        ? Effect.sleep(firstPause)
        : Effect.andThen(
            Effect.logError(`Chunk ${place} of run ${runId} failed, and is tried again`, cause).pipe(
              Effect.annotateLogs({ "ionq.run.id": runId, "ionq.run.chunk": place }),
            ),
            Effect.sleep(longestPause),
          )
      ).pipe(Effect.andThen(Effect.suspend(() => carryOut(runId, place)))),
    )
  return carryOut
}

/** The values that the requests of a chunk share. */
interface Common<E> {
  readonly name: string
  /** Called once for each request, after it has passed the gate or has failed before the gate. */
  readonly onPassed: Effect.Effect<void>
  readonly submittedSince: Date
  readonly ledger: Effect.Success<ReturnType<typeof makeLedger>>
  readonly session: ReturnType<typeof makeSession<unknown, E>>
  /** The unit of the budget; undefined without a budget. */
  readonly unit: string | undefined
}

/** Runs one request until each of its circuits has an outcome. */
const makeRunOne = <Request, E>(
  { gate, platform, store }: Parts<Request, E>,
  chunk: LiveChunk<E | RunCanceledError>,
  { name, onPassed, submittedSince, ledger, session, unit }: Common<E | RunCanceledError>,
) => {
  type Failure = E | RunCanceledError

  const submitAndWait = Effect.fnUntraced(function* (
    request: Request,
    index: number,
    submissionId: string,
    seen: Map<string, string>,
    isFirst: boolean,
    pass: Effect.Effect<void>,
  ) {
    const joined = yield* chunk.canceled ? Effect.undefined : session.join
    const ran = yield* holding(gate, (letNext) =>
      Effect.andThen(
        pass,
        platform.run(request, {
          submissionId,
          submittedSince,
          // After the first attempt, this process may have sent the request itself, so its job is searched for.
          ledger: isFirst ? ledger : { ...ledger, isAlone: noRecord.isAlone },
          session: joined,
          onSubmitted: (jobId, part) =>
            Effect.gen(function* () {
              yield* letNext
              if (seen.size === 0) chunk.submitted += platform.circuits(request).length
              seen.set(jobId, part)
              chunk.jobs.add(jobId)
              chunk.known.set(part, jobId)
              chunk.isDirty = true
              // The cancellation did not include this job, because it was not known yet.
              if (chunk.canceled) yield* Effect.forkDetach(platform.cancel(jobId))
            }),
        }),
      ),
    )
    return { joined, ran: ran.map(({ circuit, name, result }) => ({ index, circuit, name, result })) }
  })

  /**
   * The verdict on a request: that of its first failure that is not final. A doubtful failure becomes final after
   * `mostTries`, and after a cancellation all but `again` are final.
   */
  const judge = (
    ran: ReadonlyArray<Ran<Failure>>,
    tries: number,
  ): readonly [Verdict, Failure | undefined] => {
    for (const { result } of ran) {
      if (Result.isSuccess(result)) continue
      const verdict = platform.judge(result.failure)
      if (verdict === "final" || (verdict === "doubtful" && tries >= mostTries)) continue
      if (chunk.canceled && verdict !== "again") continue
      return [verdict, result.failure]
    }
    return ["final", undefined]
  }

  const wait = (verdict: Verdict, failure: Failure, pause: Duration.Duration) =>
    Effect.gen(function* () {
      const length = verdict === "blocked" ? Duration.max(pause, blockedPause) : pause
      const text = wordsOf(failure)
      if (chunk.problem !== text) {
        yield* Effect.annotateLogs(
          Effect.logWarning(`The run ${name} is held up, and tries again: ${text}`),
          "ionq.run.name",
          name,
        )
      }
      chunk.problem = text
      chunk.isDirty = true
      yield* Effect.sleep(length)
    })

  /** Replaces the reserved amounts by the costs of the jobs. */
  const charge = (seen: ReadonlyMap<string, string>) =>
    Effect.forEach(
      unit === undefined ? [] : seen,
      ([jobId, part]) =>
        Effect.flatMap(platform.cost(jobId), (cost) =>
          cost !== undefined && cost.unit === unit && cost.value >= 0
            ? retryDatabase(store.settle(chunk.runId, part, cost.value))
            : Effect.void,
        ),
      { concurrency: 4, discard: true },
    )

  return Effect.fnUntraced(function* (request: Request, index: number, submissionId: string) {
    /** The id of the submission of each job. */
    const seen = new Map<string, string>()
    let hasPassed = false
    const pass = Effect.suspend(() => {
      if (hasPassed) return Effect.void
      hasPassed = true
      return onPassed
    })
    let pause = firstPause
    for (let tries = 1; ; tries++) {
      const { joined, ran } = yield* submitAndWait(
        request,
        index,
        submissionId,
        seen,
        tries === 1,
        pass,
      ).pipe(
        // The session could not be opened, so no circuit has run.
        Effect.catch((failure) =>
          Effect.succeed({ joined: undefined, ran: failAll(platform, request, index, failure) }),
        ),
      )
      yield* pass
      const [verdict, failure] = judge(ran, tries)
      if (failure !== undefined && verdict === "session") {
        const reopened = yield* Effect.result(session.reopen(joined))
        if (Result.isSuccess(reopened) && reopened.success) continue
      } else if (failure !== undefined) {
        yield* wait(verdict, failure, pause)
        pause = Duration.min(Duration.times(pause, 2), longestPause)
        continue
      }
      yield* charge(seen)
      for (const id of seen.keys()) chunk.jobs.delete(id)
      for (const { result, ...place } of ran) {
        chunk.outcomes.push({ ...place, result: Result.mapError(result, failureOf) })
      }
      chunk.problem = undefined
      chunk.isDirty = true
      return
    }
  })
}

const failAll = <Request, E>(
  platform: Platform<Request, E>,
  request: Request,
  index: number,
  failure: E,
): ReadonlyArray<Ran<E>> =>
  platform.circuits(request).map((name, circuit) => ({ index, circuit, name, result: Result.fail(failure) }))

const wordsOf = (failure: unknown): string =>
  Predicate.hasProperty(failure, "_tag") && Predicate.hasProperty(failure, "message")
    ? `${String(failure._tag)}: ${String(failure.message)}`
    : String(failure)
