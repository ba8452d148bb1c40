import { Effect } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { DurableError } from "./DurableError.ts"

/** The version of the tables, which the table `ionq_version` stores. */
const version = 1

/** The format of the runs that this release writes and reads. It is also in the name of the workflow. */
export const format = 1

/**
 * The prefix of the engine's own tables, which separates them from those of the user's clusters. An engine fails
 * messages of an unknown workflow, so each platform and each format has its own tables.
 */
export const engineOf = (platform: string, format: number): string => `${platform}_engine_${format}`

const statements = [
  `CREATE TABLE IF NOT EXISTS ionq_version (version INTEGER NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ionq_runs (
    id TEXT PRIMARY KEY,
    platform TEXT NOT NULL,
    name TEXT NOT NULL,
    format INTEGER NOT NULL,
    digest TEXT NOT NULL,
    options TEXT NOT NULL,
    circuits INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    canceled_at TEXT,
    ended_at TEXT,
    session_id TEXT,
    sessions INTEGER NOT NULL,
    UNIQUE (platform, name)
  )`,
  `CREATE TABLE IF NOT EXISTS ionq_chunks (
    run_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    execution TEXT NOT NULL,
    first INTEGER NOT NULL,
    circuits INTEGER NOT NULL,
    requests TEXT NOT NULL,
    enqueued INTEGER NOT NULL,
    begun INTEGER NOT NULL,
    begun_at TEXT,
    submitted INTEGER NOT NULL,
    done INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    problem TEXT,
    jobs TEXT,
    outcomes TEXT,
    ended_at TEXT,
    PRIMARY KEY (run_id, place)
  )`,
  `CREATE TABLE IF NOT EXISTS ionq_charges (
    run_id TEXT NOT NULL,
    submission TEXT NOT NULL,
    amount DOUBLE PRECISION NOT NULL,
    settled INTEGER NOT NULL,
    PRIMARY KEY (run_id, submission)
  )`,
]

/** Creates the tables if they do not exist. Fails if their version is newer than that of this release. */
export const makeTables = (sql: SqlClient): Effect.Effect<void, DurableError | SqlError> =>
  sql.withTransaction(
    Effect.gen(function* () {
      // PostgreSQL fails if two processes create the same table at the same time, so the transaction takes a lock.
      yield* sql.onDialectOrElse({
        pg: () => sql`SELECT pg_advisory_xact_lock(184017, 1)`,
        orElse: () => Effect.void,
      })
      yield* Effect.forEach(statements, (statement) => sql.unsafe(statement), { discard: true })
      const [found] = yield* sql<{ readonly version: number }>`SELECT version FROM ionq_version`
      if (found === undefined) yield* sql`INSERT INTO ionq_version (version) VALUES (${version})`
      else if (found.version > version) {
        return yield* new DurableError({
          reason: "version",
          message: `The tables have version ${found.version}, and this release knows up to ${version}: update effect-ionq`,
        })
      }
    }),
  )
