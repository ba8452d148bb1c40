import { Effect, Layer, Predicate, type Scope } from "effect"
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs"
import { join } from "node:path"
import type { DatabaseSync, SQLInputValue } from "node:sqlite"
import { messageOf } from "../../errors/messageOf.ts"
import type { Session } from "../../schema/Session.ts"
import { durable, onDatabase, openExclusively } from "../../sqlite/database.ts"
import type { SqliteError } from "../../sqlite/SqliteError.ts"
import { DataFolderError } from "./DataFolderError.ts"
import type { EmulatedJob } from "./EmulatedJob.ts"
import { isDamagedLog } from "./isDamagedLog.ts"
import { measuredOf, textOf } from "./storedOutcome.ts"
import { makeIndex, Store } from "./Store.ts"

/** The version of the tables, in SQLite's `user_version`. */
const version = 1

const tables = `
  CREATE TABLE jobs (id TEXT PRIMARY KEY, place INTEGER NOT NULL, job TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE inputs (id TEXT PRIMARY KEY, input TEXT NOT NULL);
  CREATE TABLE results (id TEXT PRIMARY KEY, measured TEXT NOT NULL);
  CREATE TABLE sessions (id TEXT PRIMARY KEY, session TEXT NOT NULL);
  PRAGMA user_version = ${version};
`

/** The largest number of states of a stored result. A larger result is simulated again when it is read. */
const maxStates = 2 ** 16

/**
 * Stores everything in one SQLite file in a folder, `emulator.sqlite`. Jobs and sessions are also in memory and are
 * read there; inputs and results are read from the file. Each change is on disk when the call returns.
 */
export const layerSqlite = (
  folder: string,
  { setAside = false }: { readonly setAside?: boolean | undefined } = {},
): Layer.Layer<Store, DataFolderError> =>
  Layer.effect(
    Store,
    Effect.gen(function* () {
      const database = yield* open(folder)
      const index = makeIndex()
      // This file wrote every text in the tables from a value of this type, in the version that `open` checked.
      const parse = (text: unknown): unknown => JSON.parse(String(text))
      const statement = (sql: string) => {
        const prepared = database.prepare(sql)
        return {
          run: (...values: ReadonlyArray<SQLInputValue>): void => void prepared.run(...values),
          get: (...values: ReadonlyArray<SQLInputValue>) => prepared.get(...values),
          all: () => prepared.iterate(),
        }
      }
      const insertJob = statement("INSERT INTO jobs (id, place, job) VALUES (?, ?, ?)")
      const insertInput = statement("INSERT INTO inputs (id, input) VALUES (?, ?)")
      const updateJob = statement("UPDATE jobs SET job = ? WHERE id = ?")
      const selectInput = statement("SELECT input FROM inputs WHERE id = ?")
      const selectResult = statement("SELECT measured FROM results WHERE id = ?")
      const putResult = statement("INSERT OR REPLACE INTO results (id, measured) VALUES (?, ?)")
      const upsertSession = statement(
        "INSERT INTO sessions (id, session) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET session = excluded.session",
      )
      const deletes = ["jobs", "inputs", "results"].map((table) =>
        statement(`DELETE FROM ${table} WHERE id = ?`),
      )

      const transaction = (write: () => void): void => {
        database.exec("BEGIN")
        try {
          write()
          database.exec("COMMIT")
        } catch (error) {
          try {
            database.exec("ROLLBACK")
          } catch {
            // SQLite has already rolled back the transaction, as it does when the disk is full.
          }
          throw error
        }
      }

      /** Reads all rows of a table. A row that cannot be read is set aside, or is an error. */
      const readRows = (
        table: "jobs" | "sessions",
        column: "job" | "session",
        use: (value: unknown) => void,
      ): Effect.Effect<void, DataFolderError> =>
        Effect.suspend(() => {
          const rows = [
            ...statement(`SELECT id, ${column} AS text FROM ${table} ORDER BY ${orders[table]}`).all(),
          ]
          for (const { id, text } of rows) {
            try {
              const value = parse(text)
              if (!Predicate.hasProperty(value, "id")) throw new Error("it has no id")
              use(value)
            } catch (error) {
              if (!setAside) return Effect.fail(brokenRow(folder, table, String(id), error))
              transaction(() => {
                database.exec(asideTable)
                statement("INSERT INTO set_aside (source, id, text) VALUES (?, ?, ?)").run(
                  table,
                  String(id),
                  String(text),
                )
                statement(`DELETE FROM ${table} WHERE id = ?`).run(String(id))
              })
            }
          }
          return Effect.void
        })

      // The values were written by this file, in the version that `open` checked.
      yield* readRows("jobs", "job", (job) => index.add([job as EmulatedJob]))
      yield* readRows("sessions", "session", (session) => index.putSession(session as Session))

      return Store.of({
        ...index,
        add: (jobs) => {
          transaction(() => {
            for (const { job, input } of jobs) {
              insertJob.run(job.id, job.order, JSON.stringify(job))
              insertInput.run(job.id, input)
            }
          })
          index.add(jobs.map(({ job }) => job))
        },
        put: (jobs) => {
          if (jobs.length === 0) return
          transaction(() => {
            for (const job of jobs) updateJob.run(JSON.stringify(job), job.id)
          })
          index.put(jobs)
        },
        remove: (jobs) => {
          transaction(() => {
            for (const { id } of jobs) for (const remove of deletes) remove.run(id)
          })
          index.remove(jobs)
        },
        inputOf: (id) => {
          const row = selectInput.get(id)
          return row === undefined ? undefined : String(row["input"])
        },
        measuredOf: (id) => {
          const row = selectResult.get(id)
          return row === undefined ? undefined : measuredOf(String(row["measured"]))
        },
        keep: (id, measured) => {
          const states = measured.kind === "circuit" ? measured.table.values.length : 0
          if (states <= maxStates && index.job(id) !== undefined) putResult.run(id, textOf(measured))
        },
        putSession: (session) => {
          upsertSession.run(session.id, JSON.stringify(session))
          index.putSession(session)
        },
      })
    }),
  )

