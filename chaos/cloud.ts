/** The emulator on a port, and clients of it that go astray. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Effect, Layer, Logger } from "effect"
import { IonQ } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { Fault } from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import type { Options } from "effect-ionq/IonQClient"
import type { Services } from "effect-ionq/Layer"
import { HttpClient, HttpServer } from "effect/http"

/** Every way in which an answer goes astray; `late` is the delay in milliseconds. */
export const everyFault = (late: number): ReadonlyArray<Fault.Fault> => [
  { kind: "lose", processed: true },
  { kind: "lose", processed: false },
  { kind: "cut", at: 0.5 },
  { kind: "cut", at: 0 },
  { kind: "delay", millis: late, processed: true },
  { kind: "delay", millis: late, processed: false },
  Fault.tooManyRequests(),
  Fault.serverError(500, true),
  Fault.serverError(500),
  Fault.serverError(503, true),
  Fault.serverError(503),
  Fault.badGateway(true),
  Fault.badGateway(),
  Fault.unknownError(true),
  Fault.unknownError(),
]

/** The SDK of another process against the same emulator: nothing of it is shared with those that are built already. */
export const asAnother = <A, E>(effect: Effect.Effect<A, E, Services>) =>
  Effect.flatMap(origin, (base) =>
    Effect.provide(
      effect,
      Layer.fresh(IonQ.layer({ apiKey: Emulator.defaultApiKey, baseUrl: `${base}/v0.4` })),
      { local: true },
    ),
  )

/** An emulator in memory, whose options are right. */
export const emulatorOf = (options: Emulator.Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.orDie(Emulator.layer(options))

/** All services against an emulator on a port of this machine. */
export const onPort = (
  emulator: Emulator.Options,
  client: Partial<Options> = {},
): Layer.Layer<Services | HttpClient.HttpClient | HttpServer.HttpServer, unknown> =>
  Layer.unwrap(
    Effect.map(origin, (base) =>
      IonQ.layer({ apiKey: Emulator.defaultApiKey, ...client, baseUrl: `${base}/v0.4` }),
    ),
  ).pipe(
    Layer.provideMerge(NodeHttpClient.layerUndiciOptions({ connections: 64 })),
    Layer.provideMerge(serve(emulator)),
  )

const origin = Effect.map(HttpServer.HttpServer, ({ address }) => HttpServer.formatAddress(address))

/** Ends the faults, so that what is left can be counted. */
export const calm = Effect.gen(function* () {
  const http = yield* HttpClient.HttpClient
  yield* http.del(`${yield* origin}/emulator/faults`)
})

/** Scenarios print what they measured, and what breaks the promise. */
export interface Outcome {
  readonly figures: Readonly<Record<string, number | string>>
  readonly broken: ReadonlyArray<string>
}

export const outcome = (
  figures: Outcome["figures"],
  promises: Readonly<Record<string, boolean>>,
): Outcome => ({
  figures,
  broken: Object.entries(promises).flatMap(([promise, kept]) => (kept ? [] : [promise])),
})

/** Without the warnings that the SDK rightly gives. */
export const quietly = <A, E, R>(scenario: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.provide(scenario, Logger.layer([]))
