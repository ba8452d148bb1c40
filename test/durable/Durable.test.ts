import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Redacted, Result, Stream } from "effect"
import { Distribution, IonQ, IonQError, Jobs } from "effect-ionq"
import { Durable, type DurableService, type Run } from "effect-ionq/durable"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import type { RunnableRequest } from "effect-ionq/Jobs"
import type { Services } from "effect-ionq/Layer"
import { Sessions } from "effect-ionq"
import { HttpClient, UrlParams } from "effect/http"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { execFile } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { promisify } from "node:util"
import { bell, flip, multi } from "../utils/builders.ts"

const apiKey = Redacted.make("a-key-that-is-in-no-row")

/** A folder for the runs of one test. */
const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "durable-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
)
const runsFile = Effect.map(folder, (folder) => join(folder, "runs.sqlite"))

/** All services of another process on the same emulator. */
const services = Layer.fresh(IonQ.layer({ apiKey }))

/** A process that carries out the runs of a file, until the effect is done. */
const asRunner =
  (file: string) =>
  <A, E, R = never>(effect: Effect.Effect<A, E, R | Durable | Services>) =>
    Effect.provide(effect, Layer.provideMerge(Durable.layerEmbedded({ file }), services), { local: true })

/** One that only asks. */
const asClient =
  (file: string) =>
  <A, E, R = never>(effect: Effect.Effect<A, E, R | Durable | Services>) =>
    Effect.provide(
      effect,
      Durable.layerClient.pipe(
        Layer.provide(Layer.fresh(Durable.layerSqlite({ file }))),
        Layer.provideMerge(services),
      ),
      { local: true },
    )

const emulated =
  (options: Emulator.Options = {}) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provide(inTime(effect), Emulator.layer({ apiKeys: [apiKey], ...options }))

const named = (name: string): RunnableRequest => ({ ...bell, name })
const bells = (count: number) => Array.from({ length: count }, (_, i) => named(`bell ${i}`))

/** The jobs at the emulator, by the name of each. */
const jobNames = Effect.gen(function* () {
  const all = yield* Stream.runCollect((yield* Jobs).list({ pageSize: 100 }))
  return all.map(({ name }) => name ?? "").sort()
})

const untilSubmitted = (run: Run<unknown>, count: number): Effect.Effect<void, unknown> =>
  Effect.gen(function* () {
    while ((yield* run.progress).submitted < count) yield* Effect.sleep("100 millis")
  })

