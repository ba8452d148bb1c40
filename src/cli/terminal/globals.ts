import { Flag, GlobalFlag } from "effect/cli"

const toggle = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withoutNegation, Flag.withDefault(false))

/** Prints one JSON document on standard output, or one line for each value of a stream, and no other output. */
export const Json = GlobalFlag.Setting("json")({
  flag: toggle("json", "Print JSON: one document, or a line for each item of a stream"),
})

export const Verbose = GlobalFlag.Setting("verbose")({
  flag: toggle("verbose", "Show the cause of an error and the log of the client"),
})

/** Uses an emulator in this process instead of IonQ: without a key, a network or storage. */
export const Local = GlobalFlag.Setting("local")({
  flag: toggle("local", "Run on the built-in emulator: no key, no network, no cost"),
})

export const Url = GlobalFlag.Setting("url")({
  flag: Flag.String("url").pipe(
    Flag.withDescription("The API's base URL, ending in /v0.4 (or IONQ_API_URL)"),
    Flag.withMetavar("URL"),
    Flag.optional,
  ),
})

export const ApiKey = GlobalFlag.Setting("api-key")({
  flag: Flag.Redacted("api-key").pipe(
    Flag.withDescription("The API key (safer: IONQ_API_KEY, or ionq login)"),
    Flag.withMetavar("KEY"),
    Flag.optional,
  ),
})

/** The flags of every command. */
export const globals = [Json, Local, Url, ApiKey, Verbose] as const

/** The values of these flags in the context of a command. */
export type Globals = GlobalFlag.Setting.Identifier<"json" | "verbose" | "local" | "url" | "api-key">
