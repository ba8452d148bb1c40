import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import { Effect, Layer, type Redacted } from "effect"
import { HttpRouter, type HttpServer, type HttpServerError } from "effect/http"
import { createServer, type Server, type ServerResponse } from "node:http"
import { asSetting, count } from "../client/ranges.ts"
import { ConfigurationError } from "../errors/call.ts"
import { isLoopback } from "../client/loopback.ts"
import { type Api, guarded } from "./guard.ts"
import { BreakConnection } from "./model/faults.ts"

/** Where an emulator listens, and which requests it accepts. */
export interface PortOptions {
  /** The port. Default: 0, any free port. */
  readonly port?: number | undefined
  /** The address. Default: 127.0.0.1, this machine only. */
  readonly host?: string | undefined
  /**
   * Names that programs may use in `Host` headers. IP addresses, loopback names and `host` are always accepted. Any
   * other name gets 421, because a foreign web page could use it to reach the emulator (DNS rebinding). Default: none.
   */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /**
   * Origins whose pages may send requests, such as `https://lab.example`. Pages of this machine always may; others get 403.
   * Default: none.
   */
  readonly origins?: ReadonlyArray<string> | undefined
  /**
   * The token for every path outside the API, such as `/emulator/faults`. Clients send it as `Authorization: Bearer`;
   * browsers send it once, as `?token=` of a page. Required if other machines can reach `host`. Default: no token is needed.
   */
  readonly adminToken?: Redacted.Redacted | undefined
}

/** The API of an emulator, and its options that need explicit values on a public host. */
export interface Reach extends Api {
  /** Options that are required, like the token, if other machines can reach the host: their defaults are public. */
  readonly own: Readonly<Record<string, unknown>>
}

/** The services that an application may need: the router, those of a server, and the handling of failed requests. */
type Needs =
  | HttpRouter.HttpRouter
  | Layer.Success<ReturnType<typeof NodeHttpServer.layer>>
  | HttpRouter.Request.From<"Error", HttpServerError.HttpServerError>

/** Serves an application on a port until the layer's scope closes. */
export const onPort = <E>(
  application: Layer.Layer<never, E, Needs>,
  { port = 0, host = "127.0.0.1", allowedHosts = [], origins = [], adminToken }: PortOptions,
  { own, ...api }: Reach,
): Layer.Layer<
  HttpServer.HttpServer,
  HttpRouter.Request.Without<E> | HttpServerError.ServeError | ConfigurationError
> => {
  const guard = guarded({ ...api, host, allowedHosts, origins, token: adminToken })
  const listening = Effect.gen(function* () {
    yield* checkReach(host, { ...own, adminToken })
    return NodeHttpServer.layer(patient, {
      port: yield* asSetting(count("port", port, { max: 65_535 })),
      host,
    })
  })
  return HttpRouter.serve(application, {
    disableListenLog: true,
    disableLogger: true,
    middleware: (app) => Effect.provideService(guard(app), BreakConnection, breakConnection),
  }).pipe(Layer.provideMerge(Layer.unwrap(listening)))
}

/** The time in milliseconds after which a client that stops reading its response or sending its body is disconnected. */
const mostStill = 60_000

/**
 * The longest time in milliseconds in which a request has to arrive. Node's default of 5 minutes is too short for large
 * bodies that share the pace of the server: 240 bodies of 10 MB need as long. In an hour, 2,880 arrive.
 */
const mostSending = 3_600_000

/** A server that disconnects clients that have stopped, because their bodies and responses take memory. */
const patient = (): Server =>
  createServer({ requestTimeout: mostSending }, (request, response: ServerResponse) =>
    response.setTimeout(mostStill, () => {
      // A paused body waits for the server. Without buffered bytes of a response, the request is still being processed.
      const hasStopped = !request.complete && !request.isPaused()
      if (hasStopped || response.writableLength > 0) response.destroy()
    }),
  )

const breakConnection: (typeof BreakConnection)["Service"] = (request) =>
  Effect.suspend(() => {
    NodeHttpServerRequest.toIncomingMessage(request).socket.destroy()
    return Effect.interrupt
  })

/** Requires an explicit value for each wanted setting if other machines can reach the host. */
const checkReach = (host: string, wanted: Readonly<Record<string, unknown>>) => {
  const missing = Object.keys(wanted).find((setting) => wanted[setting] === undefined)
  if (isLoopback(host) || missing === undefined) return Effect.void
  return Effect.fail(
    new ConfigurationError({
      setting: missing,
      message: `${missing} has to be given where the host is ${host}, which other machines can reach`,
    }),
  )
}
