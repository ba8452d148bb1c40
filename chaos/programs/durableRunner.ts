/** A process that carries out a durable run, to be killed or stopped: tells its parent what it submits and how the run ends. */
import { Effect, Layer, Redacted, Result } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import { Durable, type Needs } from "effect-ionq/durable"
import * as IonQNode from "effect-ionq/node"
import { requestsOf, type RunnerInput, type RunnerWord, stateOf } from "../durableRun.ts"

const input: RunnerInput = JSON.parse(process.argv[2] ?? "{}")

const tell = (word: RunnerWord) => Effect.sync(() => void process.send?.(word))

/** The services; the control submits without ids. Each submission is told of. */
const services: Layer.Layer<Needs, unknown> = Layer.unwrap(
  Effect.sync(() => {
    const ionq = IonQ.layer({ apiKey: Redacted.make("emulator-key"), baseUrl: input.url }).pipe(
      Layer.provide(IonQNode.layerUndici()),
    )
    const watched = Layer.effect(
      Jobs,
      Effect.map(Effect.service(Jobs), (jobs) =>
        Jobs.of({
          ...jobs,
          runAll: (requests, options = {}) => {
            const { submissionId, onSubmitted } = options
            return jobs.runAll(requests, {
              ...options,
              submissionId: input.control ? false : submissionId,
              onSubmitted: (job, index, id) =>
                tell({
                  kind: "submitted",
                  jobId: job.id,
                  submission: id ?? "",
                }).pipe(
                  Effect.andThen(onSubmitted === undefined ? Effect.void : onSubmitted(job, index, id)),
                ),
            })
          },
        }),
      ),
    )
    return Layer.provideMerge(watched, ionq)
  }),
)

const { database } = input
const durable = (() => {
  const options = { settle: input.settle }
  if (database.kind === "sqlite") return Durable.layerEmbedded({ file: database.file, ...options })
  const sql = Durable.layerPostgres({ url: Redacted.make(database.url) })
  return Durable.layerRunner({
    address: { host: "127.0.0.1", port: database.port },
    lockExpiration: database.lock,
    ...options,
  }).pipe(Layer.provide(sql))
})()

const program = Effect.gen(function* () {
  const { start } = yield* Durable
  const run = yield* start("run", requestsOf(input.circuits), { chunk: input.chunk })
  yield* tell({ kind: "ready" })
  const outcomes = yield* run.await
  const right = outcomes.filter(({ index, result }) => {
    if (Result.isFailure(result)) return false
    const { states, values } = result.success.probabilities
    return values.length === 1 && states[0] === stateOf(index)
  })
  yield* tell({ kind: "ended", outcomes: outcomes.length, right: right.length })
  // It looks after the run until it is told that it may go.
  yield* Effect.never
}).pipe(Effect.provide(durable), Effect.provide(services))

await Effect.runPromise(program)
