import { Context, type Effect } from "effect"

/** The client at the other end of the connection. */
export class Client extends Context.Service<
  Client,
  {
    /** Ends when the client has closed the server's standard input. Questions get no answer after that. */
    readonly gone: Effect.Effect<void>
  }
>()("effect-ionq/mcp/Client") {}
