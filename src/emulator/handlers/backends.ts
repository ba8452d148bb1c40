import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { EmulatorApi } from "../api.ts"
import { backends } from "../catalogue.ts"
import { notFound } from "../refusals.ts"

export const backendsHandlers = HttpApiBuilder.group(EmulatorApi, "backends", (handlers) =>
  Effect.succeed(
    handlers.handleAll({
      list: () => Effect.succeed(backends),
      get: ({ params }) => {
        const found = backends.find(({ backend }) => backend === params.backend)
        return found === undefined ? Effect.fail(notFound("Backend", params.backend)) : Effect.succeed(found)
      },
    }),
  ),
)
