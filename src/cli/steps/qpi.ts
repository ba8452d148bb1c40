import { Effect, Layer, Option, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import * as Credentials from "../../qpi/Credentials.ts"
import * as Qpi from "../../qpi/Layer.ts"
import { CommandError } from "../terminal/CommandError.ts"
import { Local, Url } from "../terminal/globals.ts"
import { variable } from "../terminal/Process.ts"
import { readProfile } from "../terminal/storedProfile.ts"
import { Secrets } from "../terminal/scrub.ts"

/** The address of the server: a flag, the environment, the profile. */
export const serverUrl = Effect.gen(function* () {
  const profile = yield* readProfile
  const url = Option.getOrUndefined(yield* Url) ?? (yield* variable("QPI_URL")) ?? profile.qpi?.url
  if (url !== undefined) return url
  return yield* new CommandError({
    reason: "usage",
    message: "The QPI server is missing",
    hint: "Set QPI_URL, or pass --url, or add --local to use the built-in emulator.",
  })
})

const secretOf = (credentials: Credentials.Credentials): string =>
  Redacted.value("token" in credentials ? credentials.token : credentials.password)

/** The services, on a server or on the built-in emulator. */
const services = Layer.unwrap(
  Effect.gen(function* () {
    if (yield* Local) {
      const emulator = yield* Effect.promise(() => import("../../qpi/emulator/Emulator.ts"))
      return emulator.layerQpi({ times: { dispatch: 0, run: 0 } })
    }
    const url = yield* serverUrl
    const profile = yield* readProfile
    const found = yield* Effect.mapError(
      Effect.flatMap(Effect.void, () => Credentials.config),
      ({ message }) => new CommandError({ reason: "usage", message }),
    )
    const kept = profile.qpi?.jwt
    const credentials = found ?? (kept === undefined ? undefined : Credentials.jwt(kept))
    if (credentials !== undefined) (yield* Secrets).add(secretOf(credentials))
    return Qpi.layerAny({ url, credentials, userAgent: "ionq-cli" }).pipe(
      Layer.provide(FetchHttpClient.layer),
    )
  }),
)

/** Provides the services of QPI to a command. */
export const atQpi = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(effect, services)
