import { Effect } from "effect"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { engineOf } from "./tables.ts"

/** The row of a run. Times are ISO 8601. */
export interface RunRow {
  readonly id: string
  readonly platform: string
  readonly name: string
  readonly format: number
  readonly digest: string
  readonly options: string
  readonly circuits: number
  readonly created_at: string
  readonly canceled_at: string | null
  readonly ended_at: string | null
  readonly session_id: string | null
  /** How many sessions were opened for the run. */
  readonly sessions: number
}

/** The progress of a part of a run, in circuits. */
export interface Counts {
  readonly submitted: number
  readonly done: number
  readonly failed: number
}

/** The row of a chunk that a process carries out. */
export interface BegunRow extends ChunkRow {
  readonly requests: string
  /** How many times the chunk was started, and when it was first started. */
  readonly begun: number
  readonly begun_at: string
  /** The known jobs by their submissions, as JSON; null if none is known. */
  readonly jobs: string | null
}

/** The row of a chunk without its requests and outcomes. */
export interface ChunkRow extends Counts {
  readonly run_id: string
  readonly place: number
  readonly execution: string
  readonly first: number
  readonly circuits: number
  readonly problem: string | null
  readonly ended_at: string | null
}

export interface NewChunk {
  readonly place: number
  readonly execution: string
  readonly first: number
  readonly circuits: number
  readonly requests: string
}

