import { Duration, Effect, Queue } from "effect"
import type { Database } from "./Database.ts"
import { execute } from "./executeJob.ts"
import type { Options } from "./Options.ts"
import { type Row, textOf } from "./Row.ts"

/** The largest size of results in bytes. Larger results break the driver's connection and are lost. */
const mostResults = 1_048_576

/**
 * Runs the drivers. Pending jobs on an online processor are dispatched and run on the simulator, and their results
 * are stored. `at` sets the database's time.
 */
export const runMachines = Effect.fnUntraced(function* (
  db: Database,
  options: Options,
  at: Effect.Effect<void>,
) {
  const { jobs, qpus, users } = db.schemas
  const { times = {}, oddities = {} } = options
  const millisOf = (input: Duration.Input | undefined, otherwise: number) =>
    input === undefined ? otherwise : Duration.toMillis(Duration.fromInputUnsafe(input))
  const dispatchTime = millisOf(times.dispatch, 200)
  const runTime = millisOf(times.run, 500)
  const jobTimeout = millisOf(times.jobTimeout, 20_000)
  const { lateResults = 0.45, reverts = 0, lateRecords = 0 } = oddities
  const inbox = yield* Queue.unbounded<string>()
  /** Jobs that are waiting for dispatch. */
  const waiting = new Set<string>()
  /** By the id of a canceled job: whether the driver runs it anyway. */
  const runsOn = new Map<string, boolean>()

  const isServed = (row: Row): boolean => {
    const qpu = db.get(qpus, textOf(row["qpu_target"]))
    return qpu !== undefined && qpu["status"] === "online"
  }

  const consider = (row: Row): void => {
    if (row["status"] !== "pending" || waiting.has(row.id) || !isServed(row)) return
    waiting.add(row.id)
    Queue.offerUnsafe(inbox, row.id)
  }

  db.onChange(({ schema, action, row }) => {
    if (action === "delete") return
    if (schema === jobs) consider(row)
    else if (schema === qpus) db.rows(jobs).forEach(consider)
  })

  const isStopped = (row: Row): boolean => {
    if (row["status"] !== "cancelled") return false
    const known = runsOn.get(row.id) ?? db.draw() < lateResults
    runsOn.set(row.id, known)
    return !known
  }

  /**
   * Updates a job with the result of `fields`. Does nothing if the job was deleted, or if `fields` returns undefined.
   */
  const change = (id: string, fields: (row: Row) => Readonly<Record<string, unknown>> | undefined) =>
    Effect.map(at, () => {
      const row = db.get(jobs, id)
      const changes = row === undefined ? undefined : fields(row)
      return row === undefined || changes === undefined ? undefined : db.update(jobs, row, changes)
    })

  /** A job that takes too long becomes pending again, and is dispatched again. */
  const recover = (id: string) =>
    change(id, (row) => (row["status"] === "running" ? { status: "pending" } : undefined))

  const charge = (row: Row, seconds: number): void => {
    const user = db.get(users, textOf(row["user_id"]))
    const left = Number(user?.["qpu_seconds"])
    // A charge above the balance is skipped completely.
    if (user !== undefined && seconds <= left) db.update(users, user, { "qpu_seconds-": seconds })
  }

  const finish = Effect.fnUntraced(function* (id: string, results: Readonly<Record<string, unknown>>) {
    const isLate = "error" in results ? false : lateRecords > 0 && db.draw() < lateRecords
    const done = yield* change(id, (row) => {
      if (isStopped(row)) return undefined
      const seconds = Math.max(0, db.millis - Date.parse(textOf(row["updated"]).replace(" ", "T"))) / 1000
      charge(row, seconds)
      return {
        status: "error" in results ? "failed" : "completed",
        results: isLate ? null : results,
        finished_at: db.now,
        duration: seconds,
      }
    })
    if (done === undefined) return
    if (isLate) {
      yield* Effect.sleep(50)
      yield* change(id, () => ({ results }))
    }
    if (reverts === 0 || db.draw() >= reverts) return
    yield* Effect.sleep(5)
    const wiped = db.draw() < 0.5
    yield* change(id, () => (wiped ? { status: "running", results: null } : { status: "running" }))
    yield* Effect.sleep(jobTimeout)
    yield* recover(id)
  })

  const run = Effect.fnUntraced(function* (id: string) {
    yield* Effect.sleep(dispatchTime)
    waiting.delete(id)
    const row = yield* change(id, (row) => {
      if (isStopped(row)) return undefined
      // A quarter of the canceled jobs run visibly. The others complete without the status `running`.
      const shows = row["status"] === "pending" || (row["status"] === "cancelled" && db.draw() < 0.25)
      return shows ? { status: "running" } : {}
    })
    if (row === undefined) return
    const qpu = db.get(qpus, textOf(row["qpu_target"]))
    const results = yield* execute(row["payload"], id, textOf(qpu?.["name"]))
    const isLost = JSON.stringify(results).length > mostResults
    if (isLost || runTime > jobTimeout) {
      yield* Effect.sleep(jobTimeout)
      yield* recover(id)
      if (isLost) return
      yield* Effect.sleep(runTime - jobTimeout)
    } else yield* Effect.sleep(runTime)
    yield* finish(id, results)
  })

  yield* Queue.take(inbox).pipe(
    Effect.flatMap((id) => Effect.forkScoped(run(id))),
    Effect.forever,
    Effect.forkScoped,
  )
})
