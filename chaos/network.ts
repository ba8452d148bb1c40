/** A network in virtual time: processes and one server, requests that take their time, and connections that are few. */
import { Cause, Effect, Exit, Fiber, Layer, Semaphore } from "effect"
import { IonQ } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import type { Options } from "effect-ionq/IonQClient"
import type { Services } from "effect-ionq/Layer"
import { HttpClient, type HttpClientRequest, type HttpClientResponse, HttpServerResponse } from "effect/http"
import type { Process, World } from "./world.ts"

/** What a network is like; all times in milliseconds. */
export interface Network {
  /** The least and the most that a request takes to the server, and an answer back. Default: 1 to 40. */
  readonly latency?: readonly [least: number, most: number]
  /** How many requests of a process may be on their way; more wait in its transport. Default: 16. */
  readonly connections?: number
  /** How much later than its latency a request leaves its process: it was handed over, and waits. Default: 0. */
  readonly leaving?: (request: HttpClientRequest.HttpClientRequest) => number
}

/**
 * The transport of a process to a server that runs in a process of its own. Once a request has left, it is worked on at
 * the server however its client fares; a client that is gone is noticed there, as on a connection that is closed.
 */
export const connect = (
  world: World,
  server: Process,
  app: HttpClient.HttpClient,
  { latency: [least, most] = [1, 40], connections = 16, leaving = () => 0 }: Network = {},
): HttpClient.HttpClient => {
  const slots = Semaphore.makeUnsafe(connections)
  const latency = Effect.suspend(() => Effect.sleep(least + (most - least) * world.draw()))
  return HttpClient.make((request) =>
    Effect.gen(function* () {
      yield* Effect.sleep(leaving(request))
      yield* latency
      const fiber = yield* server.run(Effect.forkDetach(app.execute(request)))
      const exit = yield* Effect.onInterrupt(Fiber.await(fiber), () =>
        Effect.sync(() => fiber.interruptUnsafe()),
      )
      yield* latency
      return yield* exit
    }).pipe(slots.withPermits(1)),
  )
}

/** What one process sees of a request: enough for a server of a few lines. */
export interface Asked {
  readonly method: string
  /** Without the origin and `/v0.4`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
}

export interface Answered {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A server of a few lines. */
export const answering = (answer: (asked: Asked) => Answered): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.sync((): HttpClientResponse.HttpClientResponse => {
      const {
        status,
        body,
        headers = {},
      } = answer({
        method: request.method,
        path: url.pathname.replace("/v0.4", ""),
        query: url.searchParams,
        body:
          request.body._tag === "Uint8Array"
            ? (JSON.parse(new TextDecoder().decode(request.body.body)) as unknown)
            : undefined,
      })
      return HttpServerResponse.toClientResponse(
        body === undefined
          ? HttpServerResponse.empty({ status, headers })
          : HttpServerResponse.jsonUnsafe(body, { status, headers }),
        { request },
      )
    }),
  )

/** The SDK of one process over its transport. */
export const services = (
  transport: HttpClient.HttpClient,
  options: Partial<Options> = {},
): Layer.Layer<Services> =>
  Layer.orDie(
    IonQ.layer({ apiKey: Emulator.defaultApiKey, ...options, baseUrl: "http://localhost/v0.4" }),
  ).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, transport)), Layer.fresh)

/** Runs an effect in a process with an SDK of its own, which ends with it. */
export const inProcess =
  (process: Process, transport: HttpClient.HttpClient, options?: Partial<Options>) =>
  <A, E>(effect: Effect.Effect<A, E, Services>): Effect.Effect<A, E> =>
    process.run(Effect.provide(effect, services(transport, options)))

/** An exit in a few words. */
export const wordsOf = (exit: Exit.Exit<unknown, unknown>): string =>
  Exit.isSuccess(exit) ? "success" : (Cause.pretty(exit.cause).split("\n")[0] ?? "")
