import { type Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { ConfigurationError } from "../IonQError.ts"
import { layerSqliteClient } from "../sqlite/client.ts"
import { openExclusively } from "../sqlite/database.ts"
import type { SqliteError } from "../sqlite/SqliteError.ts"
import { DurableError, type RunCanceledError } from "./DurableError.ts"
import {
  type Engine,
  layerAlone,
  layerByDatabase,
  layerTogether,
  type RunnerOptions,
} from "./clusterEngine.ts"
import { makeLiveChunks } from "./LiveChunks.ts"
import type { Platform } from "./Platform.ts"
import { makeRuns, type Runs } from "./Runs.ts"
import { carryOutRuns, type WorkOptions } from "./carryOutRuns.ts"

const fileError = ({ reason, message }: Pick<SqliteError, "reason" | "message">): DurableError =>
  new DurableError({ reason: reason === "unreadable" ? "storage" : reason, message })

/** A `SqlClient` on a SQLite file. Fails with a `DurableError` if the file cannot be opened. */
export const layerSqlite = ({ file }: { readonly file: string }): Layer.Layer<SqlClient, DurableError> =>
  layerSqliteClient(file).pipe(Layer.catch((error) => Layer.effect(SqlClient, Effect.fail(fileError(error)))))

/**
 * The layers of a service that runs the jobs of one platform. `embedded` uses a SQLite file that only this process may
 * use, `sql` and `runner` share a database with other processes, and `client` does not carry out runs itself.
 */
export const layersOf = <I, S, Request, E, Needs>(
  service: Context.Key<I, S>,
  makePlatform: Effect.Effect<Platform<Request, E | RunCanceledError>, never, Needs>,
  serviceOf: (runs: Runs<Request, E | RunCanceledError>) => S,
) => {
  const work = <E2>(
    engine: Engine<E2>,
    options: WorkOptions,
  ): Layer.Layer<I, E2 | DurableError | ConfigurationError, Needs | SqlClient> =>
    Layer.effect(
      service,
      Effect.flatMap(makePlatform, (platform) =>
        Effect.map(carryOutRuns(platform, engine, options), serviceOf),
      ),
    )
  return {
    embedded: ({
      file,
      ...options
    }: { readonly file: string } & WorkOptions): Layer.Layer<I, DurableError | ConfigurationError, Needs> =>
      Layer.unwrap(
        Effect.as(
          Effect.mapError(openExclusively(`${file}.lock`), ({ reason, message }) =>
            reason === "in-use"
              ? new DurableError({ reason, message: `Another process carries out the runs of ${file}` })
              : fileError({ reason, message }),
          ),
          Layer.provide(work(layerAlone, options), layerSqlite({ file })),
        ),
      ),
    sql: ({ lockExpiration, ...options }: WorkOptions & Pick<RunnerOptions, "lockExpiration"> = {}) =>
      work(layerByDatabase(lockExpiration), options),
    runner: (options: RunnerOptions & WorkOptions) => work(layerTogether(options), options),
    client: Layer.effect(
      service,
      Effect.gen(function* () {
        const live = yield* makeLiveChunks<E | RunCanceledError>()
        return serviceOf(yield* makeRuns(yield* SqlClient, yield* makePlatform, live))
      }),
    ),
  }
}
