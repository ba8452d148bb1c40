import { Context, Effect, Layer, Option, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import * as IonQ from "../../Layer.ts"
import { defaultBaseUrl, type Options } from "../../IonQClient.ts"
import { CommandError } from "../terminal/CommandError.ts"
import { ApiKey, Local, Url } from "../terminal/globals.ts"
import { keyOf, readProfile } from "../terminal/storedProfile.ts"
import { keyHint } from "../render/errorLines.ts"
import { Secrets } from "../terminal/scrub.ts"

const present = (text: string | undefined): string | undefined => (text === "" ? undefined : text)

/** The base URLs that this process has warned about. A command reads the settings more than once. */
const Warned = Context.Reference<Set<string>>("effect-ionq/cli/Warned", { defaultValue: () => new Set() })

/** The key, the source of the key (a flag, the environment or the profile), and the URL. */
export const settings = Effect.gen(function* () {
  const profile = yield* readProfile
  const flagKey = Option.getOrUndefined(yield* ApiKey)
  const ownKey = present(process.env["IONQ_API_KEY"])
  const url = Option.getOrUndefined(yield* Url) ?? present(process.env["IONQ_API_URL"]) ?? profile.url
  const [apiKey, source] =
    flagKey !== undefined
      ? ([flagKey, "--api-key"] as const)
      : ownKey !== undefined
        ? ([Redacted.make(ownKey), "IONQ_API_KEY"] as const)
        : ([keyOf(profile), "the profile"] as const)
  if (apiKey !== undefined) (yield* Secrets).add(Redacted.value(apiKey).trim())
  // A text that is not a URL is not checked here, because the client reports it.
  const warned = yield* Warned
  if (url !== undefined && /^https?:/i.test(url) && !/\/v\d[\d.]*\/*$/.test(url) && !warned.has(url)) {
    warned.add(url)
    yield* Effect.logWarning(`The base URL ${url} does not end in a version, as in ${defaultBaseUrl}`)
  }
  return { profile, url, apiKey, source }
})

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
      const { apiKey: found, url } = yield* settings
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
