import { Effect, Layer } from "effect"
import { HttpApiBuilder, HttpApiMiddleware } from "effect/http-api"
import { pathOf } from "../client/invalidRequest.ts"
import { CommonErrors } from "../IonQApi.ts"
import { EmulatorApi } from "./model/EmulatorApi.ts"
import { apiKeyAuth } from "./model/apiKeyAuth.ts"
import { checkOptions } from "./model/checkOptions.ts"
import { edge } from "./model/middleware.ts"
import { faultRoutes, Faults } from "./model/faults.ts"
import { accountHandlers } from "./handlers/account.ts"
import { backendsHandlers } from "./handlers/backends.ts"
import { jobsHandlers } from "./handlers/jobs.ts"
import { resultsHandlers } from "./handlers/results.ts"
import { sessionsHandlers } from "./handlers/sessions.ts"
import { type Options, Settings, settingsOf } from "./model/Options.ts"
import { Outcomes } from "./model/Outcomes.ts"
import { EmulatedJobs } from "./model/EmulatedJobs.ts"
import { badRequest } from "./model/errorResponses.ts"
import { EmulatedSessions } from "./model/EmulatedSessions.ts"
import type { Store } from "./model/Store.ts"

/** Responds with IonQ's 400 to a request that does not match the contract. The error names the invalid field. */
const commonErrors = HttpApiMiddleware.layerSchemaErrorTransform(CommonErrors, (error) => {
  const key = pathOf(error.cause.issue) ?? error.kind.toLowerCase()
  return Effect.fail(
    badRequest(`"${key}" was invalid. ${error.cause.message}`, [key], error.kind.toLowerCase()),
  )
})

/** The services of the handlers, over a store. */
export const services = (options: Options) =>
  EmulatedJobs.layer.pipe(
    Layer.provideMerge(Layer.merge(EmulatedSessions.layer, Outcomes.layer)),
    Layer.provideMerge(
      Layer.effect(
        Settings,
        Effect.map(checkOptions(options), () => settingsOf(options)),
      ),
    ),
    Layer.merge(Faults.layer(options.faults ?? {})),
  )

/** Every route of the API. */
export const routes = Layer.mergeAll(
  HttpApiBuilder.layer(EmulatorApi).pipe(
    Layer.provide([accountHandlers, backendsHandlers, jobsHandlers, resultsHandlers, sessionsHandlers]),
    Layer.provide([commonErrors, apiKeyAuth]),
  ),
  edge,
  faultRoutes,
)

/** An emulator over a store: its routes and their services. Build it within the router that gets the routes. */
export const application = <E>(options: Options, store: Layer.Layer<Store, E>) =>
  routes.pipe(Layer.provide(services(options)), Layer.provide(store))
