import { Clock, Effect, Schema, Stream } from "effect"
import type { SqlError } from "effect/sql/SqlError"
import type { Ran } from "../Jobs.ts"
import { DurableError } from "./DurableError.ts"
import { countsOf, type LiveChunks, type LiveChunk } from "./LiveChunks.ts"
import { RunOptions } from "./options.ts"
import { decodeOutcomes } from "./storedOutcomes.ts"
import type { Platform } from "./Platform.ts"
import type { RunRow, Store } from "./Store.ts"
import { format } from "./tables.ts"

/**
 * The progress of a run, in circuits. `submitted` counts those whose job is known, `done` those that have an outcome,
 * and `failed` the failures among them.
 *
 * @category models
 * @since 0.2.0
 */
export interface Progress {
  readonly total: number
  readonly submitted: number
  readonly done: number
  readonly failed: number
  /** Whether the run was canceled: nothing more is sent, and its jobs are being canceled. */
  readonly isCanceled: boolean
  /** Whether the run has ended, or was removed. */
  readonly hasEnded: boolean
  /**
   * Why a request of the run waits for its next attempt, e.g. because the key is rejected; undefined if none is known
   * to wait.
   */
  readonly problem: string | undefined
  /** The cost of its jobs, or their estimate as long as the cost is unknown; undefined if the run has no budget. */
  readonly spent: { readonly value: number; readonly unit: string } | undefined
}

/**
 * A stored run, with its progress, its outcomes and its cancellation. Any process with the same database can get it by
 * its name.
 *
 * @category models
 * @since 0.2.0
 */
export interface Run<E> {
  readonly name: string
  readonly createdAt: Date
  readonly progress: Effect.Effect<Progress, DurableError>
  /**
   * The outcome of each circuit as it becomes available. Each stream begins with the first outcome. The process that
   * runs a chunk emits its outcomes one by one; any other process emits all outcomes of a chunk when the chunk has
   * ended. The stream ends with the run.
   */
  readonly outcomes: Stream.Stream<Ran<E>, DurableError>
  /** The outcomes so far, in the order of the requests. */
  readonly soFar: Effect.Effect<ReadonlyArray<Ran<E>>, DurableError>
  /** Waits for the end of the run, and returns the outcomes of all circuits in the order of the requests. */
  readonly await: Effect.Effect<ReadonlyArray<Ran<E>>, DurableError>
  /**
   * Requests the cancellation of the run, without waiting for it. A runner then sends nothing more, and cancels the
   * jobs that have not ended. `await` ends when this is done.
   */
  readonly cancel: Effect.Effect<void, DurableError>
}

/** How often the rows, and the chunks of this process, are read for new outcomes, in milliseconds. */
const rowsEvery = 500
const chunksEvery = 100

/** Turns an error of the database into a `DurableError`. */
export const asStorageError = <A, E, R>(
  effect: Effect.Effect<A, E | SqlError, R>,
): Effect.Effect<A, Exclude<E, SqlError> | DurableError, R> =>
  Effect.mapError(effect, (error) =>
    // The guard excludes `SqlError`.
    isSqlError(error) ? storageError(error) : (error as Exclude<E, SqlError>),
  )

const isSqlError = (error: unknown): error is SqlError =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "SqlError"

export const storageError = (error: SqlError): DurableError =>
  new DurableError({ reason: "storage", message: `The database of durable runs failed: ${causeOf(error)}` })

/** The message of the driver. The error itself only names the step that failed. */
const causeOf = ({ message, reason }: SqlError): string =>
  reason.cause instanceof Error ? reason.cause.message : message

/** Rejects a run that another release stored in another format. */
export const checkFormat = (run: RunRow): Effect.Effect<RunRow, DurableError> =>
  run.format === format
    ? Effect.succeed(run)
    : Effect.fail(
        new DurableError({
          reason: "format",
          message:
            `The run ${run.name} has format ${run.format}, and this release reads format ${format}: ` +
            "carry it out with the release that started it, or forget it",
        }),
      )

const unreadable = (name: string) => (error: Schema.SchemaError) =>
  new DurableError({ reason: "format", message: `The rows of run ${name} cannot be read: ${error.message}` })

const decodeOptions = Schema.decodeUnknownEffect(Schema.fromJsonString(RunOptions))

const inOrder = <E>(outcomes: ReadonlyArray<Ran<E>>): ReadonlyArray<Ran<E>> =>
  [...outcomes].sort((a, b) => a.index - b.index || a.circuit - b.circuit)

