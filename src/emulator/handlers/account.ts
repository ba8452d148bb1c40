import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { EmulatorApi } from "../api.ts"
import { projectId } from "../EmulatedJob.ts"

export const accountHandlers = HttpApiBuilder.group(EmulatorApi, "account", (handlers) =>
  Effect.succeed(
    handlers.handleAll({
      whoami: () =>
        Effect.succeed({
          key_id: "e060759f-4348-4767-a645-8c0301265791",
          key_name: "emulator",
          project_id: projectId,
        }),
    }),
  ),
)
