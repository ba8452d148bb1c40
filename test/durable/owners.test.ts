import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import * as Emulator from "effect-ionq/emulator"
import { inTime } from "effect-ionq/emulator"
import { SqlClient } from "effect/sql/SqlClient"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeLedger } from "../../src/durable/ledger.ts"
import { makeStore, type Store } from "../../src/durable/Store.ts"
import { makeTables } from "../../src/durable/tables.ts"
import { CurrentLedger } from "../../src/jobs/CurrentLedger.ts"
import { flip } from "../utils/builders.ts"

const database = Layer.unwrap(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "durable-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  ).pipe(Effect.map((folder) => Durable.layerSqlite({ file: join(folder, "runs.sqlite") }))),
)

const run = {
  id: "run",
  platform: "ionq",
  name: "run",
  format: 1,
  digest: "",
  options: "",
  circuits: 1,
  created_at: "1970-01-01T00:00:00.000Z",
  canceled_at: null,
  ended_at: null,
  session_id: null,
  sessions: 0,
}
const chunkRow = { place: 0, execution: "chunk", first: 0, circuits: 1, requests: "[]" }

/** Takes the one chunk up as another process, and submits its one request. */
const submitAs = Effect.fnUntraced(function* (store: Store) {
  const row = yield* store.begin("run", 0)
  const chunk = {
    runId: "run",
    place: 0,
    outcomes: [],
    submitted: 0,
    jobs: new Set<string>(),
    known: new Map<string, string>(),
    written: 0,
    problem: undefined,
    canceled: false,
    isDirty: false,
  }
  const options = { chunk: 1, reopen: 0, budget: { max: 1000, unit: "usd" } }
  const ledger = yield* makeLedger(store, run, chunk, options, row?.begun === 1)
  return yield* Jobs.use((jobs) => jobs.submit(flip, { submissionId: "chunk-0" })).pipe(
    Effect.provideService(CurrentLedger, ledger),
    Effect.provide(Layer.fresh(IonQ.layer({ apiKey: Emulator.defaultApiKey })), { local: true }),
  )
})

/** A process to which the database answers one question after 30 seconds, and when the other one sends. */
const slow = [
  {
    what: "the reservation",
    after: "15 seconds",
    hold: (store: Store): Store => ({
      ...store,
      reserve: (...given) => Effect.delay(store.reserve(...given), "30 seconds"),
    }),
  },
  {
    what: "its last look at the chunk's row",
    after: "75 seconds",
    hold: (store: Store): Store => ({
      ...store,
      begun: (...given) => Effect.tap(store.begun(...given), () => Effect.sleep("30 seconds")),
    }),
  },
] as const

describe("a chunk that another process takes up while the database is slow", () => {
  for (const { what, after, hold } of slow) {
    for (const [who, begun] of [
      ["the first to begin it", 0],
      ["one that took it over", 1],
    ] as const) {
      it.effect(`has one job of each circuit: ${what}, for ${who}`, () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient
          yield* makeTables(sql)
          const store = makeStore(sql, "ionq")
          yield* store.insert(run, [chunkRow])
          for (let i = 0; i < begun; i++) yield* store.begin("run", 0)

          const held = yield* Effect.forkChild(submitAs(hold(store)))
          // It has lost its lock, and the other one has waited for what it may have sent.
          yield* Effect.sleep(after)
          const theirs = yield* submitAs(store)
          const own = yield* Fiber.join(held)

          expect(own.id).toBe(theirs.id)
          const jobs = yield* Jobs.use((jobs) => Stream.runCollect(jobs.list())).pipe(
            Effect.provide(IonQ.layer({ apiKey: Emulator.defaultApiKey })),
          )
          expect(jobs).toHaveLength(1)
          expect(yield* store.spent("run")).toBeGreaterThan(0)
        }).pipe(
          inTime,
          Effect.provide(
            Layer.mergeAll(database, Emulator.layer({ timing: { submittedFor: 0, readyFor: 0 } })),
          ),
        ),
      )
    }
  }
})