/** The handle of a run, from its row. */
export const makeHandle = <Request, E>(
  platform: Platform<Request, E>,
  store: Store,
  live: LiveChunks<E>,
  { id, name, created_at, circuits, options }: RunRow,
): Run<E> => {
  const progress = Effect.gen(function* () {
    const rows = yield* store.chunks(id)
    const run = yield* store.byId(id)
    const { budget } = yield* Effect.mapError(decodeOptions(options), unreadable(name))
    const sum = { submitted: 0, done: 0, failed: 0 }
    let problem: string | undefined
    for (const row of rows) {
      const chunk = row.ended_at === null ? live.of(id, row.place) : undefined
      const counts = chunk === undefined ? row : countsOf(chunk)
      sum.submitted += counts.submitted
      sum.done += counts.done
      sum.failed += counts.failed
      problem ??= (chunk === undefined ? row.problem : chunk.problem) ?? undefined
    }
    return {
      total: circuits,
      ...sum,
      isCanceled: run !== undefined && run.canceled_at !== null,
      // A run that was removed has ended, too.
      hasEnded: run === undefined || run.ended_at !== null,
      problem,
      spent: budget === undefined ? undefined : { value: yield* store.spent(id), unit: budget.unit },
    }
  }).pipe(asStorageError)

  /** Builds an effect that reads the outcomes that it has not returned before. */
  const makeReader = () => {
    const given = new Set<string>()
    const ended = new Set<number>()
    /** How many outcomes of a chunk of this process were returned. */
    const read = new WeakMap<LiveChunk<E>, number>()
    let rowsAt = -Infinity
    let places: ReadonlyArray<number> = []
    const isNew = ({ index, circuit }: Ran<E>): boolean => {
      const key = `${index}/${circuit}`
      return !given.has(key) && given.add(key) !== undefined
    }
    const readRow = (place: number) =>
      Effect.gen(function* () {
        const text = yield* store.outcomes(id, place)
        if (text === undefined) return []
        ended.add(place)
        const outcomes = yield* Effect.mapError(decodeOutcomes(platform, text), unreadable(name))
        return outcomes
          .filter(({ index, circuit }) => !given.has(`${index}/${circuit}`))
          .map(({ index, circuit, read }) => {
            given.add(`${index}/${circuit}`)
            return read
          })
      })
    return Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const found: Array<Effect.Effect<Ran<E>>> = []
      const isLive = places.length > 0 && places.every((place) => ended.has(place) || live.of(id, place))
      // `now < rowsAt` means that the clock was set back. Without this check, the next read could be far off.
      if (!isLive || now - rowsAt >= rowsEvery || now < rowsAt) {
        rowsAt = now
        const rows = yield* store.chunks(id)
        places = rows.map(({ place }) => place)
        for (const { place, ended_at } of rows) {
          if (ended_at !== null && !ended.has(place)) found.push(...(yield* readRow(place)))
        }
      }
      for (const place of places) {
        const chunk = live.of(id, place)
        if (chunk === undefined) continue
        const fresh = chunk.outcomes.slice(read.get(chunk) ?? 0)
        read.set(chunk, chunk.outcomes.length)
        found.push(...fresh.filter(isNew).map((ran) => Effect.succeed(ran)))
      }
      const isDone = places.every((place) => ended.has(place))
      const run = isDone ? yield* store.byId(id) : undefined
      return { found, isWhole: isDone && (run === undefined || run.ended_at !== null) }
    })
  }

  const outcomes = Stream.suspend(() => {
    const read = makeReader()
    const pull = (isFirst: boolean): Stream.Stream<Ran<E>, DurableError> =>
      Stream.unwrap(
        Effect.gen(function* () {
          if (!isFirst) yield* Effect.sleep(chunksEvery)
          const { found, isWhole } = yield* asStorageError(read)
          const here = Stream.mapEffect(Stream.fromIterable(found), (ran) => ran)
          return isWhole
            ? here
            : Stream.concat(
                here,
                Stream.suspend(() => pull(false)),
              )
        }),
      )
    return pull(true)
  })

  return {
    name,
    createdAt: new Date(created_at),
    progress,
    outcomes,
    soFar: Effect.suspend(makeReader).pipe(
      asStorageError,
      Effect.flatMap(({ found }) => Effect.all(found, { concurrency: 8 })),
      Effect.map(inOrder),
    ),
    await: Effect.map(Stream.runCollect(outcomes), inOrder),
    cancel: asStorageError(Effect.andThen(store.cancel(id), live.ring)),
  }
}
