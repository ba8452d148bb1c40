import { type Duration, Effect, Layer, References, type Scope, Semaphore } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import { asSetting, count, duration } from "../client/ranges.ts"
import type { ConfigurationError } from "../IonQError.ts"
import { makeCarryOut } from "./carryOutChunk.ts"
import type { DurableError, RunCanceledError } from "./DurableError.ts"
import { makeLiveChunks } from "./LiveChunks.ts"
import type { Engine } from "./clusterEngine.ts"
import type { Platform } from "./Platform.ts"
import { periodicDuties } from "./periodicDuties.ts"
import { makeRuns, type Runs } from "./Runs.ts"
import { makeStore } from "./Store.ts"
import { engineOf, format } from "./tables.ts"
import { layerWorkflow, workflowOf } from "./chunkWorkflow.ts"

/**
 * How one process carries out runs.
 *
 * @category options
 * @since 0.2.0
 */
export interface WorkOptions {
  /**
   * How many requests are being submitted at a time, including the search for their jobs. The client sends at most
   * `maxSubmissions` of them at a time. Default: 100, which share their searches.
   */
  readonly concurrency?: number | undefined
  /**
   * How long a request may still be in flight after its process has died or hung. A process that takes over a chunk
   * waits this long before it sends anything. Default: 10 seconds.
   */
  readonly settle?: Duration.Input | undefined
}

/** Carries out the runs of a platform with an engine until the scope closes, and returns the methods. */
export const carryOutRuns = Effect.fnUntraced(function* <Request, E, E2>(
  platform: Platform<Request, E | RunCanceledError>,
  engine: Engine<E2>,
  { concurrency = 100, settle = "10 seconds" }: WorkOptions,
): Effect.fn.Return<
  Runs<Request, E | RunCanceledError>,
  DurableError | ConfigurationError | E2,
  SqlClient | Scope.Scope
> {
  yield* asSetting(count("concurrency", concurrency, { min: 1 }))
  const settled = yield* asSetting(duration("settle", settle))
  const sql = yield* SqlClient
  const live = yield* makeLiveChunks<E | RunCanceledError>()
  const runs = yield* makeRuns(sql, platform, live)
  const parts = {
    platform,
    live,
    store: makeStore(sql, platform.name),
    gate: Semaphore.makeUnsafe(concurrency),
    entry: Semaphore.makeUnsafe(1),
    settle: settled,
  }
  const workflow = workflowOf(platform.name)
  const carryOut = makeCarryOut(parts)
  const level = yield* References.MinimumLogLevel
  yield* Layer.build(
    Layer.effectDiscard(Effect.forkScoped(periodicDuties(parts, workflow))).pipe(
      Layer.provideMerge(
        layerWorkflow(workflow, (runId, place) =>
          Effect.provideService(carryOut(runId, place), References.MinimumLogLevel, level),
        ),
      ),
      // Only errors of the engine are logged, because it also logs warnings about normal events, e.g. its own end.
      Layer.provide(
        Layer.provide(
          engine(engineOf(platform.name, format)),
          Layer.succeed(References.MinimumLogLevel, "Error"),
        ),
      ),
    ),
  )
  return runs
})
