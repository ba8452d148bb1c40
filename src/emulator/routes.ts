import { Effect, Layer, Redacted } from "effect"
import { HttpApiBuilder, HttpApiMiddleware } from "effect/http-api"
import { pathOf } from "../internal/invalid.ts"
import { ApiKeyAuth, CommonErrors } from "../IonQApi.ts"
import { AuthenticationError } from "../IonQError.ts"
import { EmulatorApi } from "./api.ts"
import { faultRoutes, Faults } from "./faults.ts"
import { accountHandlers } from "./handlers/account.ts"
import { backendsHandlers } from "./handlers/backends.ts"
import { jobsHandlers } from "./handlers/jobs.ts"
import { resultsHandlers } from "./handlers/results.ts"
import { sessionsHandlers } from "./handlers/sessions.ts"
import { type Options, Settings, settingsOf } from "./Options.ts"
import { badRequest } from "./refusals.ts"
import { Store } from "./Store.ts"

/** A request that does not fit the contract is answered as IonQ documents it. */
const commonErrors = HttpApiMiddleware.layerSchemaErrorTransform(CommonErrors, (error) => {
  const key = pathOf(error.cause.issue) ?? error.kind.toLowerCase()
  return Effect.fail(
    badRequest(`"${key}" was invalid. ${error.cause.message}`, [key], error.kind.toLowerCase()),
  )
})

const apiKeyAuth = Layer.effect(
  ApiKeyAuth,
  Effect.map(Settings, ({ apiKeys }) => ({
    apiKeyAuth: (httpEffect, { credential }) =>
      apiKeys.has(Redacted.value(credential))
        ? httpEffect
        : Effect.fail(
            new AuthenticationError({
              status: 401,
              message: "Invalid key provided. See https://docs.ionq.com/#authentication for details.",
              method: "",
              url: "",
            }),
          ),
  })),
)

/** Every route of the emulator, with a store of its own. */
export const routes = (options: Options) =>
  HttpApiBuilder.layer(EmulatorApi).pipe(
    Layer.provide([accountHandlers, backendsHandlers, jobsHandlers, resultsHandlers, sessionsHandlers]),
    Layer.provide([commonErrors, apiKeyAuth]),
    Layer.merge(faultRoutes),
    Layer.provide(Faults.layer(options.faults ?? {})),
    Layer.provide([Store.layer, Layer.succeed(Settings, settingsOf(options))]),
  )
