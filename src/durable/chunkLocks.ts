import { Duration, Effect, Layer } from "effect"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import { asSetting, duration } from "../client/ranges.ts"
import type { ConfigurationError } from "../IonQError.ts"

/** The settings of an engine that differ from Effect's. */
export type Config = Partial<ShardingConfig.ShardingConfig["Service"]>

/** The smallest `lockExpiration`. */
const shortestExpiration = "6 seconds"

/**
 * The shortest time for the takeover after a lock has expired. Another runner detects the expiration within half a
 * second, tries to get the locks every second, and reads the chunks.
 */
const shortestTakeover = Duration.seconds(3)

/** The lock itself expires earlier than `lockExpiration`, so that another runner has the chunks by then. */
export const lockTimes = (
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

/** Keeps the locks of chunks in the database, each with the address of the runner that holds it. */
export const chunkLocks = (prefix: string, config: Config) =>
  Layer.provide(Layer.orDie(SqlRunnerStorage.layerWith({ prefix })), ShardingConfig.layer(config))
