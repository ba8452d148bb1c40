import { Effect, Layer, type Redacted } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient } from "effect/sql/SqlClient"
import { DurableError } from "./DurableError.ts"
import { storageError } from "./Run.ts"

/**
 * The connection to PostgreSQL.
 *
 * @category options
 * @since 0.2.0
 */
export interface PostgresOptions {
  /** The address, e.g. `postgres://user:password@host:port/database`. */
  readonly url: Redacted.Redacted
  /** The largest number of connections. Default: 10. */
  readonly connections?: number | undefined
  /**
   * How long a transaction may be idle before the server ends it, in milliseconds, because its locks would block
   * other runners. Default: 5000.
   */
  readonly idleInTransaction?: number | undefined
}

/** Effect's `SqlClient` on PostgreSQL. The driver is loaded when the layer is built. */
export const layerPostgres = ({
  url,
  connections = 10,
  idleInTransaction = 5000,
}: PostgresOptions): Layer.Layer<SqlClient, DurableError> =>
  Layer.effect(
    SqlClient,
    Effect.gen(function* () {
      const PgClient = yield* Effect.tryPromise({
        try: () => import("@effect/sql-pg/PgClient"),
        catch: () =>
          new DurableError({
            reason: "driver",
            message: "PostgreSQL needs the package @effect/sql-pg: npm install @effect/sql-pg",
          }),
      })
      return yield* Effect.mapError(
        PgClient.make({
          url,
          maxConnections: connections,
          applicationName: "effect-ionq",
          startupParameters: {
            idle_in_transaction_session_timeout: String(idleInTransaction),
            // The server closes a connection whose client does not acknowledge data within this number of milliseconds.
            tcp_user_timeout: String(idleInTransaction),
          },
        }),
        storageError,
      )
    }),
  ).pipe(Layer.provide(Reactivity.layer))