describe("a durable run", () => {
  it.effect("gives the outcome of each circuit, and is forgotten", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* Effect.gen(function* () {
        const durable = yield* Durable
        const run = yield* durable.start("first", [...bells(5), multi, named("last")], { chunk: 2 })
        const all = yield* run.await
        expect(all.map(({ index, circuit, name }) => [index, circuit, name])).toEqual([
          [0, 0, "bell 0"],
          [1, 0, "bell 1"],
          [2, 0, "bell 2"],
          [3, 0, "bell 3"],
          [4, 0, "bell 4"],
          [5, 0, "flip 0"],
          [5, 1, "flip 1"],
          [6, 0, "last"],
        ])
        const bits = all.map(({ result }) =>
          Distribution.toBitstrings(Result.getOrThrow(result).probabilities, { qubit0: "left" }),
        )
        expect(bits[0]).toEqual({ "00": expect.closeTo(0.5), "11": expect.closeTo(0.5) })
        expect(bits.slice(5, 7)).toEqual([{ "10": 1 }, { "01": 1 }])
        expect(yield* run.progress).toMatchObject({
          total: 8,
          submitted: 8,
          done: 8,
          failed: 0,
          hasEnded: true,
        })
        // As another process reads them, from the rows.
        const again = yield* asClient(file)(
          Effect.gen(function* () {
            return yield* (yield* (yield* Durable).attach("first")).await
          }),
        )
        expect(again).toEqual(all)
        expect(yield* durable.list()).toMatchObject([{ name: "first", total: 8, done: 8 }])
        yield* durable.forget("first")
        expect(yield* durable.list()).toEqual([])
        expect(yield* Effect.flip(durable.attach("first"))).toMatchObject({
          _tag: "UnknownRunError",
          name: "first",
        })
      }).pipe(asRunner(file))
      const tables = new DatabaseSync(file)
      for (const table of ["ionq_runs", "ionq_chunks", "ionq_engine_1_messages", "ionq_engine_1_replies"]) {
        expect(tables.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
      }
      tables.close()
    }).pipe(emulated()),
  )

  it.effect("is the same one under the same name, and no other body gets it", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* Effect.gen(function* () {
        const durable = yield* Durable
        yield* durable.start("a", bells(3))
        const again = yield* durable.start("a", bells(3))
        yield* again.await
        expect(yield* jobNames).toEqual(["bell 0", "bell 1", "bell 2"])
        expect(yield* Effect.flip(durable.start("a", bells(4)))).toMatchObject({
          _tag: "RunConflictError",
          field: "requests",
        })
        expect(
          yield* Effect.flip(durable.start("a", bells(3), { budget: { max: 1, unit: "usd" } })),
        ).toMatchObject({ _tag: "RunConflictError", field: "options" })
        // Its name is free when it is forgotten, and no job of the first one is taken for one of the second.
        yield* durable.forget("a")
        yield* (yield* durable.start("a", bells(3))).await
        expect(yield* jobNames).toHaveLength(6)
      }).pipe(asRunner(file))
    }).pipe(emulated()),
  )

  it.effect("goes on in another process where the first one ended, with no job twice", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      const requests = bells(30)
      yield* Effect.gen(function* () {
        const run = yield* (yield* Durable).start("long", requests, { chunk: 10 })
        yield* untilSubmitted(run, 7)
      }).pipe(asRunner(file))
      yield* Effect.gen(function* () {
        const run = yield* (yield* Durable).attach("long")
        expect((yield* run.progress).hasEnded).toBe(false)
        const all = yield* run.await
        expect(all.every(({ result }) => Result.isSuccess(result))).toBe(true)
        expect(yield* jobNames).toEqual(requests.map(({ name }) => name ?? "").sort())
      }).pipe(asRunner(file))
    }).pipe(emulated({ timing: { readyFor: "1 minute" } })),
  )

  it.effect("searches for no job of a chunk that nobody had begun, and for none that is written down", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      let searches = 0
      let read = 0
      const counted = Layer.fresh(
        IonQ.layer({
          apiKey,
          transport: HttpClient.tapRequest(({ method, url, urlParams }) =>
            Effect.sync(() => {
              if (method !== "GET" || !url.endsWith("/jobs")) return
              if (UrlParams.getAll(urlParams, "ids").length > 0) read++
              else searches++
            }),
          ),
        }),
      )
      const asCounted = <A, E>(effect: Effect.Effect<A, E, Durable>) =>
        Effect.provide(effect, Layer.provide(Durable.layerEmbedded({ file }), counted), { local: true })
      yield* asCounted(
        Effect.gen(function* () {
          const run = yield* (yield* Durable).start("many", bells(30), { chunk: 10 })
          yield* untilSubmitted(run, 30)
          yield* Effect.sleep("3 seconds")
        }),
      )
      expect(searches).toBe(0)
      yield* asCounted(
        Effect.gen(function* () {
          const all = yield* (yield* (yield* Durable).attach("many")).await
          expect(all.every(({ result }) => Result.isSuccess(result))).toBe(true)
        }),
      )
      expect(read).toBeGreaterThan(0)
      expect(searches).toBe(0)
      expect(yield* Effect.provide(jobNames, services, { local: true })).toHaveLength(30)
    }).pipe(emulated({ timing: { readyFor: "1 minute" } })),
  )

  it.effect("is started, watched, canceled and read from a process that does not carry it out", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      const started = yield* asClient(file)(
        Effect.gen(function* () {
          const run = yield* (yield* Durable).start("theirs", bells(6), { chunk: 3 })
          return yield* run.progress
        }),
      )
      expect(started).toMatchObject({ total: 6, submitted: 0, hasEnded: false })
      const runner = yield* Effect.forkChild(asRunner(file)(Effect.never))
      const ended = yield* asClient(file)(
        Effect.gen(function* () {
          const durable = yield* Durable
          const run = yield* durable.attach("theirs")
          yield* untilSubmitted(run, 6)
          expect(yield* Effect.flip(durable.forget("theirs"))).toMatchObject({ _tag: "RunOpenError" })
          yield* run.cancel
          const all = yield* run.await
          expect(yield* run.progress).toMatchObject({ done: 6, failed: 6, isCanceled: true, hasEnded: true })
          const jobs = yield* Stream.runCollect((yield* Jobs).list())
          expect(jobs.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => "canceled"))
          return all
        }),
      )
      expect(ended.map(({ result }) => Option.getOrThrow(Result.getFailure(result))._tag)).toEqual(
        Array.from({ length: 6 }, () => "JobCanceledError"),
      )
      yield* Fiber.interrupt(runner)
    }).pipe(emulated({ timing: { readyFor: "1 hour" } })),
  )

  it.effect("sends nothing more after it was canceled, and finds what it had sent", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* Effect.gen(function* () {
        const run = yield* (yield* Durable).start("stopped", bells(12))
        yield* untilSubmitted(run, 4)
      }).pipe(asRunner(file))
      const before = yield* jobNames.pipe(Effect.provide(services, { local: true }))
      yield* asClient(file)(
        Effect.gen(function* () {
          yield* (yield* (yield* Durable).attach("stopped")).cancel
        }),
      )
      yield* Effect.gen(function* () {
        const all = yield* (yield* (yield* Durable).attach("stopped")).await
        const tags = all.map(({ result }) => Option.getOrThrow(Result.getFailure(result))._tag)
        expect(tags.filter((tag) => tag === "JobCanceledError")).toHaveLength(before.length)
        expect(tags.filter((tag) => tag === "RunCanceledError")).toHaveLength(12 - before.length)
        expect(yield* jobNames).toEqual(before)
      }).pipe(asRunner(file))
    }).pipe(
      // Each submission takes a while, so that some are not sent yet.
      emulated({
        timing: { readyFor: "1 hour" },
        faults: {
          rules: [{ fault: { kind: "delay", millis: 2000, processed: true }, method: "POST", times: 100 }],
        },
      }),
    ),
  )

  it.effect("keeps its budget over restarts", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      const price = yield* Effect.gen(function* () {
        const { estimated_total_cost } = yield* (yield* Jobs).estimate({
          backend: "qpu.forte-1",
          qubits: 2,
          shots: 1000,
          "1q_gates": 1,
          "2q_gates": 0,
          error_mitigation: true,
        })
        return estimated_total_cost ?? 0
      }).pipe(Effect.provide(services, { local: true }))
      expect(price).toBeGreaterThan(0)
      const requests = Array.from({ length: 6 }, (_, i) => ({ ...flip, name: `flip ${i}` }))
      const options = { chunk: 2, budget: { max: 3.5 * price, unit: "usd" } }
      yield* Effect.gen(function* () {
        const run = yield* (yield* Durable).start("paid", requests, options)
        yield* untilSubmitted(run, 2)
      }).pipe(asRunner(file))
      yield* Effect.gen(function* () {
        const run = yield* (yield* Durable).attach("paid")
        const all = yield* run.await
        const failures = all.flatMap(({ result }) => (Result.isFailure(result) ? [result.failure._tag] : []))
        expect(failures).toEqual(["BudgetExceededError", "BudgetExceededError", "BudgetExceededError"])
        expect(yield* jobNames).toHaveLength(3)
        const { spent } = yield* run.progress
        expect(spent?.unit).toBe("usd")
        expect(spent?.value).toBeGreaterThan(0)
        expect(spent?.value).toBeLessThanOrEqual(3.5 * price)
      }).pipe(asRunner(file))
    }).pipe(emulated({ timing: { readyFor: "10 minutes" } })),
  )

  for (const [name, reopen, failed, opened] of [
    ["opens a session anew where it may, and ends it", 1, 0, 2],
    ["opens no session anew where it may not", 0, 4, 1],
  ] as const) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const file = yield* runsFile
        const requests = Array.from({ length: 4 }, (_, i) => ({ ...flip, name: `flip ${i}` }))
        yield* Effect.gen(function* () {
          // The session ends before the run gets to it.
          yield* (yield* Durable).start("in a session", requests, {
            session: { backend: "qpu.forte-1" },
            reopen,
          })
          const sessions = yield* Sessions
          while ((yield* sessions.list({ active: true })).length === 0) yield* Effect.sleep("50 millis")
          for (const { id } of yield* sessions.list({ active: true })) yield* sessions.end(id)
        }).pipe(asRunner(file))
        yield* Effect.gen(function* () {
          const run = yield* (yield* Durable).attach("in a session")
          yield* run.await
          expect(yield* run.progress).toMatchObject({ done: 4, failed })
          while ((yield* (yield* Durable).list({ open: true })).length > 0) yield* Effect.sleep("1 second")
          expect(yield* (yield* Sessions).list({ active: true })).toEqual([])
          expect(yield* (yield* Sessions).list()).toHaveLength(opened)
        }).pipe(asRunner(file))
      }).pipe(
        emulated({
          faults: {
            rules: [
              {
                fault: { kind: "delay", millis: 60_000, processed: false },
                method: "POST",
                path: "/jobs",
                times: 4,
              },
            ],
          },
        }),
      ),
    )
  }

  it.effect("tries again what passes, and gives the rest as it is", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* Effect.gen(function* () {
        const run = yield* (yield* Durable).start("hard", [
          named("good"),
          named("bad"),
          { ...named("worse"), metadata: { ["x".repeat(41)]: "too long a name" } },
        ])
        const all = yield* run.await
        expect(Result.isSuccess(all[0]!.result)).toBe(true)
        expect(Option.getOrThrow(Result.getFailure(all[1]!.result))).toMatchObject({
          _tag: "JobFailedError",
          failure: { code: "InternalError" },
        })
        expect(Option.getOrThrow(Result.getFailure(all[2]!.result))).toMatchObject({
          _tag: "InvalidRequestError",
        })
        const read = yield* asClient(file)(
          Effect.gen(function* () {
            return yield* (yield* (yield* Durable).attach("hard")).await
          }),
        )
        expect(read).toEqual(all)
        expect(IonQError.isIonQError(Option.getOrThrow(Result.getFailure(read[1]!.result)))).toBe(true)
        expect(yield* jobNames).toEqual(["bad", "good"])
      }).pipe(asRunner(file))
    }).pipe(
      emulated({
        script: ({ name }) =>
          name === "bad" ? { failure: { code: "InternalError", message: "It broke" } } : undefined,
        // Longer than the client's own retries.
        faults: { rules: [{ fault: { kind: "lose", processed: false }, times: 25 }] },
      }),
    ),
  )

  it.effect("waits where the key is refused, and says so", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* Effect.gen(function* () {
        const run = yield* (yield* Durable).start("locked out", bells(1))
        while ((yield* run.progress).problem === undefined) yield* Effect.sleep("1 second")
        expect((yield* run.progress).problem).toContain("AuthenticationError")
      }).pipe(
        Effect.provide(
          Durable.layerEmbedded({ file }).pipe(
            Layer.provide(Layer.fresh(IonQ.layer({ apiKey: Redacted.make("wrong") }))),
          ),
          { local: true },
        ),
      )
      const all = yield* asRunner(file)(
        Effect.gen(function* () {
          return yield* (yield* (yield* Durable).attach("locked out")).await
        }),
      )
      expect(Result.isSuccess(all[0]!.result)).toBe(true)
    }).pipe(emulated()),
  )

  it.effect("keeps no large distribution and no key in its rows", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      const wide: RunnableRequest = {
        ...bell,
        name: "wide",
        input: {
          gateset: "qis",
          qubits: 10,
          circuit: Array.from({ length: 10 }, (_, target) => ({ gate: "h", target })),
        },
      }
      yield* Effect.gen(function* () {
        const durable = yield* Durable
        const all = yield* (yield* durable.start("wide", [wide])).await
        expect(Result.getOrThrow(all[0]!.result).probabilities.values).toHaveLength(1024)
        const read = yield* asClient(file)(
          Effect.gen(function* () {
            return yield* (yield* (yield* Durable).attach("wide")).await
          }),
        )
        expect(Result.getOrThrow(read[0]!.result).probabilities.values).toHaveLength(1024)
      }).pipe(asRunner(file))
      const database = new DatabaseSync(file)
      const row = database.prepare("SELECT outcomes FROM ionq_chunks").get()
      expect(String(row?.["outcomes"]).length).toBeLessThan(300)
      database.close()
      const parent = join(file, "..")
      const bytes = readdirSync(parent).map((name) => readFileSync(join(parent, name), "latin1"))
      expect(bytes.join().includes("wide")).toBe(true)
      expect(bytes.join().includes(Redacted.value(apiKey))).toBe(false)
    }).pipe(emulated()),
  )

  it.effect("is refused with a clear error where another release wrote it", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* asRunner(file)(
        Effect.gen(function* () {
          yield* (yield* (yield* Durable).start("old", bells(1))).await
        }),
      )
      const edit = (sql: string) => {
        const database = new DatabaseSync(file)
        database.exec(sql)
        database.close()
      }
      edit("UPDATE ionq_runs SET format = 0")
      yield* asRunner(file)(
        Effect.gen(function* () {
          const durable = yield* Durable
          const refused = {
            _tag: "DurableError",
            reason: "format",
            message: expect.stringContaining("format 0"),
          }
          expect(yield* Effect.flip(durable.attach("old"))).toMatchObject(refused)
          expect(yield* Effect.flip(durable.start("old", bells(1)))).toMatchObject(refused)
          expect(yield* durable.list()).toMatchObject([{ name: "old", isReadable: false }])
          yield* durable.forget("old")
        }),
      )
      edit("UPDATE ionq_version SET version = 99")
      expect(yield* Effect.flip(asRunner(file)(Effect.service(Durable)))).toMatchObject({
        _tag: "DurableError",
        reason: "version",
      })
    }).pipe(emulated()),
  )

  it.effect("is carried out by one process, and the next one may when that has ended", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* asRunner(file)(
        Effect.gen(function* () {
          expect(yield* Effect.flip(asRunner(file)(Effect.service(Durable)))).toMatchObject({
            _tag: "DurableError",
            reason: "in-use",
          })
        }),
      )
      const next: DurableService = yield* asRunner(file)(Effect.service(Durable))
      expect(next).toBeDefined()
    }).pipe(emulated()),
  )

  it.effect("refuses names and options that are out of range, and fields that no request has", () =>
    Effect.gen(function* () {
      const file = yield* runsFile
      yield* Effect.gen(function* () {
        const { start } = yield* Durable
        const fieldOf = (effect: ReturnType<typeof start>) =>
          Effect.map(Effect.flip(effect), (error) => ("field" in error ? error.field : error._tag))
        expect(yield* fieldOf(start("", bells(1)))).toBe("name")
        expect(yield* fieldOf(start("x".repeat(201), bells(1)))).toBe("name")
        expect(yield* fieldOf(start("x", bells(1), { chunk: 0 }))).toBe("chunk")
        expect(yield* fieldOf(start("x", bells(1), { reopen: -1 }))).toBe("reopen")
        expect(yield* fieldOf(start("x", bells(1), { budget: { max: -1, unit: "usd" } }))).toBe("budget.max")
        const misspelled = { ...bell, nmae: "x" }
        expect(yield* fieldOf(start("x", [bell, misspelled]))).toBe("requests[1]")
        expect(yield* (yield* Durable).list()).toEqual([])
        expect(yield* (yield* start("none", [])).await).toEqual([])
      }).pipe(asRunner(file))
      const hasty = Durable.layerSql({ lockExpiration: "5 seconds" }).pipe(
        Layer.provide(Layer.fresh(Durable.layerSqlite({ file }))),
        Layer.provide(services),
      )
      expect(yield* Effect.flip(Effect.scoped(Layer.build(hasty)))).toMatchObject({
        _tag: "ConfigurationError",
        setting: "lockExpiration",
      })
    }).pipe(emulated()),
  )

  it("fails with a typed error on a Node without SQLite", async () => {
    const program = `
      const { Effect, Layer } = await import("effect")
      const { IonQ } = await import("effect-ionq")
      const { Durable } = await import("effect-ionq/durable")
      const layer = Durable.layerEmbedded({ file: "never.sqlite" }).pipe(Layer.provide(IonQ.layerFetch({})))
      const error = await Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(layer))))
      console.log(error._tag, error.reason)`
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--no-experimental-sqlite",
      "--conditions=@effect-ionq/source",
      "--input-type=module",
      "-e",
      program,
    ])
    expect(stdout.trim()).toBe("DurableError unsupported")
  })
})