/** Reads and writes the rows of one platform's runs. */
export const makeStore = (sql: SqlClient, platform: string) => {
  const summary = sql.literal(
    "run_id, place, execution, first, circuits, submitted, done, failed, problem, ended_at",
  )
  const now = Effect.map(
    Effect.clockWith((clock) => clock.currentTimeMillis),
    (millis) => new Date(millis).toISOString(),
  )
  const firstOf = <Row>(rows: Effect.Effect<ReadonlyArray<Row>, SqlError>) =>
    Effect.map(rows, (all): Row | undefined => all[0])

  return {
    /** Stores a run with its chunks, unless a run with this name exists. Returns the stored run. */
    insert: (run: RunRow, chunks: ReadonlyArray<NewChunk>) =>
      sql.withTransaction(
        Effect.gen(function* () {
          const [inserted] = yield* sql<{ readonly id: string }>`
            INSERT INTO ionq_runs ${sql.insert({ ...run })}
            ON CONFLICT (platform, name) DO NOTHING RETURNING id`
          if (inserted === undefined) {
            const [found] = yield* sql<RunRow>`
              SELECT * FROM ionq_runs WHERE platform = ${platform} AND name = ${run.name}`
            return found ?? run
          }
          for (const chunk of chunks) {
            yield* sql`INSERT INTO ionq_chunks ${sql.insert({
              run_id: run.id,
              ...chunk,
              enqueued: 0,
              begun: 0,
              submitted: 0,
              done: 0,
              failed: 0,
            })}`
          }
          return run
        }),
      ),

    byName: (name: string) =>
      firstOf(sql<RunRow>`SELECT * FROM ionq_runs WHERE platform = ${platform} AND name = ${name}`),
    byId: (id: string) => firstOf(sql<RunRow>`SELECT * FROM ionq_runs WHERE id = ${id}`),

    list: (open: boolean | undefined) => sql<
      RunRow & { readonly submitted: number; readonly done: number; readonly failed: number }
    >`
      SELECT r.*, COALESCE(c.submitted, 0) AS submitted, COALESCE(c.done, 0) AS done,
        COALESCE(c.failed, 0) AS failed
      FROM ionq_runs r LEFT JOIN (
        SELECT run_id, CAST(SUM(submitted) AS INTEGER) AS submitted, CAST(SUM(done) AS INTEGER) AS done,
          CAST(SUM(failed) AS INTEGER) AS failed
        FROM ionq_chunks GROUP BY run_id
      ) c ON c.run_id = r.id
      WHERE platform = ${platform}
      ${open === undefined ? sql.literal("") : sql.literal(open ? "AND r.ended_at IS NULL" : "AND r.ended_at IS NOT NULL")}
      ORDER BY r.created_at DESC, r.name`,

    chunks: (runId: string) =>
      sql<ChunkRow>`SELECT ${summary} FROM ionq_chunks WHERE run_id = ${runId} ORDER BY place`,
    /**
     * Records that a chunk is started, possibly again, and returns its row; undefined if it has ended or does not
     * exist.
     */
    begin: (runId: string, place: number) =>
      Effect.flatMap(now, (at) =>
        firstOf(sql<BegunRow>`
          UPDATE ionq_chunks SET begun = begun + 1, begun_at = COALESCE(begun_at, ${at})
          WHERE run_id = ${runId} AND place = ${place} AND ended_at IS NULL
          RETURNING ${summary}, requests, begun, begun_at, jobs`),
      ),
    /** How many times a chunk was started; undefined if it does not exist. */
    begun: (runId: string, place: number) =>
      Effect.map(
        firstOf(sql<{ readonly begun: number }>`
          SELECT begun FROM ionq_chunks WHERE run_id = ${runId} AND place = ${place}`),
        (row) => row?.begun,
      ),
    outcomes: (runId: string, place: number) =>
      Effect.map(
        firstOf(sql<{ readonly outcomes: string | null }>`
          SELECT outcomes FROM ionq_chunks WHERE run_id = ${runId} AND place = ${place}`),
        (row) => row?.outcomes ?? undefined,
      ),

    /** Open chunks of runs of this format that were not given to the engine yet. */
    unqueued: (format: number) => sql<{ readonly run_id: string; readonly place: number }>`
      SELECT c.run_id, c.place FROM ionq_chunks c JOIN ionq_runs r ON r.id = c.run_id
      WHERE c.enqueued = 0 AND r.ended_at IS NULL AND c.ended_at IS NULL AND r.platform = ${platform} AND r.format = ${format}
      ORDER BY r.created_at, c.place LIMIT 1000`,
    queued: (runId: string, place: number) =>
      sql`UPDATE ionq_chunks SET enqueued = 1 WHERE run_id = ${runId} AND place = ${place}`,

    /** Stores the progress of a chunk that has not ended, and its known jobs if they are given. */
    note: (
      runId: string,
      place: number,
      { submitted, done, failed }: Counts,
      problem: string | undefined,
      jobs: string | undefined,
    ) =>
      sql`UPDATE ionq_chunks SET submitted = ${submitted}, done = ${done}, failed = ${failed},
        problem = ${problem ?? null}, jobs = COALESCE(${jobs ?? null}, jobs)
        WHERE run_id = ${runId} AND place = ${place} AND ended_at IS NULL`,

    /** Stores the outcomes of a chunk, which ends it. */
    finish: (runId: string, place: number, { submitted, done, failed }: Counts, outcomes: string) =>
      Effect.flatMap(
        now,
        (at) => sql`UPDATE ionq_chunks SET submitted = ${submitted}, done = ${done}, failed = ${failed},
          problem = NULL, jobs = NULL, outcomes = ${outcomes}, ended_at = ${at}
          WHERE run_id = ${runId} AND place = ${place} AND ended_at IS NULL`,
      ),
    /**
     * Open runs of this format whose chunks have all ended. `busy` counts the messages that the engine has not
     * processed yet.
     */
    finished: (format: number) => sql<RunRow & { readonly busy: number | bigint | string }>`
      SELECT r.*, (
        SELECT COUNT(*) FROM ${sql(`${engineOf(platform, format)}_messages`)} m JOIN ionq_chunks c ON c.execution = m.entity_id
        WHERE c.run_id = r.id AND m.processed = ${false}
      ) AS busy
      FROM ionq_runs r
      WHERE r.ended_at IS NULL AND r.platform = ${platform} AND r.format = ${format}
      AND NOT EXISTS (SELECT 1 FROM ionq_chunks c WHERE c.run_id = r.id AND c.ended_at IS NULL)`,
    end: (runId: string) =>
      Effect.flatMap(now, (at) => sql`UPDATE ionq_runs SET ended_at = ${at} WHERE id = ${runId}`),

    cancel: (runId: string) =>
      Effect.flatMap(
        now,
        (at) => sql`UPDATE ionq_runs SET canceled_at = ${at}
          WHERE id = ${runId} AND canceled_at IS NULL AND ended_at IS NULL`,
      ),
    canceled: (runIds: ReadonlyArray<string>) =>
      runIds.length === 0
        ? Effect.succeed([])
        : Effect.map(
            sql<{ readonly id: string }>`
              SELECT id FROM ionq_runs WHERE canceled_at IS NOT NULL AND ${sql.in("id", runIds)}`,
            (rows) => rows.map(({ id }) => id),
          ),

    /** Replaces the session of a run. Returns false if the run has another session than `from`. */
    setSession: (runId: string, from: string | undefined, to: string) =>
      Effect.map(
        sql`UPDATE ionq_runs SET session_id = ${to}, sessions = sessions + 1
          WHERE id = ${runId}
          AND ${from === undefined ? sql`session_id IS NULL` : sql`session_id = ${from}`}
          RETURNING id`,
        (rows) => rows.length > 0,
      ),

    /**
     * Reserves an amount for a submission, once. If this would exceed `max`, nothing is reserved, and the amount
     * spent so far is returned.
     */
    reserve: (runId: string, submission: string, amount: number, max: number) =>
      sql.withTransaction(
        Effect.gen(function* () {
          // Locks the run, so that no other process reserves at the same time.
          yield* sql`UPDATE ionq_runs SET sessions = sessions WHERE id = ${runId}`
          const rows = yield* sql<{ readonly submission: string; readonly amount: number }>`
            SELECT submission, amount FROM ionq_charges WHERE run_id = ${runId}`
          if (rows.some((row) => row.submission === submission)) return undefined
          const spent = rows.reduce((sum, { amount }) => sum + amount, 0)
          if (spent + amount > max) return spent
          yield* sql`INSERT INTO ionq_charges ${sql.insert({ run_id: runId, submission, amount, settled: 0 })}`
          return undefined
        }),
      ),
    release: (runId: string, submission: string) =>
      sql`DELETE FROM ionq_charges WHERE run_id = ${runId} AND submission = ${submission} AND settled = 0`,
    settle: (runId: string, submission: string, amount: number) =>
      sql`UPDATE ionq_charges SET amount = ${amount}, settled = 1
        WHERE run_id = ${runId} AND submission = ${submission}`,
    spent: (runId: string) =>
      Effect.map(
        firstOf(sql<{ readonly spent: number | null }>`
          SELECT SUM(amount) AS spent FROM ionq_charges WHERE run_id = ${runId}`),
        (row) => row?.spent ?? 0,
      ),

    /** Removes a run and the messages that the engine stored for it. */
    forget: (runId: string, format: number) =>
      sql.withTransaction(
        Effect.gen(function* () {
          const messages = `${engineOf(platform, format)}_messages`
          const replies = `${engineOf(platform, format)}_replies`
          const tables = yield* sql.onDialectOrElse({
            pg: () => sql`SELECT 1 FROM information_schema.tables WHERE table_name = ${messages}`,
            orElse: () => sql`SELECT 1 FROM sqlite_master WHERE name = ${messages}`,
          })
          if (tables.length > 0) {
            const executions = sql`SELECT execution FROM ionq_chunks WHERE run_id = ${runId}`
            yield* sql`DELETE FROM ${sql(replies)} WHERE request_id IN (
              SELECT request_id FROM ${sql(messages)} WHERE entity_id IN (${executions}))`
            yield* sql`DELETE FROM ${sql(messages)} WHERE entity_id IN (${executions})`
          }
          yield* sql`DELETE FROM ionq_charges WHERE run_id = ${runId}`
          yield* sql`DELETE FROM ionq_chunks WHERE run_id = ${runId}`
          yield* sql`DELETE FROM ionq_runs WHERE id = ${runId}`
        }),
      ),
  }
}

export type Store = ReturnType<typeof makeStore>
