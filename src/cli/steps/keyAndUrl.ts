import { Effect, Option, Redacted } from "effect"
import { defaultBaseUrl } from "../../IonQClient.ts"
import { ApiKey, Url } from "../terminal/globals.ts"
import { variable } from "../terminal/Process.ts"
import { Secrets } from "../terminal/scrub.ts"
import { WarnedUrls } from "../terminal/warnedUrls.ts"
import { keyOf, readProfile } from "../terminal/storedProfile.ts"

/** The key, the source of the key (a flag, the environment or the profile), and the URL. */
export const keyAndUrl = Effect.gen(function* () {
  const profile = yield* readProfile
  const flagKey = Option.getOrUndefined(yield* ApiKey)
  const ownKey = yield* variable("IONQ_API_KEY")
  const url = Option.getOrUndefined(yield* Url) ?? (yield* variable("IONQ_API_URL")) ?? profile.url
  const [apiKey, source] =
    flagKey !== undefined
      ? ([flagKey, "--api-key"] as const)
      : ownKey !== undefined
        ? ([Redacted.make(ownKey), "IONQ_API_KEY"] as const)
        : ([keyOf(profile), "the profile"] as const)
  if (apiKey !== undefined) (yield* Secrets).add(Redacted.value(apiKey).trim())
  // A text that is not a URL is not checked here, because the client reports it.
  const warned = yield* WarnedUrls
  if (url !== undefined && /^https?:/i.test(url) && !/\/v\d[\d.]*\/*$/.test(url) && !warned.has(url)) {
    warned.add(url)
    yield* Effect.logWarning(`The base URL ${url} does not end in a version, as in ${defaultBaseUrl}`)
  }
  return { profile, url, apiKey, source }
})
