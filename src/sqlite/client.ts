import { Effect, Layer, Semaphore, Stream } from "effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Client from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { classifySqliteError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"
import { durable, openDatabase } from "./database.ts"
import type { SqliteError } from "./SqliteError.ts"

/** The number of prepared statements that are kept. A program has some dozens. */
const mostPrepared = 200

/**
 * A durable run decides by its last row whether a job may have been submitted. If that row were lost, a job could be
 * submitted and charged twice.
 */
const setup = `
  PRAGMA busy_timeout = 5000;
  ${durable}
  PRAGMA foreign_keys = ON;
`

/**
 * Effect's `SqlClient` on Node's own SQLite: one connection, used by one statement or transaction at a time. Other
 * processes may read and write the same file.
 */
export const layerSqliteClient = (file: string): Layer.Layer<Client.SqlClient, SqliteError> =>
  Layer.effect(
    Client.SqlClient,
    Effect.gen(function* () {
      const database = yield* openDatabase(file, setup)
      const connection = connectionOf(database)
      return yield* Client.make({
        ...Client.makeSqliteAcquirers({
          connection: Effect.succeed(connection),
          semaphore: Semaphore.makeUnsafe(1),
          // Node 22.16 and later have this property.
          isTransaction:
            typeof database.isTransaction === "boolean" ? () => database.isTransaction : undefined,
        }),
        compiler: Statement.makeCompilerSqlite(),
        driver: "node-sqlite",
        // A transaction that begins with a read could not write after another process has written.
        beginTransaction: "BEGIN IMMEDIATE",
        prepareTransactionControls: true,
        releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
        spanAttributes: [["db.system.name", "sqlite"]],
      })
    }),
  ).pipe(Layer.provide(Reactivity.layer))

const connectionOf = (database: DatabaseSync): Connection => {
  const prepared = new Map<string, StatementSync>()

  const statementOf = (sql: string): StatementSync => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    // Integers are read as `bigint`, because the ids of the durable engine have 63 bits.
    statement.setReadBigInts(true)
    const [oldest] = prepared.keys()
    if (prepared.size >= mostPrepared && oldest !== undefined) prepared.delete(oldest)
    prepared.set(sql, statement)
    return statement
  }

  const run = (
    sql: string,
    params: ReadonlyArray<unknown>,
  ): Effect.Effect<ReadonlyArray<Record<string, unknown>>, SqlError> =>
    Effect.try({
      try: () =>
        statementOf(sql)
          .all(...params.map(inputOf))
          .map((row) => {
            const plain: Record<string, unknown> = {}
            for (const name in row) plain[name] = outputOf(row[name])
            return plain
          }),
      catch: (error) =>
        new SqlError({ reason: classifySqliteError(withErrno(error), { operation: "execute" }) }),
    })
  const values = (sql: string, params: ReadonlyArray<unknown>) =>
    Effect.map(run(sql, params), (rows) => rows.map((row) => Object.values(row)))
  const rows: Connection["execute"] = (sql, params, transform) =>
    transform === undefined ? run(sql, params) : Effect.map(run(sql, params), transform)

  return {
    execute: rows,
    executeUnprepared: rows,
    executeRaw: run,
    executeValues: values,
    executeValuesUnprepared: values,
    executeStream: (sql, params, transform) => Stream.fromIterableEffect(rows(sql, params, transform)),
  }
}

/** Effect reads the code from `errno`, but Node stores it in `errcode`. */
const withErrno = (error: unknown): unknown =>
  error instanceof Error && "errcode" in error ? Object.assign(error, { errno: error.errcode }) : error

/** Converts a parameter of a compiled statement to a SQLite value. Any other parameter is one already. */
const inputOf = (value: unknown): SQLInputValue => {
  if (value === undefined) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (value instanceof Date) return value.toISOString()
  return value as SQLInputValue
}

/** Converts an integer to a `number` if that is exact. */
const outputOf = (value: unknown): unknown =>
  typeof value === "bigint" && value >= -9007199254740991n && value <= 9007199254740991n
    ? Number(value)
    : value
