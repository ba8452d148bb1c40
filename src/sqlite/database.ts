import { Effect, Predicate, type Scope } from "effect"
import { mkdirSync } from "node:fs"
import { dirname } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { SqliteError } from "./SqliteError.ts"

/** SQLITE_BUSY and SQLITE_LOCKED, with or without an extended code. */
const isBusy = (error: unknown): boolean =>
  Predicate.hasProperty(error, "errcode") &&
  typeof error.errcode === "number" &&
  [5, 6].includes(error.errcode & 0xff)

const describe = (file: string, error: unknown): SqliteError =>
  isBusy(error)
    ? new SqliteError({ file, reason: "in-use", message: `${file} is in use by another process` })
    : new SqliteError({
        file,
        reason: "unreadable",
        message: `${file}: ${error instanceof Error ? error.message : String(error)}`,
      })

/** Runs a step on a database whose failure is one of the file's. */
export const onDatabase = <A>(file: string, step: () => A): Effect.Effect<A, SqliteError> =>
  Effect.try({ try: step, catch: (error) => describe(file, error) })

/** Opens a file with Node's own SQLite, makes its folder where there is none, and sets it up with some SQL. */
export const openDatabase = Effect.fnUntraced(function* (
  file: string,
  setup: string,
): Effect.fn.Return<DatabaseSync, SqliteError, Scope.Scope> {
  const { DatabaseSync } = yield* Effect.tryPromise({
    try: () => import("node:sqlite"),
    catch: () =>
      new SqliteError({
        file,
        reason: "unsupported",
        message: `Node ${process.versions.node} has no SQLite: 22.13 or later has`,
      }),
  })
  const database = yield* Effect.acquireRelease(
    onDatabase(file, () => {
      if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true })
      return new DatabaseSync(file)
    }),
    (database) => Effect.sync(() => database.close()),
  )
  yield* onDatabase(file, () => database.exec(setup))
  return database
})

/**
 * Opens a file for this process alone until the scope closes or the process ends, however it ends. A process that stands
 * still keeps it.
 */
export const openExclusively = (
  file: string,
  setup = "",
): Effect.Effect<DatabaseSync, SqliteError, Scope.Scope> =>
  openDatabase(
    file,
    // The lock is taken by the first transaction, and this mode then keeps it.
    `PRAGMA locking_mode = EXCLUSIVE; ${setup}; BEGIN IMMEDIATE; COMMIT`,
  )
