import type { Accounts } from "../model/Accounts.ts"
import { submissionOf } from "../model/body.ts"
import type { Database } from "../model/Database.ts"
import { type Incoming, json, type Outgoing } from "../model/Http.ts"
import { sortBy } from "../model/listing.ts"
import { Refusal, unauthorized } from "../model/Refusal.ts"
import { type Row, textOf } from "../model/Row.ts"
import { pick } from "../model/pickFields.ts"

/** A job as the routes return it: the results are a copy of the payload. */
const routeJob = (row: Row): Readonly<Record<string, unknown>> => ({
  id: row.id,
  user_id: row["user_id"],
  qpu_target: row["qpu_target"],
  payload: row["payload"],
  status: row["status"],
  ...(row["finished_at"] === "" ? {} : { finished_at: row["finished_at"] }),
  ...(row["duration"] === 0 ? {} : { duration: row["duration"] }),
  results: row["payload"],
  created: row["created"],
  updated: row["updated"],
})

/** A part of a list: without the first `skip` items, and at most `limit` of them if that is more than 0. */
export const part = <A>(list: ReadonlyArray<A>, query: URLSearchParams): ReadonlyArray<A> => {
  const [skip, limit] = [Number(query.get("skip") ?? 0), Number(query.get("limit") ?? 0)]
  const from = Number.isInteger(skip) && skip > 0 ? skip : 0
  return list.slice(from, Number.isInteger(limit) && limit > 0 ? from + limit : undefined)
}

export const makeJobs = (db: Database, accounts: Accounts) => {
  const { jobs, users } = db.schemas

  const userOf = (request: Incoming): Row => {
    const user = accounts.user(request)
    if (user === undefined) throw unauthorized()
    return user
  }

  const jobOf = (request: Incoming, id: string): Row => {
    const user = userOf(request)
    const row = db.get(jobs, id)
    if (row === undefined || row["user_id"] !== user.id) throw new Refusal(404, "Job not found.")
    return row
  }

  const submit = (request: Incoming): Outgoing => {
    const user = userOf(request)
    const payload = submissionOf(request)
    if (Number(db.get(users, user.id)?.["qpu_seconds"]) <= 0) {
      throw new Refusal(403, "Insufficient QPU seconds balance.")
    }
    const fields = {
      user_id: user.id,
      qpu_target: textOf(payload["qpu_target"]),
      payload,
      status: "pending",
      results: null,
    }
    return json(routeJob(db.insert(jobs, fields, [500, "Failed to save job."])), 201)
  }

  const list = (request: Incoming): Outgoing => {
    const user = userOf(request)
    const own = [...db.rows(jobs).values()].filter((row) => row["user_id"] === user.id)
    const sort = request.query.get("sort") ?? ""
    let sorted: ReadonlyArray<Row>
    try {
      // Newest first. Of two jobs from the same moment, the later one comes first.
      sorted = sort === "" ? sortBy(db, jobs, own.toReversed(), "-created") : sortBy(db, jobs, own, sort)
    } catch {
      throw new Refusal(500, "Failed to query jobs.")
    }
    return json(pick(part(sorted.map(routeJob), request.query), request.query.get("fields")))
  }

  const cancel = (request: Incoming, id: string): Outgoing => {
    const user = userOf(request)
    const row = db.get(jobs, id)
    const isOpen = row?.["status"] === "pending" || row?.["status"] === "running"
    if (row === undefined || row["user_id"] !== user.id || !isOpen) {
      throw new Refusal(404, "Job not found, maybe it was already completed or cancelled?")
    }
    db.update(jobs, row, { status: "cancelled" })
    return json({ status: "cancelled" })
  }

  return {
    submit,
    list,
    cancel,
    get: (request: Incoming, id: string): Outgoing =>
      json(pick(routeJob(jobOf(request, id)), request.query.get("fields"))),
  }
}
