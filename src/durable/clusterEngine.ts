import { type Duration, Effect, Layer, Option } from "effect"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import { RunnerAddress } from "effect/cluster/RunnerAddress"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as Digest from "effect/crypto/Digest"
import type { SqlClient } from "effect/sql/SqlClient"
import type { WorkflowEngine } from "effect/workflow/WorkflowEngine"
import type { ConfigurationError } from "../IonQError.ts"
import { chunkLocks, type Config, lockTimes } from "./chunkLocks.ts"
import { DurableError } from "./DurableError.ts"

/** Creates an engine whose tables have a prefix. */
export type Engine<E> = (prefix: string) => Layer.Layer<WorkflowEngine, E, SqlClient>

/**
 * The settings of all engines. All processes on a database need the same `shardsPerGroup`, because it determines the
 * shard of a chunk.
 */
const common: Config = {
  shardsPerGroup: 60,
  entityMessagePollInterval: "1 second",
  refreshAssignmentsInterval: "500 millis",
  // A chunk can be interrupted at any time, so a process that ends does not wait for its jobs.
  entityTerminationTimeout: "100 millis",
}

const addressOf = ({ host, port }: RunnerOptions["address"]) =>
  Option.some(RunnerAddress.make({ host, port }))

const messages = (prefix: string) =>
  Layer.provide(SqlMessageStorage.layerWith({ prefix }), Digest.layerWebCrypto)

/** The engine without sockets. Runners find new messages in the database, at most a second later. */
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

/** The engine of a single process. The caller makes sure that no other process uses the database. */
export const layerAlone: Engine<never> = (prefix) => layerQuiet(prefix, common, RunnerStorage.layerMemory)

/** The engine of a process that shares the database with others. */
export const layerByDatabase =
  (lockExpiration: Duration.Input | undefined): Engine<ConfigurationError> =>
  (prefix) =>
    Layer.unwrap(
      Effect.map(lockTimes(lockExpiration), (times) => {
        const config: Config = {
          ...common,
          ...times,
          // A unique name for this process. No other process connects to it.
          runnerAddress: addressOf({ host: crypto.randomUUID(), port: 1 }),
        }
        return layerQuiet(prefix, config, chunkLocks(prefix, config))
      }),
    )

/**
 * The address of a runner, and how long it keeps its chunks if it hangs.
 *
 * @category options
 * @since 0.2.0
 */
export interface RunnerOptions {
  /** The address at which the other runners reach this one. */
  readonly address: { readonly host: string; readonly port: number }
  /** The address to listen on, if it is different, e.g. `0.0.0.0` in a container. Default: `address`. */
  readonly listen?: { readonly host: string; readonly port: number } | undefined
  /**
   * When a runner is killed or hangs, other runners have its chunks this long after it last renewed its locks: at least
   * 6 seconds. A runner that hangs for half of this time may lose its chunks. All runners of a database need the same
   * value. Default: 15 seconds.
   */
  readonly lockExpiration?: Duration.Input | undefined
}

/** The engine of one of several processes, which also connect to each other by sockets. */
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
        // Loaded only here, because this package needs a newer Node than the rest of the SDK.
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
            Layer.provide(chunkLocks(prefix, config)),
            Layer.provide(ShardingConfig.layer(config)),
          ),
      )
    }
    return Layer.unwrap(Effect.flatMap(lockTimes(lockExpiration), layerOf))
  }
