import { Effect, Layer, type Scope } from "effect"
import { join } from "node:path"
import type { DatabaseSync, SQLInputValue } from "node:sqlite"
import type { Session } from "../../schema/Session.ts"
import { onDatabase, openExclusively } from "../../sqlite/database.ts"
import type { SqliteError } from "../../sqlite/SqliteError.ts"
import { DataFolderError } from "./DataFolderError.ts"
import type { EmulatedJob, JobInput } from "./EmulatedJob.ts"
import { measuredOf, textOf } from "./keptResult.ts"
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

/** A result with more states is not stored but simulated again. */
const maxStates = 2 ** 16

/**
 * Stores everything in one SQLite file in a folder, `emulator.sqlite`. Jobs and sessions are also in memory and are
 * read there; inputs and results are read from the file. Each change is on disk when the call returns.
 */
export const layerSqlite = (folder: string): Layer.Layer<Store, DataFolderError> =>
  Layer.effect(
    Store,
    Effect.gen(function* () {
      const database = yield* open(folder)
      const index = makeIndex()
      // This file wrote every text in the tables from such a value, in the version that `open` checked.
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
          database.exec("ROLLBACK")
          throw error
        }
      }

      for (const { job } of statement("SELECT job FROM jobs ORDER BY place").all()) {
        index.add([parse(job) as EmulatedJob])
      }
      for (const { session } of statement("SELECT session FROM sessions ORDER BY rowid").all()) {
        index.putSession(parse(session) as Session)
      }

      return Store.of({
        ...index,
        add: (jobs) => {
          transaction(() => {
            for (const { job, input } of jobs) {
              insertJob.run(job.id, job.order, JSON.stringify(job))
              insertInput.run(job.id, JSON.stringify(input))
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
          return row === undefined ? undefined : (parse(row["input"]) as JobInput)
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

/** Opens the file for this process alone, and creates its tables if there are none. */
const open = (folder: string): Effect.Effect<DatabaseSync, DataFolderError, Scope.Scope> =>
  Effect.gen(function* () {
    const fail = (reason: DataFolderError["reason"], message: string) =>
      new DataFolderError({ folder, reason, message: `${folder}: ${message}` })
    const file = join(folder, "emulator.sqlite")
    const database = yield* openExclusively(file, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    const found = yield* onDatabase(file, () => {
      const found = Number(database.prepare("PRAGMA user_version").get()?.["user_version"])
      if (found === 0) database.exec(`BEGIN; ${tables} COMMIT`)
      return found
    })
    if (found > version) {
      return yield* fail("version", `its data has version ${found}, this emulator knows up to ${version}`)
    }
    return database
  }).pipe(
    Effect.catchTag("SqliteError", ({ reason, message }) =>
      Effect.fail(new DataFolderError({ folder, reason, message: `${folder}: ${words[reason] ?? message}` })),
    ),
  )

const words: Partial<Record<SqliteError["reason"], string>> = {
  "in-use": "another emulator keeps its data there",
}
