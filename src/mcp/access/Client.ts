import { Context, type Effect } from "effect"

/** The client at the other end of the connection. */
export class Client extends Context.Service<
  Client,
  {
    /** Ends when the client has closed its end. Nobody answers questions after that. */
    readonly gone: Effect.Effect<void>
  }
>()("effect-ionq/mcp/Client") {}
