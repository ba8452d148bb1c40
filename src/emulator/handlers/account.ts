import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { EmulatorApi } from "../model/EmulatorApi.ts"
import { keyId, organizationId, projectId } from "../model/accountIds.ts"
import { Settings } from "../model/Options.ts"
import { notFound } from "../model/errorResponses.ts"
import { Store } from "../model/Store.ts"
import { usageOf } from "../model/usage.ts"
import { serverNow } from "../model/serverClock.ts"

export const accountHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "account",
  Effect.fnUntraced(function* (handlers) {
    const store = yield* Store
    const { generation } = yield* Settings

    return handlers.handleAll({
      whoami: () => Effect.succeed({ key_id: keyId, key_name: "emulator", project_id: projectId }),
      usage: Effect.fnUntraced(function* ({ params, query }) {
        if (params.organizationId !== organizationId) {
          return yield* notFound("Organization", params.organizationId)
        }
        return usageOf(store.newest(), query, yield* serverNow, generation)
      }),
    })
  }),
)
