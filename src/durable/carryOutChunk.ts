import { Cause, Duration, Effect, Predicate, Result, Schema, type Semaphore } from "effect"
import { noRecord } from "../jobs/CurrentLedger.ts"
import type { Ran } from "../Jobs.ts"
import type { RunCanceledError } from "./DurableError.ts"
import { failureOf, makeLedger } from "./ledger.ts"
import { countsOf, type Live, type LiveChunk, writeDown } from "./Live.ts"
import { RunOptions } from "./options.ts"
import { encodeOutcomes } from "./outcomes.ts"
import { persistently } from "./persistently.ts"
import type { Platform, Verdict } from "./Platform.ts"
import { makeSession } from "./session.ts"
import type { Store } from "./Store.ts"
import { note } from "../signals/about.ts"

/** What carrying out chunks needs. */
export interface Parts<Request, E> {
  readonly platform: Platform<Request, E | RunCanceledError>
  readonly store: Store
  readonly live: Live<E | RunCanceledError>
  /** Limits how many submissions of this process are looked for and sent at a time. */
  readonly gate: Semaphore.Semaphore
  /**
   * Held by the one new chunk whose submissions go through the gate. Those after it are not begun, so that whoever goes on after
   * a death has few jobs to look for.
   */
  readonly entry: Semaphore.Semaphore
  /** How long a request may be on its way whose process has died. */
  readonly settle: Duration.Duration
}

/** The pause before what passes by itself is tried again, doubled each time up to the longest. */
const firstPause = Duration.seconds(1)
const longestPause = Duration.minutes(1)
/** The pause where somebody has to do something. */
const blockedPause = Duration.seconds(15)

/** How often what is doubtful is tried. */
const mostTries = 5

const decodeOptions = Schema.decodeUnknownEffect(Schema.fromJsonString(RunOptions))
const decodeJobs = Schema.decodeUnknownEffect(
  Schema.fromJsonString(Schema.Record(Schema.String, Schema.String)),
)

/** Holds a permit until it is let go, or the effect has ended. */
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
 * Carries out one chunk to its end, whatever was done of it before: its submissions find their jobs by their ids. What
 * passes by itself is tried again and is no outcome. It can be interrupted at any moment and be called again, here or in
 * another process; its jobs are then left alone.
 */
export const makeCarryOut = <Request, E>(parts: Parts<Request, E>) => {
  const { entry, live, platform, settle, store } = parts

  /** `onPassed` is called when all submissions have gone through the gate. */
  // The fiber of the engine belongs to no trace of a program.
  const attempt = Effect.fn("Durable.chunk", { root: true })(function* (
    runId: string,
    place: number,
    onPassed: Effect.Effect<void>,
  ) {
    const run = yield* persistently(store.byId(runId))
    yield* note({ "ionq.run.name": run?.name, "ionq.run.id": runId, "ionq.run.chunk": place })
    const row = yield* persistently(store.begin(runId, place))
    // Forgotten, or done by another process that did not come to say so.
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
          // What a process sent that died may still be on its way: sent again, it would be there twice.
          const isKnown = row.submitted >= row.circuits && !requests.some(platform.isChunk)
          if (row.begun > 1 && !isKnown) yield* Effect.sleep(settle)
          yield* Effect.forEach(
            requests,
            (request, i) => runOne(request, row.first + i, `${row.execution}-${i}`),
            { concurrency: "unbounded", discard: true },
          )
          const text = encodeOutcomes(platform, chunk.outcomes)
          yield* persistently(store.finish(runId, place, countsOf(chunk), text))
        }),
      () =>
        Effect.suspend(() => {
          live.remove(chunk)
          // Broken off, it says how far it is, for whoever goes on with it.
          return chunk.isDirty ? Effect.ignore(writeDown(store, chunk)) : Effect.void
        }),
    )
    yield* live.ring
  })

  const inOrder = Effect.fnUntraced(function* (runId: string, place: number) {
    const begun = yield* persistently(store.begun(runId, place))
    return yield* begun === 0
      ? holding(entry, (letGo) => attempt(runId, place, letGo))
      : attempt(runId, place, Effect.void)
  })

  const carryOut = (runId: string, place: number): Effect.Effect<void> =>
    // What it ends with would end the workflow, and the chunk would never be carried out. Where this fiber is interrupted
    // itself, the sleep is, too.
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

/** What the requests of a chunk have in common. */
interface Common<E> {
  readonly name: string
  /** Called once for each request: it has gone through the gate, or was not let in. */
  readonly onPassed: Effect.Effect<void>
  readonly submittedSince: Date
  readonly ledger: Effect.Success<ReturnType<typeof makeLedger>>
  readonly session: ReturnType<typeof makeSession<unknown, E>>
  /** The unit of the budget; undefined where there is none. */
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
          // After the first time this process itself may have sent it before.
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
              // Whoever cancels has seen the jobs that were there.
              if (chunk.canceled) yield* Effect.forkDetach(platform.cancel(jobId))
            }),
        }),
      ),
    )
    return { joined, ran: ran.map(({ circuit, name, result }) => ({ index, circuit, name, result })) }
  })

  /** The verdict on a request: the worst of those on its circuits. */
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

  /** Replaces what was reserved for jobs by what they cost. */
  const charge = (seen: ReadonlyMap<string, string>) =>
    Effect.forEach(
      unit === undefined ? [] : seen,
      ([jobId, part]) =>
        Effect.flatMap(platform.cost(jobId), (cost) =>
          cost !== undefined && cost.unit === unit && cost.value >= 0
            ? persistently(store.settle(chunk.runId, part, cost.value))
            : Effect.void,
        ),
      { concurrency: 4, discard: true },
    )

  return Effect.fnUntraced(function* (request: Request, index: number, submissionId: string) {
    /** The submission of each job. */
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
        // The session could not be opened: no circuit has run.
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
