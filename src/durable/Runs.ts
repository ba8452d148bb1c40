import { Clock, Effect, Schema } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { InvalidRequestError } from "../IonQError.ts"
import { type DurableError, RunConflictError, RunOpenError, UnknownRunError } from "./DurableError.ts"
import { asStorageError, checkFormat, makeHandle, type Run } from "./Run.ts"
import { divideIntoChunks } from "./divideIntoChunks.ts"
import type { LiveChunks } from "./LiveChunks.ts"
import { checkName, checkOptions, type StartOptions } from "./options.ts"
import type { Platform } from "./Platform.ts"
import { makeStore, type NewChunk, type RunRow } from "./Store.ts"
import { format, makeTables } from "./tables.ts"
import { workflowOf } from "./chunkWorkflow.ts"
import { aboutIts } from "../signals/annotate.ts"

/**
 * A run in the list of runs.
 *
 * @category models
 * @since 0.2.0
 */
export interface RunSummary {
  readonly name: string
  readonly createdAt: Date
  readonly endedAt: Date | undefined
  readonly isCanceled: boolean
  /** The number of circuits, and their progress. */
  readonly total: number
  readonly submitted: number
  readonly done: number
  readonly failed: number
  /** Whether this release can read the rows of the run. */
  readonly isReadable: boolean
}

/** Methods that start, find and list the runs of one platform. */
export interface Runs<Request, E, Options = StartOptions> {
  /**
   * Starts a run, or continues the run with this name. A name stands for the same run in every process and after
   * every restart. All requests are stored before the method returns, and a runner carries them out.
   *
   * **Details**
   *
   * Fails with `RunConflictError` if the run exists with other requests or options, and with `InvalidRequestError` if
   * the name, an option or a request is invalid. A request that IonQ or the checks of `Jobs.submit` reject has the
   * error as its outcome.
   */
  readonly start: (
    name: string,
    requests: Iterable<Request>,
    options?: Options,
  ) => Effect.Effect<Run<E>, InvalidRequestError | RunConflictError | DurableError>
  /** Finds a run by its name. */
  readonly attach: (name: string) => Effect.Effect<Run<E>, UnknownRunError | DurableError>
  /**
   * Lists the runs, newest first: all of them, those that have not ended (`open: true`), or those that have (`open:
   * false`).
   */
  readonly list: (options?: {
    readonly open?: boolean | undefined
  }) => Effect.Effect<ReadonlyArray<RunSummary>, DurableError>
  /**
   * Removes a run that has ended, with its outcomes, so that its name is free. The jobs at IonQ remain. A run in the
   * format of another release is removed even if it has not ended.
   */
  readonly forget: (name: string) => Effect.Effect<void, UnknownRunError | RunOpenError | DurableError>
}

const digestOf = (text: string): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))),
    (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  )

/** Creates the tables if they do not exist, and returns the methods. */
export const makeRuns = Effect.fnUntraced(function* <Request, E>(
  sql: SqlClient,
  platform: Platform<Request, E>,
  live: LiveChunks<E>,
): Effect.fn.Return<Runs<Request, E>, DurableError> {
  yield* asStorageError(makeTables(sql))
  const store = makeStore(sql, platform.name)
  const workflow = workflowOf(platform.name)
  const encode = Schema.encodeEffect(platform.request, { onExcessProperty: "error" })

  const written = (requests: Iterable<Request>) =>
    Effect.forEach([...requests], (request, index) =>
      Effect.mapBoth(encode(request), {
        onSuccess: (value) => ({ text: JSON.stringify(value), request }),
        onFailure: ({ message }) =>
          new InvalidRequestError({
            field: `requests[${index}]`,
            message: `Request ${index} cannot be written down: ${message.replaceAll(/\s*\n\s*/g, " ")}`,
          }),
      }),
    )

  const start = Effect.fn("Durable.start")(
    function* (name: string, requests: Iterable<Request>, given: StartOptions = {}) {
      yield* checkName(name)
      const options = yield* checkOptions(given)
      const all = yield* written(requests)
      const digest = yield* digestOf(`[${all.map(({ text }) => text).join(",")}]`)
      // The id is random, so that a run with a reused name, here or in another database, does not find the jobs of an
      // earlier run.
      const id = crypto.randomUUID().replaceAll("-", "")
      const chunks = yield* Effect.forEach(
        divideIntoChunks(platform, all, options),
        ({ first, circuits, texts }, place) =>
          Effect.map(workflow.executionId({ run: id, chunk: place }), (execution): NewChunk => ({
            place,
            execution,
            first,
            circuits,
            requests: `[${texts.join(",")}]`,
          })),
      )
      const row: RunRow = {
        id,
        platform: platform.name,
        name,
        format,
        digest,
        options: JSON.stringify(options),
        circuits: chunks.reduce((sum, { circuits }) => sum + circuits, 0),
        created_at: new Date(yield* Clock.currentTimeMillis).toISOString(),
        canceled_at: null,
        ended_at: null,
        session_id: null,
        sessions: 0,
      }
      const found = yield* Effect.flatMap(store.insert(row, chunks), checkFormat)
      const field = found.digest === digest ? "options" : "requests"
      if (found.digest !== digest || found.options !== row.options) {
        return yield* new RunConflictError({
          name,
          field,
          message: `There is a run ${name} with other ${field}: take another name, or forget it`,
        })
      }
      yield* live.ring
      return makeHandle(platform, store, live, found)
    },
    asStorageError,
    aboutRun,
  )

  const byName = Effect.fnUntraced(function* (name: string) {
    const run = yield* store.byName(name)
    if (run !== undefined) return run
    return yield* new UnknownRunError({ name, message: `There is no run ${name}` })
  })

  return {
    start,
    attach: Effect.fn("Durable.attach")(
      function* (name: string) {
        const run = yield* Effect.flatMap(byName(name), checkFormat)
        return makeHandle(platform, store, live, run)
      },
      asStorageError,
      aboutRun,
    ),
    list: Effect.fn("Durable.list")(function* ({ open }: { readonly open?: boolean | undefined } = {}) {
      const rows = yield* store.list(open)
      return rows.map(
        ({
          name,
          created_at,
          ended_at,
          canceled_at,
          circuits,
          submitted,
          done,
          failed,
          ...row
        }): RunSummary => ({
          name,
          createdAt: new Date(created_at),
          endedAt: ended_at === null ? undefined : new Date(ended_at),
          isCanceled: canceled_at !== null,
          total: circuits,
          submitted,
          done,
          failed,
          isReadable: row.format === format,
        }),
      )
    }, asStorageError),
    forget: Effect.fn("Durable.forget")(
      function* (name: string) {
        const run = yield* byName(name)
        if (run.ended_at === null && run.format === format) {
          return yield* new RunOpenError({
            name,
            message: `The run ${name} has not ended: cancel it, and wait for its end`,
          })
        }
        yield* store.forget(run.id, run.format)
      },
      asStorageError,
      aboutRun,
    ),
  }
})

const aboutRun = aboutIts("ionq.run.name")
