import { Effect } from "effect"
import { ConfigurationError } from "../errors/call.ts"
import { isLoopback } from "./loopback.ts"
import type { SettingNames } from "./platform.ts"

/** The base URL without a trailing slash. Warns if credentials would leave the machine without https. */
export const checkBaseUrl = Effect.fnUntraced(function* (
  input: string,
  { baseUrl, exampleUrl, credentials, credentialsName }: SettingNames,
): Effect.fn.Return<string, ConfigurationError> {
  const url = URL.parse(input)
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return yield* new ConfigurationError({
      setting: baseUrl,
      message: `The base URL ${JSON.stringify(input)} is not an http(s) URL, such as ${exampleUrl}`,
    })
  }
  if (url.username !== "" || url.password !== "") {
    return yield* new ConfigurationError({
      setting: baseUrl,
      message: `The base URL has a user or a password: put the ${credentialsName} into ${credentials} instead`,
    })
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    yield* Effect.logWarning(
      `The base URL ${url.origin} is not https, so the ${credentialsName} is sent in clear text`,
    )
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "")
})
