/**
 * Runs of QPI's jobs that outlive their process. They are stored in a database, any process can carry them out, and
 * no job is submitted twice.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { ConfigurationError } from "../IonQError.ts"
import type { SubmitRequest } from "../qpi/jobs/submission.ts"
import type { QpiJobs } from "../qpi/QpiJobs.ts"
import type { DurableError } from "./DurableError.ts"
import type { RunnerOptions } from "./clusterEngine.ts"
import { layersOf, layerSqlite } from "./layers.ts"
import type { StartOptions } from "./options.ts"
import { layerPostgres } from "./postgres.ts"
import { plainOf, type PlainRequest, qpi, type QpiFailure } from "./qpi.ts"
import type { Runs } from "./Runs.ts"
import type { WorkOptions } from "./carryOutRuns.ts"

export * from "./DurableError.ts"
export type { RunnerOptions } from "./clusterEngine.ts"
export type { Progress, Run } from "./Run.ts"
export type { PostgresOptions } from "./postgres.ts"
export type { QpiFailure as Failure } from "./qpi.ts"
export type { Runs, RunSummary } from "./Runs.ts"
export type { WorkOptions } from "./carryOutRuns.ts"

/**
 * The methods of {@link QpiDurable}.
 *
 * @category services
 * @since 0.2.0
 */
export interface QpiDurableService extends Runs<SubmitRequest, QpiFailure, Pick<StartOptions, "chunk">> {}

const serviceOf = (runs: Runs<PlainRequest, QpiFailure>): QpiDurableService => ({
  ...runs,
  start: (name, requests, options) =>
    Effect.flatMap(Effect.forEach([...requests], plainOf), (plain) => runs.start(name, plain, options)),
})

/**
 * Durable runs of QPI's jobs.
 *
 * **Details**
 *
 * The runs are stored and carried out like those of IonQ: see `Durable` of `effect-ionq/durable`. Each request is one
 * job. It has an outcome for each circuit and each set of parameters: the counts. Requests with `measLevel: 1` are
 * rejected. If no seconds are left on the processors, the run waits, and `progress.problem` has the reason.
 *
 * **Gotchas**
 *
 * The results are only in the job records, so this service needs a JWT. A cancellation is only a request: a canceled
 * job may still complete and be charged. A file belongs to one service: use another file for the runs of IonQ.
 *
 * **Example** (A scan that outlives the process)
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const durable = yield* QpiDurable
 *   const run = yield* durable.start("scan-7", [{ qpu: "mock-1", circuits: Circuit.bell() }])
 *   yield* Stream.runForEach(run.outcomes, ({ index, result }) => Effect.log(index, result))
 * }).pipe(Effect.provide(QpiDurable.layerEmbedded({ file: "qpi-runs.sqlite" })))
 * ```
 *
 * @category services
 * @since 0.2.0
 */
export class QpiDurable extends Context.Service<QpiDurable, QpiDurableService>()(
  "effect-ionq/durable/QpiDurable",
) {
  /** Stores runs in one SQLite file, and carries them out in this process: see `Durable.layerEmbedded`. */
  static readonly layerEmbedded = (
    options: { readonly file: string } & WorkOptions,
  ): Layer.Layer<QpiDurable, DurableError | ConfigurationError, QpiJobs> => layers().embedded(options)

  /**
   * Carries runs out in this process, and stores them in any database of Effect's `SqlClient`: see
   * `Durable.layerSql`.
   */
  static readonly layerSql = (
    options: WorkOptions & Pick<RunnerOptions, "lockExpiration"> = {},
  ): Layer.Layer<QpiDurable, DurableError | ConfigurationError, QpiJobs | SqlClient> =>
    Layer.suspend(() => layers().sql(options))

  /**
   * One of several processes that carry out runs together, with PostgreSQL as the database: see
   * `Durable.layerRunner`.
   */
  static readonly layerRunner = (
    options: RunnerOptions & WorkOptions,
  ): Layer.Layer<QpiDurable, DurableError | ConfigurationError, QpiJobs | SqlClient> =>
    layers().runner(options)

  /** Starts, watches, reads and cancels runs that other processes with the same database carry out. */
  static readonly layerClient: Layer.Layer<QpiDurable, DurableError, QpiJobs | SqlClient> = Layer.suspend(
    () => layers().client,
  )

  /**
   * The `SqlClient` of a file of {@link QpiDurable.layerEmbedded}, for a process that does not carry out runs. Needs
   * Node 22.13.
   */
  static readonly layerSqlite = layerSqlite

  /**
   * A `SqlClient` on PostgreSQL. The server ends a transaction whose process hangs. Needs the package
   * `@effect/sql-pg`.
   */
  static readonly layerPostgres = layerPostgres
}

const layers = () => layersOf(QpiDurable, qpi, (runs) => QpiDurable.of(serviceOf(runs)))
