import { type Duration, Effect, Layer, References, type Scope, Semaphore } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import { asSetting, count, duration } from "../client/ranges.ts"
import type { ConfigurationError } from "../IonQError.ts"
import { makeCarryOut } from "./carryOutChunk.ts"
import type { DurableError, RunCanceledError } from "./DurableError.ts"
import { makeLive } from "./Live.ts"
import type { Engine } from "./engine.ts"
import type { Platform } from "./Platform.ts"
import { pulse } from "./runner.ts"
import { makeRuns, type Runs } from "./service.ts"
import { makeStore } from "./Store.ts"
import { engineOf, format } from "./tables.ts"
import { layerWorkflow, workflowOf } from "./chunkWorkflow.ts"

/**
 * How much one process does.
 *
 * @category options
 * @since 0.2.0
 */
export interface WorkOptions {
  /**
   * How many submissions are looked for and sent at a time, of which the client sends `maxSubmissions`. Default: 100, which
   * share their looks.
   */
  readonly concurrency?: number | undefined
  /**
   * How long a request may still take at the server whose process has died or stands still. Whoever takes its chunk over waits
   * so long before anything is sent. Default: 10 seconds.
   */
  readonly settle?: Duration.Input | undefined
}

/** The runs of a platform in a process that carries them out by an engine, until the scope closes. */
export const makeWork = Effect.fnUntraced(function* <Request, E, E2>(
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
  const live = yield* makeLive<E | RunCanceledError>()
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
    Layer.effectDiscard(Effect.forkScoped(pulse(parts, workflow))).pipe(
      Layer.provideMerge(
        layerWorkflow(workflow, (runId, place) =>
          Effect.provideService(carryOut(runId, place), References.MinimumLogLevel, level),
        ),
      ),
      // The engine warns of its own end, among others.
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
