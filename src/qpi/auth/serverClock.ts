import { Effect } from "effect"
import { HttpClient } from "effect/http"
import { steadyMillis } from "../../client/steadyClock.ts"

/** The server's clock, as seen in its responses. This machine's wall clock is not used. */
export interface ServerClock {
  /** The server's time in epoch milliseconds, accurate to about a second; undefined before the first response. */
  readonly now: Effect.Effect<number | undefined>
  /** Reads the `Date` of each response. */
  readonly watch: (client: HttpClient.HttpClient) => HttpClient.HttpClient
}

export const makeServerClock = (): ServerClock => {
  /** The server's time at a moment of the steady clock. */
  let seen: { readonly server: number; readonly at: number } | undefined
  return {
    now: Effect.map(steadyMillis, (now) => (seen === undefined ? undefined : seen.server + (now - seen.at))),
    watch: (client) =>
      HttpClient.tap(client, ({ headers }) =>
        Effect.map(steadyMillis, (at) => {
          const server = Date.parse(headers["date"] ?? "")
          if (!Number.isNaN(server)) seen = { server, at }
        }),
      ),
  }
}
