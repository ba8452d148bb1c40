import { Effect, Layer, type Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import * as IonQ from "../../Layer.ts"
import type { Options } from "../../IonQClient.ts"
import { CommandError } from "../terminal/CommandError.ts"
import { Local } from "../terminal/globals.ts"
import { keyHint } from "../render/errorLines.ts"
import { keyAndUrl } from "./keyAndUrl.ts"

/** The key, or an error with a hint on how to configure one. */
const needKey = (apiKey: Redacted.Redacted | undefined): Effect.Effect<Redacted.Redacted, CommandError> =>
  apiKey === undefined
    ? Effect.fail(
        new CommandError({
          reason: "key",
          message: "The IonQ API key is missing",
          hint: keyHint,
        }),
      )
    : Effect.succeed(apiKey)

/** The services, on IonQ or on the built-in emulator. */
export const services = (options: Omit<Options, "apiKey" | "baseUrl"> = {}, withoutKey = false) =>
  Layer.unwrap(
    Effect.gen(function* () {
      if (yield* Local) {
        const emulator = yield* Effect.promise(() => import("../../emulator/Emulator.ts"))
        const { defaultApiKey, layer } = emulator
        return IonQ.layer({ ...options, apiKey: defaultApiKey, baseUrl: "http://localhost/v0.4" }).pipe(
          Layer.provide(layer({ timing: "instant" })),
        )
      }
      const { apiKey: found, url } = yield* keyAndUrl
      const apiKey = withoutKey ? found : yield* needKey(found)
      return IonQ.layer({
        ...options,
        apiKey,
        userAgent: "ionq-cli",
        ...(url === undefined ? {} : { baseUrl: url }),
      }).pipe(Layer.provide(FetchHttpClient.layer))
    }),
  )

/** Provides the services to a command that needs a key. */
export const connected = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, services())

/** Provides the services to a command that uses only public endpoints, for which a key is optional. */
export const connectedOpenly = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.provide(effect, services({}, true))