const orders = { jobs: "place", sessions: "rowid" } as const

const asideTable =
  "CREATE TABLE IF NOT EXISTS set_aside (source TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL)"

const brokenRow = (folder: string, table: string, id: string, error: unknown) =>
  new DataFolderError({
    folder,
    reason: "unreadable",
    message:
      `${folder}: the row ${id} of ${table} cannot be read (${messageOf(error)}). ` +
      "Set it aside to continue without it: it is kept in the table set_aside",
  })

/** Opens the file exclusively for this process, and creates its tables if they are missing. */
const open = (folder: string): Effect.Effect<DatabaseSync, DataFolderError, Scope.Scope> =>
  Effect.gen(function* () {
    const fail = (reason: DataFolderError["reason"], message: string) =>
      new DataFolderError({ folder, reason, message: `${folder}: ${message}` })
    const file = join(folder, "emulator.sqlite")
    const log = `${file}-wal`
    if (yield* onDatabase(log, () => isDamagedLog(log))) {
      return yield* fail(
        "unreadable",
        `its write-ahead log ${log} is damaged, and it has the last changes. Move it away to continue without them`,
      )
    }
    // Readable only by the owner, because jobs may be private. SQLite creates the files next to it with the same mode.
    yield* onDatabase(file, () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      closeSync(openSync(file, "a", 0o600))
      chmodSync(file, 0o600)
    })
    const database = yield* openExclusively(file, durable)
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        // Writes everything into one file, which can be copied.
        try {
          database.exec("PRAGMA wal_checkpoint(TRUNCATE)")
        } catch {
          // The file cannot be written. The log stays next to it, and is read at the next start.
        }
      }),
    )
    const found = yield* onDatabase(file, () => {
      const found = Number(database.prepare("PRAGMA user_version").get()?.["user_version"])
      if (found === 0) database.exec(`BEGIN; ${tables} COMMIT`)
      return found
    })
    if (found > version) {
      return yield* fail(
        "version",
        `its data has version ${found}, but this emulator only reads versions up to ${version}`,
      )
    }
    return database
  }).pipe(
    Effect.catchTag("SqliteError", ({ reason, message }) =>
      Effect.fail(new DataFolderError({ folder, reason, message: `${folder}: ${words[reason] ?? message}` })),
    ),
  )

const words: Partial<Record<SqliteError["reason"], string>> = {
  "in-use": "another emulator uses it",
}
