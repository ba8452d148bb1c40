import { Effect, Layer, Redacted } from "effect"
import { ApiKeyAuth } from "../../IonQApi.ts"
import { Caller } from "./Caller.ts"
import { forbidden, unauthorized } from "./errorResponses.ts"
import { Settings } from "./Options.ts"

/** Checks the API key of a request: 401 for an unknown key, 403 for one without permissions. */
export const apiKeyAuth = Layer.effect(
  ApiKeyAuth,
  Effect.map(Settings, ({ apiKeys, forbiddenKeys }) => ({
    apiKeyAuth: (httpEffect, { credential }) => {
      const key = Redacted.value(credential)
      if (apiKeys.has(key)) return Effect.provideService(httpEffect, Caller, key)
      return Effect.fail(forbiddenKeys.has(key) ? forbidden() : unauthorized())
    },
  })),
)
