import { Duration, Effect, Layer, Option } from "effect"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import { RunnerAddress } from "effect/cluster/RunnerAddress"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import * as Digest from "effect/crypto/Digest"
import type { SqlClient } from "effect/sql/SqlClient"
import type { WorkflowEngine } from "effect/workflow/WorkflowEngine"
import { asSetting, duration } from "../client/ranges.ts"
import type { ConfigurationError } from "../IonQError.ts"
import { DurableError } from "./DurableError.ts"

type Config = Partial<ShardingConfig.ShardingConfig["Service"]>

/** An engine whose tables begin with the prefix. */
export type Engine<E> = (prefix: string) => Layer.Layer<WorkflowEngine, E, SqlClient>

/** Every process that works on a database needs the same number: it says which chunk is in which shard. */
const common: Config = {
  shardsPerGroup: 60,
  entityMessagePollInterval: "1 second",
  refreshAssignmentsInterval: "500 millis",
  // A chunk can be broken off at any moment: a process that ends does not wait for its jobs.
  entityTerminationTimeout: "100 millis",
}

/** The least that the locks of a runner may be kept. */
const shortestExpiration = "6 seconds"

/**
 * The least that is left, from the end of a lock, for another runner to take its chunks up: it notices within half a second, tries to
 * get the locks each second, and reads what there is to do.
 */
const shortestTakeover = Duration.seconds(3)

/** The chunks of a runner are to be with another one when `lockExpiration` has passed, so the lock itself ends sooner. */
const lockTimes = (
  lockExpiration: Duration.Input = "15 seconds",
): Effect.Effect<Config, ConfigurationError> =>
  Effect.map(
    asSetting(duration("lockExpiration", lockExpiration, { min: shortestExpiration })),
    (expiration): Config => {
      const takeover = Duration.max(shortestTakeover, Duration.times(expiration, 0.3))
      const shardLockExpiration = Duration.subtract(expiration, takeover)
      return { shardLockExpiration, shardLockRefreshInterval: Duration.times(shardLockExpiration, 1 / 3) }
    },
  )

const addressOf = ({ host, port }: RunnerOptions["address"]) =>
  Option.some(RunnerAddress.make({ host, port }))

const messages = (prefix: string) =>
  Layer.provide(SqlMessageStorage.layerWith({ prefix }), Digest.layerWebCrypto)

/** The locks of chunks in the database, under the address of their runner. */
const locks = (prefix: string, config: Config) =>
  Layer.provide(Layer.orDie(SqlRunnerStorage.layerWith({ prefix })), ShardingConfig.layer(config))

/** The engine without sockets: runners see what is new in the database, at most a second later. */
const layerQuiet = (
  prefix: string,
  config: Config,
  storage: Layer.Layer<RunnerStorage.RunnerStorage, never, SqlClient>,
): Layer.Layer<WorkflowEngine, never, SqlClient> =>
  ClusterWorkflowEngine.layer.pipe(
    Layer.provide(Sharding.layer),
    Layer.provide(Runners.layerNoop),
    Layer.provide(messages(prefix)),
    Layer.provide([storage, RunnerHealth.layerNoop]),
    Layer.provide(ShardingConfig.layer(config)),
  )

/** The engine of one process that works alone: somebody else sees to it that it is. */
export const layerAlone: Engine<never> = (prefix) => layerQuiet(prefix, common, RunnerStorage.layerMemory)

/** The engine of a process that may have others beside it. */
export const layerByDatabase =
  (lockExpiration: Duration.Input | undefined): Engine<ConfigurationError> =>
  (prefix) =>
    Layer.unwrap(
      Effect.map(lockTimes(lockExpiration), (times) => {
        const config: Config = {
          ...common,
          ...times,
          // A name for this process: nobody connects to it.
          runnerAddress: addressOf({ host: crypto.randomUUID(), port: 1 }),
        }
        return layerQuiet(prefix, config, locks(prefix, config))
      }),
    )

/**
 * Where a runner is found, and how long it keeps what it does when it stands still.
 *
 * @category options
 * @since 0.2.0
 */
export interface RunnerOptions {
  /** The address at which the other runners reach this one. */
  readonly address: { readonly host: string; readonly port: number }
  /** The address to listen on, where it is another one, e.g. `0.0.0.0` in a container. */
  readonly listen?: { readonly host: string; readonly port: number } | undefined
  /**
   * How long after its last sign of life the chunks of a runner are with others: from 6 seconds. A runner that is killed, or
   * stands still for half as long, loses them. All runners of a database need the same. Default: 15 seconds.
   */
  readonly lockExpiration?: Duration.Input | undefined
}

/** The engine of one of several processes, which also know each other by sockets. */
export const layerTogether =
  ({ address, listen, lockExpiration }: RunnerOptions): Engine<ConfigurationError | DurableError> =>
  (prefix) => {
    const layerOf = (times: Config) => {
      const config: Config = {
        ...common,
        ...times,
        runnerAddress: addressOf(address),
        runnerListenAddress: listen === undefined ? Option.none() : addressOf(listen),
        runnerHealthCheckInterval: "10 seconds",
      }
      return Effect.map(
        // It needs a newer Node than the rest.
        Effect.tryPromise({
          try: () => import("@effect/platform-node/NodeClusterSocket"),
          catch: () =>
            new DurableError({
              reason: "driver",
              message: "Runners with sockets need the package @effect/platform-node, and Node 22.19",
            }),
        }),
        (NodeClusterSocket) =>
          ClusterWorkflowEngine.layer.pipe(
            Layer.provide(
              NodeClusterSocket.layer({ storage: "byo", shardingConfig: config }).pipe(
                Layer.catch((error) =>
                  Layer.effect(
                    Sharding.Sharding,
                    Effect.fail(
                      new DurableError({
                        reason: "storage",
                        message: `The runner cannot listen on ${address.host}:${address.port}: ${error.message}`,
                      }),
                    ),
                  ),
                ),
              ),
            ),
            Layer.provide(messages(prefix)),
            Layer.provide(locks(prefix, config)),
            Layer.provide(ShardingConfig.layer(config)),
          ),
      )
    }
    return Layer.unwrap(Effect.flatMap(lockTimes(lockExpiration), layerOf))
  }
