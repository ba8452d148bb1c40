/** The code of docs/durable.md for PostgreSQL. Needs IONQ_API_KEY, DATABASE_URL and PORT, the port of the runner. */
import { Config, Console, Effect, Fiber, Layer } from "effect"
import { Circuit } from "effect-ionq"
import { Durable } from "effect-ionq/durable"
import * as IonQNode from "effect-ionq/node"

// #region runners
const database = Layer.unwrap(
  Effect.map(Config.Redacted("DATABASE_URL"), (url) => Durable.layerPostgres({ url })),
)

// Each machine, with an address at which the others reach it. Or: ionq batch runner --database … --host … --port …
const runner = (host: string, port: number) =>
  Durable.layerRunner({ address: { host, port } }).pipe(Layer.provide(database))

// Whoever starts and watches runs.
const client = Durable.layerClient.pipe(Layer.provide(database))
// #endregion

const program = Effect.gen(function* () {
  const durable = yield* Durable
  const request = yield* Effect.fromResult(Circuit.toRequest(Circuit.bell(), { backend: "simulator" }))
  const run = yield* durable.start("pairs", [request, request, request], { chunk: 1 })
  for (const { index, result } of yield* run.await) yield* Console.log(index, result._tag)
  yield* durable.forget("pairs")
})

// Two machines in one process: they have nothing in common but the database.
const running = Effect.runFork(
  Layer.launch(Layer.provide(runner("127.0.0.1", Number(process.env["PORT"])), IonQNode.layer())),
)
await Effect.runPromise(program.pipe(Effect.provide(client), Effect.provide(IonQNode.layer())))
await Effect.runPromise(Fiber.interrupt(running))
