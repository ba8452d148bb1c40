/**
 * Runs that outlive their process. They are stored in a database, any process can carry them out, and no job is
 * submitted twice.
 *
 * @since 0.2.0
 */
import { Context, Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { ConfigurationError } from "../IonQError.ts"
import { Jobs, type RunnableRequest } from "../Jobs.ts"
import type { Polling } from "../Polling.ts"
import type { Results } from "../Results.ts"
import { type PrimitiveError, Sampler } from "../Sampler.ts"
import type { Sessions } from "../Sessions.ts"
import type { DurableError } from "./DurableError.ts"
import type { RunnerOptions } from "./clusterEngine.ts"
import { type Failure, ionq } from "./ionq.ts"
import { layersOf, layerSqlite } from "./layers.ts"
import { layerPostgres } from "./postgres.ts"
import type { Runs } from "./Runs.ts"
import { makeSampler, type SamplerOptions } from "./sampler.ts"
import type { WorkOptions } from "./carryOutRuns.ts"

export * from "./DurableError.ts"
export type { RunnerOptions } from "./clusterEngine.ts"
export type { Progress, Run } from "./Run.ts"
export type { Failure } from "./ionq.ts"
export type { StartOptions } from "./options.ts"
export type { PostgresOptions } from "./postgres.ts"
export type { Runs, RunSummary } from "./Runs.ts"
export type { SamplerOptions } from "./sampler.ts"
export type { WorkOptions } from "./carryOutRuns.ts"

/**
 * The services of the SDK that durable runs need.
 *
 * @category models
 * @since 0.2.0
 */
export type Needs = Jobs | Polling | Results | Sessions

/**
 * The methods of {@link Durable}.
 *
 * @category services
 * @since 0.2.0
 */
export interface DurableService extends Runs<RunnableRequest, Failure> {}

/**
 * Durable runs of IonQ's jobs.
 *
 * **Details**
 *
 * A run is stored in chunks. Each chunk is a workflow of Effect's cluster: one process at a time carries it out, and
 * another process continues it if that one is killed. The ids of the submissions are derived from the chunk, so that
 * the next process finds the jobs that exist. No row contains an API key: each process has its own.
 *
 * **Example** (A run that outlives the process)
 *
 * ```ts
 * const program = Effect.gen(function* () {
 *   const durable = yield* Durable
 *   const run = yield* durable.start("vqe-7", requests)
 *   yield* Stream.runForEach(run.outcomes, ({ index, result }) => Effect.log(index, result))
 * }).pipe(Effect.provide(Durable.layerEmbedded({ file: "runs.sqlite" })))
 * ```
 *
 * @category services
 * @since 0.2.0
 */
export class Durable extends Context.Service<Durable, DurableService>()("effect-ionq/durable/Durable") {
  /**
   * Stores runs in one SQLite file, and carries them out in this process. A file belongs to one such process at a
   * time. Other processes use {@link Durable.layerClient} over {@link Durable.layerSqlite}. Needs Node 22.13.
   */
  static readonly layerEmbedded = (
    options: { readonly file: string } & WorkOptions,
  ): Layer.Layer<Durable, DurableError | ConfigurationError, Needs> => layers().embedded(options)

  /**
   * Carries runs out in this process, and stores them in any database of Effect's `SqlClient`. Several processes with
   * this layer on one database share the work. A chunk that another process stored is started within a second.
   *
   * **Gotchas**
   *
   * On SQLite, a process that was killed keeps its chunks for `lockExpiration`: see {@link Durable.layerEmbedded}.
   */
  static readonly layerSql = (
    options: WorkOptions & Pick<RunnerOptions, "lockExpiration"> = {},
  ): Layer.Layer<Durable, DurableError | ConfigurationError, Needs | SqlClient> =>
    Layer.suspend(() => layers().sql(options))

  /**
   * One of several processes that carry out runs together, with PostgreSQL as the database: see {@link
   * Durable.layerPostgres}. If a process dies or hangs, the others take over its chunks after `lockExpiration`.
   */
  static readonly layerRunner = (
    options: RunnerOptions & WorkOptions,
  ): Layer.Layer<Durable, DurableError | ConfigurationError, Needs | SqlClient> => layers().runner(options)

  /** Starts, watches, reads and cancels runs that other processes with the same database carry out. */
  static readonly layerClient: Layer.Layer<Durable, DurableError, Needs | SqlClient> = Layer.suspend(
    () => layers().client,
  )

  /**
   * The `SqlClient` of a file of {@link Durable.layerEmbedded}, for a process that does not carry out runs. Needs
   * Node 22.13.
   */
  static readonly layerSqlite = layerSqlite

  /**
   * A `SqlClient` on PostgreSQL. The server ends a transaction whose process hangs. Needs the package
   * `@effect/sql-pg`.
   */
  static readonly layerPostgres = layerPostgres
}

const layers = () => layersOf(Durable, ionq, (runs) => Durable.of(runs))

/**
 * A sampler on a backend of IonQ whose sweeps outlive their process, for `Sampler` and `Estimator` of `effect-ionq`.
 * The `submissionId` of a call is the name of its run.
 *
 * **Details**
 *
 * The same call with the same name, in this process or a later one, continues the run and returns all of its points.
 * All points fail if the name belongs to another sweep, or if a call has no name. All jobs of the sweep are stored
 * before the first one is sent, so the sweep has to fit into memory. Interrupting the stream does not stop the run:
 * cancel it by its name, on {@link Durable}. An option out of range fails the layer.
 *
 * **Example** (A scan that outlives the process)
 *
 * ```ts
 * import { layerSampler } from "effect-ionq/durable"
 *
 * const circuit = Circuit.qis(1, [Gates.ry(0, Circuit.param("theta"))])
 * const scan = Sampler.run(circuit, {
 *   sweep: Sweep.linspace("theta", 0, Math.PI, 20),
 *   submissionId: "scan-7",
 * }).pipe(Stream.runCollect, Effect.provide(layerSampler({ backend: "simulator" })))
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerSampler = (options: SamplerOptions): Layer.Layer<Sampler, PrimitiveError, Durable | Jobs> =>
  Layer.effect(
    Sampler,
    Effect.gen(function* () {
      return yield* makeSampler(yield* Durable, yield* Jobs, options)
    }),
  )
