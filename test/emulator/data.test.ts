import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { DataFolderError, serve, type ServeOptions } from "effect-ionq/emulator/serve"
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { startEmulator } from "../../chaos/servedEmulator.ts"
import { bell, energy, flip, maxCut, multi } from "../utils/builders.ts"
import { during } from "../utils/during.ts"

const temporary = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "emulator-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
)

const headers = { authorization: "apiKey emulator-key", "content-type": "application/json" }

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const ask = async (port: number, method: string, path: string, body?: object): Promise<Answer> => {
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const answer = await fetch(`http://127.0.0.1:${port}/v0.4${path}`, init)
  // Each body of the API is an object.
  return { status: answer.status, body: (await answer.json()) as Answer["body"] }
}

describe("an emulator that keeps its data", () => {
  it.effect("finds jobs, sessions and results as they were", () =>
    Effect.gen(function* () {
      const data = yield* temporary
      const requests = [
        { ...flip, name: "counts", metadata: { lab: "7" } },
        bell,
        multi,
        energy,
        { ...maxCut, external_settings: { api_credentials: "qctrl-secret" } },
        { ...bell, input: { gateset: "qis", circuit: [] } },
      ]
      const look = async (port: number) => {
        const { body } = await ask(port, "GET", "/jobs")
        const jobs = body["jobs"] as ReadonlyArray<{ readonly id: string; readonly status: string }>
        const seen: Array<unknown> = [body, (await ask(port, "GET", "/sessions")).body]
        for (const { id } of jobs) {
          for (const path of ["", "/cost", "/results/probabilities", "/artifacts/shots.v1"]) {
            seen.push(await ask(port, "GET", `/jobs/${id}${path}`))
          }
        }
        return seen
      }
      const before = yield* during({ data }, async (port) => {
        const session = await ask(port, "POST", "/sessions", {
          backend: "qpu.forte-1",
          settings: { job_count_limit: 3 },
        })
        for (const request of requests) expect((await ask(port, "POST", "/jobs", request)).status).toBe(201)
        const inSession = { ...flip, session_id: session.body["id"] }
        const canceled = await ask(port, "POST", "/jobs", inSession)
        await ask(port, "PUT", `/jobs/${String(canceled.body["id"])}/status/cancel`)
        const deleted = await ask(port, "POST", "/jobs", bell)
        await ask(port, "DELETE", `/jobs/${String(deleted.body["id"])}`)
        return look(port)
      })
      expect(before).toHaveLength(2 + 4 * (requests.length + 1))
      const after = yield* during({ data }, look)
      expect(after).toEqual(before)
      // What comes next comes after them, and in the same session.
      yield* during({ data }, async (port) => {
        const sessions = await ask(port, "GET", "/sessions")
        const [session] = sessions.body["sessions"] as ReadonlyArray<{ readonly id: string }>
        const next = await ask(port, "POST", "/jobs", { ...flip, session_id: session?.id })
        expect(next.status).toBe(201)
        const page = await ask(port, "GET", "/jobs?limit=1")
        expect(page.body["jobs"]).toMatchObject([{ id: next.body["id"] }])
      })
      // No credentials of another service are kept.
      const database = new DatabaseSync(join(data, "emulator.sqlite"))
      const rows = ["jobs", "inputs", "results", "sessions"].map((table) =>
        database.prepare(`SELECT * FROM ${table}`).all(),
      )
      database.close()
      expect(rows.flat().length).toBeGreaterThan(requests.length)
      expect(JSON.stringify(rows)).not.toContain("qctrl-secret")
    }).pipe(Effect.scoped),
  )

  it.effect("results are read from the folder, not simulated again", () =>
    Effect.gen(function* () {
      const data = yield* temporary
      const id = yield* during({ data }, async (port) => {
        const { body } = await ask(port, "POST", "/jobs", bell)
        await ask(port, "GET", `/jobs/${String(body["id"])}/results/probabilities`)
        return String(body["id"])
      })
      const database = new DatabaseSync(join(data, "emulator.sqlite"))
      const measured = JSON.stringify({ kind: "circuit", qubits: 2, probabilities: { "2": 1 } })
      database.prepare("UPDATE results SET measured = ? WHERE id = ?").run(measured, id)
      database.close()
      const found = yield* during({ data }, (port) => ask(port, "GET", `/jobs/${id}/results/probabilities`))
      expect(found.body).toEqual({ "2": 1 })
    }).pipe(Effect.scoped),
  )

  it.effect("a folder that cannot keep data is a typed error that says why", () =>
    Effect.gen(function* () {
      const data = yield* temporary
      const failure = (folder: string) =>
        Effect.flip(Effect.scoped(Layer.build(Layer.fresh(serve({ data: folder })))))
      yield* Effect.gen(function* () {
        const error = yield* failure(data)
        expect(error).toBeInstanceOf(DataFolderError)
        expect(error).toMatchObject({ folder: data, reason: "in-use" })
      }).pipe(Effect.provide(Layer.fresh(serve({ data }))))
      const file = join(data, "file")
      writeFileSync(file, "")
      expect(yield* failure(file)).toMatchObject({ reason: "unreadable" })
      writeFileSync(join(data, "emulator.sqlite"), "this is no database, and long enough to be seen as none")
      expect(yield* failure(data)).toMatchObject({ reason: "unreadable" })
      const newer = yield* temporary
      const database = new DatabaseSync(join(newer, "emulator.sqlite"))
      database.exec("PRAGMA user_version = 99")
      database.close()
      expect(yield* failure(newer)).toMatchObject({
        reason: "version",
        message: expect.stringContaining("version 99"),
      })
    }).pipe(Effect.scoped),
  )

  /** A folder with a job of an emulator that has stopped. */
  const used = Effect.gen(function* () {
    const data = yield* temporary
    const { body } = yield* during({ data }, (port) => ask(port, "POST", "/jobs", flip))
    return { data, id: String(body["id"]) }
  })

  const opened = (options: ServeOptions) =>
    Effect.map(
      Effect.exit(Effect.scoped(Layer.build(Layer.fresh(serve({ timing: "instant", ...options }))))),
      (exit) => String(exit),
    )

  it.effect("names a row that cannot be read, and goes on without it where it may", () =>
    Effect.gen(function* () {
      const { data, id } = yield* used
      const database = new DatabaseSync(join(data, "emulator.sqlite"))
      database.exec("UPDATE jobs SET job = substr(job, 1, 20)")
      database.close()
      const told = yield* opened({ data })
      expect(told).toContain(data)
      expect(told).toContain(`the row ${id} of jobs cannot be read`)
      const { status, body } = yield* during({ data, setAside: true }, (port) => ask(port, "GET", "/jobs"))
      expect([status, body["jobs"]]).toEqual([200, []])
      expect(yield* opened({ data })).not.toContain("cannot be read")
      const after = new DatabaseSync(join(data, "emulator.sqlite"))
      expect(after.prepare("SELECT source, id FROM set_aside").all()).toEqual([{ source: "jobs", id }])
      after.close()
    }).pipe(Effect.scoped),
  )

  it.effect("tells of a write-ahead log that is damaged", () =>
    Effect.gen(function* () {
      const { data } = yield* used
      writeFileSync(join(data, "emulator.sqlite-wal"), Buffer.alloc(4096, 7))
      expect(yield* opened({ data })).toContain("its write-ahead log")
    }).pipe(Effect.scoped),
  )

  it.effect("takes a write-ahead log of which only the header was begun: it has no transaction yet", () =>
    Effect.gen(function* () {
      for (const bytes of [1, 31, 32]) {
        const { data } = yield* used
        writeFileSync(join(data, "emulator.sqlite-wal"), Buffer.alloc(bytes))
        expect(yield* during({ data }, (port) => ask(port, "GET", "/jobs"))).toMatchObject({ status: 200 })
      }
    }).pipe(Effect.scoped),
  )

  it.effect("names the folder if the write-ahead log cannot be read", () =>
    Effect.gen(function* () {
      const { data } = yield* used
      mkdirSync(join(data, "emulator.sqlite-wal"))
      expect(yield* opened({ data })).toContain(data)
    }).pipe(Effect.scoped),
  )

  it.effect("tells of acknowledged jobs that a damaged write-ahead log has lost", () =>
    Effect.gen(function* () {
      const data = yield* temporary
      const { port, kill } = yield* startEmulator({ data })
      for (let i = 0; i < 3; i++) yield* Effect.promise(() => ask(port, "POST", "/jobs", flip))
      yield* Effect.promise(kill)
      const file = join(data, "emulator.sqlite-wal")
      const log = readFileSync(file)
      // The end of the last transaction is missing, as after a kill while it was written.
      writeFileSync(file, log.subarray(0, -100))
      expect(yield* opened({ data })).not.toContain("write-ahead")
      // A bit of the first page has changed.
      log[1000]! ^= 1
      writeFileSync(file, log)
      expect(yield* opened({ data })).toContain("its write-ahead log")
    }).pipe(Effect.scoped),
  )

  it.effect.skipIf(process.platform === "win32")(
    "says that the disk is full, and has what it acknowledged before",
    () =>
      Effect.gen(function* () {
        const data = yield* temporary
        const { port, kill } = yield* startEmulator({ data }, 400_000)
        const acknowledged: Array<string> = []
        const long = { ...flip, metadata: { notes: "x".repeat(30_000) } }
        let last: Answer
        do {
          last = yield* Effect.promise(() => ask(port, "POST", "/jobs", long))
          if (last.status === 201) acknowledged.push(String(last.body["id"]))
        } while (last.status === 201)
        expect(last).toMatchObject({
          status: 507,
          body: { message: expect.stringContaining("disk is full") },
        })
        expect(acknowledged.length).toBeGreaterThan(2)
        // It goes on with what it has.
        expect((yield* Effect.promise(() => ask(port, "GET", `/jobs/${acknowledged[0]}`))).status).toBe(200)
        yield* Effect.promise(kill)
        const { body } = yield* during({ data }, (port) => ask(port, "GET", "/jobs?limit=100"))
        const jobs = body["jobs"] as ReadonlyArray<{ readonly id: string }>
        expect(jobs.map(({ id }) => id).toSorted()).toEqual(acknowledged.toSorted())
      }).pipe(Effect.scoped),
  )

  it.effect("is one file when it stops, for its owner alone", () =>
    Effect.gen(function* () {
      const { data, id } = yield* used
      expect(readdirSync(data)).toEqual(["emulator.sqlite"])
      // A copy of it is a backup.
      const backup = join(data, "backup")
      mkdirSync(backup)
      copyFileSync(join(data, "emulator.sqlite"), join(backup, "emulator.sqlite"))
      expect((yield* during({ data: backup }, (port) => ask(port, "GET", `/jobs/${id}`))).status).toBe(200)
      expect(statSync(join(data, "emulator.sqlite")).mode & 0o777).toBe(0o600)
      const inner = join(data, "made")
      yield* during({ data: inner }, (port) => ask(port, "GET", "/jobs"))
      expect(statSync(inner).mode & 0o777).toBe(0o700)
    }).pipe(Effect.scoped),
  )
})
