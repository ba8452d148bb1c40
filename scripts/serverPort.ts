import { Effect } from "effect"
import { HttpServer } from "effect/http"

/** The port of the server in the context. */
export const serverPort = Effect.map(HttpServer.HttpServer, ({ address }) => {
  if (address._tag === "UnixPathAddress") throw new Error(`A server at ${address.path} has no port`)
  return address.port
})
