import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { EmulatorApi } from "../model/EmulatorApi.ts"
import { backendsOf, characterizationsOf } from "../model/backendCatalogue.ts"
import { Settings } from "../model/Options.ts"
import { notFound } from "../model/errorResponses.ts"

const defaultPageSize = 10

export const backendsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "backends",
  Effect.fnUntraced(function* (handlers) {
    const { generation } = yield* Settings
    const backends = backendsOf(generation)

    const find = (name: string) => {
      const found = backends.find(({ backend }) => backend === name)
      return found === undefined ? Effect.fail(notFound("Backend", name)) : Effect.succeed(found)
    }

    return handlers.handleAll({
      list: () => Effect.succeed(backends),
      get: ({ params }) => find(params.backend),
      characterizations: ({ params, query }) =>
        Effect.map(find(params.backend), (backend) => {
          const { start = "", end = "9999", limit = defaultPageSize, page = 1 } = query
          const within = characterizationsOf(backend).filter(
            ({ date }) => date != null && date >= start && date < end,
          )
          const rest = Math.max(0, Math.ceil(within.length / limit) - page)
          return { characterizations: within.slice((page - 1) * limit, page * limit), pages: rest }
        }),
      characterization: ({ params }) =>
        Effect.flatMap(find(params.backend), (backend) => {
          const found = characterizationsOf(backend).find(({ id }) => id === params.uuid)
          return found === undefined
            ? Effect.fail(notFound("Characterization", params.uuid))
            : Effect.succeed(found)
        }),
    })
  }),
)
