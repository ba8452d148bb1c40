/** Runs as many circuits as it is told, durably or not, and tells what that cost. */
import { Effect, Layer, Redacted, Result, Stream } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import * as IonQNode from "effect-ionq/node"
import { DatabaseSync } from "node:sqlite"
import { type CostInput, type CostWord, requestsOf } from "../durableRun.ts"

const { url, file, circuits }: CostInput = JSON.parse(process.argv[2] ?? "{}")
const requests = requestsOf(circuits)

const plain = Effect.flatMap(Effect.service(Jobs), (jobs) => Stream.runCollect(jobs.runAll(requests)))

const durable = (file: string) =>
  Effect.gen(function* () {
    const run = yield* (yield* Durable).start("cost", requests)
    return yield* run.await
  }).pipe(Effect.provide(Durable.layerEmbedded({ file })))

let rss = 0
setInterval(() => (rss = Math.max(rss, process.memoryUsage().rss)), 100).unref()
const [start, before] = [performance.now(), process.cpuUsage()]
const outcomes = await Effect.runPromise(
  (file === undefined ? plain : durable(file)).pipe(
    Effect.provide(
      IonQ.layer({ apiKey: Redacted.make("emulator-key"), baseUrl: url }).pipe(
        Layer.provide(IonQNode.layerUndici()),
      ),
    ),
  ),
)
const { user, system } = process.cpuUsage(before)

const rows = (table: string): number => {
  if (file === undefined) return 0
  const database = new DatabaseSync(file)
  const count = Number(database.prepare(`SELECT COUNT(*) AS n FROM ionq_engine_1_${table}`).get()?.["n"])
  database.close()
  return count
}

const word: CostWord = {
  seconds: (performance.now() - start) / 1000,
  cpu: (user + system) / 1e6,
  mebibytes: rss / 2 ** 20,
  right: outcomes.filter(({ result }) => Result.isSuccess(result)).length,
  messages: rows("messages"),
  replies: rows("replies"),
}
process.send?.(word, () => process.exit(0))
