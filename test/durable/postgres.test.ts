import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted, Result, Schedule, Stream } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import { HttpServer } from "effect/http"
import * as SqlClient from "effect/sql/SqlClient"
import { freePort } from "../../scripts/freePort.ts"
import { type Postgres, startPostgres } from "../../scripts/postgres.ts"
import { bell, flip } from "../utils/builders.ts"
import { runProgram } from "../utils/program.ts"

// It is started once: starting it takes longer than the tests. Where there is none, they are skipped.
const postgres: Postgres | undefined = await startPostgres({ install: false })

const bells = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => ({ ...bell, name: `${name} ${i}` }))

/** Over a real connection, by the real clock. */
const onPostgres = describe.skipIf(postgres === undefined)
const why = postgres === undefined ? " (skipped: no PostgreSQL is installed on this machine)" : ""

const database = Durable.layerPostgres({ url: Redacted.make(postgres?.url ?? "") })
const services = () => Layer.fresh(IonQ.layer({ apiKey: Emulator.defaultApiKey }))
const emulator = (options: Emulator.Options = {}) =>
  Effect.provide(Emulator.layer({ timing: "instant", ...options }))

const asClient = <A, E>(effect: Effect.Effect<A, E, Durable | Jobs | SqlClient.SqlClient>) =>
  Effect.provide(
    effect,
    Durable.layerClient.pipe(Layer.provideMerge(Layer.fresh(database)), Layer.provideMerge(services())),
    {
      local: true,
    },
  )

/** A process that carries runs out while the effect goes on. */
const beside =
  (layer: typeof Durable.layerClient | ReturnType<typeof Durable.layerSql>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const runner = yield* Effect.forkChild(
        Effect.provide(
          Effect.never,
          layer.pipe(Layer.provide(Layer.fresh(database)), Layer.provide(services())),
          {
            local: true,
          },
        ),
      )
      const done = yield* effect
      yield* Fiber.interrupt(runner)
      return done
    })

onPostgres(`durable runs on PostgreSQL${why}`, () => {
  it.live(
    "are carried out by runners with sockets, and forgotten by a client",
    () =>
      asClient(
        Effect.gen(function* () {
          const durable = yield* Durable
          const sql = yield* SqlClient.SqlClient
          const run = yield* durable.start("sockets", bells(12, "sockets"), { chunk: 3 })
          const all = yield* run.await
          expect(all.every(({ result }) => Result.isSuccess(result))).toBe(true)
          expect(yield* Stream.runCollect((yield* Jobs).list())).toHaveLength(12)
          expect((yield* sql`SELECT 1 FROM ionq_engine_1_messages`).length).toBeGreaterThan(0)
          yield* durable.forget("sockets")
          for (const table of [
            "ionq_runs",
            "ionq_chunks",
            "ionq_engine_1_messages",
            "ionq_engine_1_replies",
          ]) {
            expect(yield* sql`SELECT 1 FROM ${sql(table)}`).toEqual([])
          }
        }),
      ).pipe(
        beside(Durable.layerRunner({ address: { host: "127.0.0.1", port: 24_000 + (process.pid % 4000) } })),
        emulator(),
      ),
    60_000,
  )

  it.live(
    "are shared by processes that meet in the database, which keep one budget",
    () =>
      asClient(
        Effect.gen(function* () {
          const durable = yield* Durable
          const { estimated_total_cost: price = 0 } = yield* (yield* Jobs).estimate({
            backend: "qpu.forte-1",
            qubits: 2,
            shots: 1000,
            "1q_gates": 1,
            "2q_gates": 0,
            error_mitigation: true,
          })
          const requests = Array.from({ length: 8 }, (_, i) => ({ ...flip, name: `flip ${i}` }))
          const run = yield* durable.start("paid", requests, {
            chunk: 1,
            budget: { max: 3.5 * Number(price), unit: "usd" },
          })
          yield* run.await
          expect(yield* run.progress).toMatchObject({ total: 8, done: 8, failed: 5, hasEnded: true })
          expect(yield* Stream.runCollect((yield* Jobs).list())).toHaveLength(3)
        }),
      ).pipe(
        beside(Durable.layerSql({ lockExpiration: "6 seconds" })),
        beside(Durable.layerSql({ lockExpiration: "6 seconds" })),
        emulator({ timing: { readyFor: "1 second" } }),
      ),
    60_000,
  )

  it.live(
    "end a transaction that stands still, whose locks would hold up the others",
    () =>
      Effect.gen(function* () {
        const quick = Durable.layerPostgres({
          url: Redacted.make(postgres?.url ?? ""),
          idleInTransaction: 300,
        })
        const sql = yield* SqlClient.SqlClient
        yield* sql`CREATE TABLE IF NOT EXISTS held (id INTEGER)`
        yield* sql`INSERT INTO held VALUES (1)`
        // What a frozen process looks like from the server.
        const frozen = yield* Effect.forkChild(
          Effect.gen(function* () {
            const held = yield* SqlClient.SqlClient
            yield* held.withTransaction(Effect.andThen(held`UPDATE held SET id = 2`, Effect.never))
          }).pipe(Effect.provide(Layer.fresh(quick), { local: true })),
        )
        const isHeld = Effect.map(
          sql`SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'`,
          ({ length }) => length > 0,
        )
        yield* Effect.repeat(isHeld, { until: (is) => is, schedule: Schedule.spaced("20 millis") })
        yield* sql`UPDATE held SET id = 3`
        expect(yield* sql`SELECT id FROM held`).toEqual([{ id: 3 }])
        yield* Fiber.interrupt(frozen)
      }).pipe(Effect.provide(Layer.fresh(database), { local: true })),
    60_000,
  )

  it.live("are started and carried out by the program of the guide", () =>
    Effect.gen(function* () {
      const { address } = yield* HttpServer.HttpServer
      const env = {
        DATABASE_URL: postgres?.url ?? "",
        IONQ_API_KEY: Redacted.value(Emulator.defaultApiKey),
        IONQ_API_URL: `${HttpServer.formatAddress(address)}/v0.4`,
        PORT: String(yield* Effect.promise(freePort)),
      }
      const program = yield* Effect.promise(() => runProgram("examples/guides/durable-runners.ts", { env }))
      expect(program).toEqual({ stdout: "0 Success\n1 Success\n2 Success\n", stderr: "" })
    }).pipe(Effect.provide(serve({ timing: "instant" }))),
  )
})

afterAll(() => postgres?.stop())
