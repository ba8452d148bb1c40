import { Effect, Predicate, type Scope } from "effect"
import { mkdirSync } from "node:fs"
import { dirname } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { messageOf } from "../errors/messageOf.ts"
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
        message: `${file}: ${messageOf(error)}`,
      })

/** Runs a step on a database, and converts a thrown error to a {@link SqliteError}. */
export const onDatabase = <A>(file: string, step: () => A): Effect.Effect<A, SqliteError> =>
  Effect.try({ try: step, catch: (error) => describe(file, error) })

/** Settings with which nothing that was committed is lost, even if the machine loses power. */
export const durable = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"

/** Opens a file with Node's own SQLite and runs some SQL to set it up. Creates the folder if it is missing. */
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
        message: `Node ${process.versions.node} has no SQLite: use 22.13 or later`,
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
 * Opens a file for this process alone until the scope closes or the process ends in any way. A process that is
 * suspended keeps the lock.
 */
export const openExclusively = (
  file: string,
  setup = "",
): Effect.Effect<DatabaseSync, SqliteError, Scope.Scope> =>
  openDatabase(
    file,
    // In this locking mode, the first transaction acquires the lock and does not release it.
    `PRAGMA locking_mode = EXCLUSIVE; ${setup}; BEGIN IMMEDIATE; COMMIT`,
  )
