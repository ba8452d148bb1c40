import { Clock, Duration, Effect } from "effect"
import { HttpClient } from "effect/http"
import { steadyMillis } from "../../client/steadyClock.ts"

/** The server's clock, by the `Date` header of its responses. This machine's wall clock is only used for a warning. */
export interface ServerClock {
  /** The server's time in epoch milliseconds, accurate to about a second; undefined before the first response. */
  readonly now: Effect.Effect<number | undefined>
  /**
   * Reads the `Date` header of each response. Logs a warning if it differs from this machine's clock by a minute or
   * more.
   */
  readonly watch: (client: HttpClient.HttpClient) => HttpClient.HttpClient
}

/** The smallest difference of the clocks that is reported, in milliseconds. */
const far = 60_000

export const makeServerClock = (): ServerClock => {
  /**
   * The difference at the last warning, in milliseconds. When the clocks agree again, it is updated without a warning.
   */
  let told = 0

  /** Logs a large difference of the clocks, because the server compares dates from this machine with its own clock. */
  const warn = (server: number) =>
    Effect.flatMap(Clock.currentTimeMillis, (here) => {
      const off = server - here
      if (Math.abs(off - told) < far) return Effect.void
      told = off
      const by = Duration.format(Duration.millis(Math.round(Math.abs(off) / 1000) * 1000))
      return Math.abs(off) < far
        ? Effect.void
        : Effect.logWarning(
            `The server's clock is ${by} ${off > 0 ? "ahead of" : "behind"} this machine's: bookings, ends of tokens and the times of jobs go by the server's`,
          )
    })

  /** The last date of the server, and the time of the steady clock at which it was received, both in milliseconds. */
  let seen: { readonly server: number; readonly at: number } | undefined
  return {
    now: Effect.map(steadyMillis, (now) => (seen === undefined ? undefined : seen.server + (now - seen.at))),
    watch: (client) =>
      HttpClient.tap(client, ({ headers }) =>
        Effect.flatMap(steadyMillis, (at) => {
          const server = Date.parse(headers["date"] ?? "")
          if (Number.isNaN(server)) return Effect.void
          seen = { server, at }
          return warn(server)
        }),
      ),
  }
}
