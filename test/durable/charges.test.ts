import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Layer, Result, Schema, Semaphore } from "effect"
import { Distribution } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import { inTime } from "effect-ionq/emulator"
import { BudgetExceededError } from "effect-ionq/IonQError"
import { SqlClient } from "effect/sql/SqlClient"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeCarryOut } from "../../src/durable/carryOutChunk.ts"
import { RunCanceledError } from "../../src/durable/DurableError.ts"
import { makeLiveChunks } from "../../src/durable/LiveChunks.ts"
import type { Platform, SubmissionOptions } from "../../src/durable/Platform.ts"
import { makeStore } from "../../src/durable/Store.ts"
import { makeTables } from "../../src/durable/tables.ts"

const database = Layer.unwrap(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "durable-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true })),
  ).pipe(Effect.map((folder) => Durable.layerSqlite({ file: join(folder, "runs.sqlite") }))),
)

type Failure = BudgetExceededError | RunCanceledError

/** What the two jobs of the request are estimated at, and what each costs in the end. */
const estimates = [40, 20]
const costs: Readonly<Record<string, { readonly value: number; readonly unit: string }>> = {
  "job 0": { value: 30, unit: "usd" },
  "job 1": { value: 15, unit: "usd" },
}

const distribution = Result.getOrThrow(
  Distribution.fromDecimals({ "1": 1 }, { width: 1, kind: "probabilities" }),
)

/** The parts in the order in which their jobs are known; the process dies before the last one of so many. */
interface Plan {
  readonly order: ReadonlyArray<number>
  readonly dies: boolean
}

/** A platform where a request of two circuits is two jobs. */
const platformOf = ({ order, dies }: Plan): Platform<string, Failure> => ({
  name: "ionq",
  request: Schema.String,
  failure: Schema.toCodecJson(Schema.Union([BudgetExceededError, RunCanceledError])),
  circuits: () => [undefined, undefined],
  isChunk: () => true,
  run: Effect.fnUntraced(function* (_: string, { ledger, onSubmitted, submissionId }: SubmissionOptions) {
    const results: Array<Result.Result<string, Failure>> = []
    for (const [i, part] of order.entries()) {
      if (dies && i === order.length - 1) return yield* Effect.never
      results[part] = yield* ledger
        .reserve(`${submissionId}#${part}`, estimates[part] ?? 0)
        .pipe(
          Effect.andThen(onSubmitted(`job ${part}`, `${submissionId}#${part}`)),
          Effect.as(`job ${part}`),
          Effect.result,
        )
    }
    return results.map((result, circuit) => ({
      index: 0,
      circuit,
      name: undefined,
      result: Result.map(result, (jobId) => ({ jobId, probabilities: distribution })),
    }))
  }),
  judge: () => "final",
  cancel: () => Effect.void,
  read: () => Effect.succeed(distribution),
  cost: (jobId) => Effect.succeed(costs[jobId]),
  openSession: () => Effect.succeed(""),
  endSession: () => Effect.void,
})

/** What is charged by the end of a run that these processes carried out, by submission. */
const chargesOf = Effect.fnUntraced(function* (processes: ReadonlyArray<Plan>, max: number, unit = "usd") {
  const sql = yield* SqlClient
  yield* makeTables(sql)
  const store = makeStore(sql, "ionq")
  yield* store.insert(
    {
      id: "run",
      platform: "ionq",
      name: "run",
      format: 1,
      digest: "",
      options: JSON.stringify({ chunk: 1, reopen: 0, budget: { max, unit } }),
      circuits: 2,
      created_at: "1970-01-01T00:00:00.000Z",
      canceled_at: null,
      ended_at: null,
      session_id: null,
      sessions: 0,
    },
    [{ place: 0, execution: "chunk", first: 0, circuits: 2, requests: `["two circuits"]` }],
  )
  for (const plan of processes) {
    const carryOut = makeCarryOut({
      platform: platformOf(plan),
      store,
      live: yield* makeLiveChunks<Failure>(),
      gate: Semaphore.makeUnsafe(1),
      entry: Semaphore.makeUnsafe(1),
      settle: Duration.seconds(10),
    })
    const process = yield* Effect.forkChild(carryOut("run", 0))
    yield* Effect.sleep("1 minute")
    yield* Fiber.interrupt(process)
  }
  return yield* sql`SELECT submission, amount, settled FROM ionq_charges ORDER BY submission`
})

const tested = <A, E>(effect: Effect.Effect<A, E, SqlClient>) => inTime(effect).pipe(Effect.provide(database))

describe("the charges of a request that is split into two jobs", () => {
  it.effect(
    "are the cost of each job, in whatever order they were known, before a restart and after it",
    () =>
      Effect.gen(function* () {
        const charges = yield* chargesOf(
          [
            { order: [1, 0], dies: true },
            { order: [1, 0], dies: false },
          ],
          1000,
        )
        expect(charges).toEqual([
          { submission: "chunk-0#0", amount: 30, settled: 1 },
          { submission: "chunk-0#1", amount: 15, settled: 1 },
        ])
      }).pipe(tested),
  )

  it.effect("are the cost of one where the budget has no room for the other", () =>
    Effect.gen(function* () {
      expect(yield* chargesOf([{ order: [0, 1], dies: false }], 50)).toEqual([
        { submission: "chunk-0#0", amount: 30, settled: 1 },
      ])
    }).pipe(tested),
  )

  it.effect("stay the estimates where the costs are in another unit", () =>
    Effect.gen(function* () {
      expect(yield* chargesOf([{ order: [0, 1], dies: false }], 1000, "credits")).toEqual([
        { submission: "chunk-0#0", amount: 40, settled: 0 },
        { submission: "chunk-0#1", amount: 20, settled: 0 },
      ])
    }).pipe(tested),
  )
})
