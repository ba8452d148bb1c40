import { Effect } from "effect"
import { ConfigurationError } from "../IonQError.ts"

const loopback = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** The base URL without a slash at its end. Warns when a key would leave the machine without https. */
export const checkBaseUrl = Effect.fnUntraced(function* (
  input: string,
): Effect.fn.Return<string, ConfigurationError> {
  const url = URL.parse(input)
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return yield* new ConfigurationError({
      setting: "IONQ_API_URL",
      message: `The base URL ${JSON.stringify(input)} is not an http(s) URL, such as https://api.ionq.co/v0.4`,
    })
  }
  if (url.username !== "" || url.password !== "") {
    return yield* new ConfigurationError({
      setting: "IONQ_API_URL",
      message: "The base URL holds a user or a password: the key goes into IONQ_API_KEY only",
    })
  }
  if (url.protocol === "http:" && !loopback.test(url.hostname)) {
    yield* Effect.logWarning(`The base URL ${url.origin} is not https: the API key will travel in clear text`)
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "")
})
