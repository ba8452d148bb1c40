import { Effect, Layer, type Redacted } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient } from "effect/sql/SqlClient"
import { DurableError } from "./DurableError.ts"
import { storageError } from "./handle.ts"

/**
 * Where PostgreSQL is.
 *
 * @category options
 * @since 0.2.0
 */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: Redacted.Redacted
  /** The most connections. Default: 10. */
  readonly connections?: number | undefined
  /**
   * How long a transaction may stand still before the server ends it: its locks would hold up other runners. Default: 5
   * seconds.
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
            // The server notices a client that is gone, or stands still, while it sends to it.
            tcp_user_timeout: String(idleInTransaction),
          },
        }),
        storageError,
      )
    }),
  ).pipe(Layer.provide(Reactivity.layer))
