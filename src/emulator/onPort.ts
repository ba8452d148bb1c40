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

/** Where an emulator listens, and whom it answers. */
export interface PortOptions {
  /** The port. Default: 0, any free port. */
  readonly port?: number | undefined
  /** The address. Default: 127.0.0.1, this machine only. */
  readonly host?: string | undefined
  /**
   * Names by which programs call it, in `Host` headers. Addresses, the names of this machine's loopback and `host` are always
   * known; any other name gets 421, since a page from elsewhere could have it. Default: none.
   */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /** Origins whose pages may ask it, such as `https://lab.example`. Pages of this machine always may; others get 403. Default: none. */
  readonly origins?: ReadonlyArray<string> | undefined
  /**
   * The token of every path that is not the API's, `/emulator/faults` for one: as `Authorization: Bearer` or, once, as `?token=` of a
   * page. Default: nothing is asked for. It has to be given where other machines can reach `host`.
   */
  readonly adminToken?: Redacted.Redacted | undefined
}

/** What the emulators differ in. */
export interface Reach extends Api {
  /** What has to be given where other machines can reach it, besides the token: everybody knows the defaults. */
  readonly own: Readonly<Record<string, unknown>>
}

/** What an application may need: what a server has, and a way to tell of requests that fail. */
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

/** For so many milliseconds a reader may take nothing of what is there for it. */
const mostStill = 60_000

/** A server that lets readers go who have stopped to read: their results take memory. */
const patient = (): Server =>
  createServer((_, response: ServerResponse) =>
    response.setTimeout(mostStill, () => {
      // Nothing is there while its request is still being worked on.
      if (response.writableLength > 0) response.destroy()
    }),
  )

const breakConnection: (typeof BreakConnection)["Service"] = (request) =>
  Effect.suspend(() => {
    NodeHttpServerRequest.toIncomingMessage(request).socket.destroy()
    return Effect.interrupt
  })

/** Nobody who can reach it may be let in by what everybody knows. */
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
