import { ConfigProvider, Effect, Redacted } from "effect"
import { ConfigurationError } from "../errors/call.ts"

/** Reads a variable as text from the `ConfigProvider`. `Config` would do the same, but it adds 2 kB of codecs. */
const variable = (name: string) =>
  Effect.flatMap(ConfigProvider.ConfigProvider, (provider) =>
    Effect.map(provider.load([name]), (node) => node?.value),
  )

/** The settings in `IONQ_API_KEY` and `IONQ_API_URL`. An empty URL counts as absent. */
export const environment = Effect.all({
  apiKey: variable("IONQ_API_KEY"),
  baseUrl: variable("IONQ_API_URL"),
}).pipe(
  Effect.mapError(
    (error) => new ConfigurationError({ setting: "IONQ_API_KEY, IONQ_API_URL", message: String(error) }),
  ),
  Effect.map(({ apiKey, baseUrl }) => ({
    apiKey: apiKey === undefined ? undefined : Redacted.make(apiKey),
    baseUrl: baseUrl === "" ? undefined : baseUrl,
  })),
)
