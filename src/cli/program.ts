import { Cause, ConfigProvider, Effect, Layer, Logger, References } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag, type HelpDoc } from "effect/cli"
import { version } from "../client/version.ts"
import { exitCodeOfCause, exitCodes } from "./terminal/exitCodes.ts"
import { CommandError } from "./terminal/CommandError.ts"
import { note, prompt, write } from "./terminal/output.ts"
import { failureOf, failureText } from "./render/errorLines.ts"
import { helpArgs } from "./helpArgs.ts"
import { root } from "./root.ts"
import { Process } from "./terminal/Process.ts"
import { plain, type Screen, screenOf, stdoutScreen, styled, wrap } from "./terminal/screen.ts"
import { scrub, Secrets } from "./terminal/scrub.ts"
import { WarnedUrls } from "./terminal/warnedUrls.ts"

/** Flags that are read from the arguments, because errors may occur before the flags are parsed. */
const earlyFlags = (args: ReadonlyArray<string>) => ({
  asJson: args.includes("--json"),
  verbose: args.includes("--verbose"),
  local: args.includes("--local"),
})

type EarlyFlags = ReturnType<typeof earlyFlags>

/** A help page, with paragraphs wrapped to the width of the screen. */
const helpOf = (helpDoc: HelpDoc.HelpDoc, formatter: CliOutput.Formatter, screen: Screen): string => {
  const room = Math.min(screen.columns, 100) - 2
  const paragraphs = helpDoc.description.split("\n\n").map((text) => wrap(text, room).join("\n  "))
  const page = formatter.formatHelpDoc({ ...helpDoc, description: paragraphs.join("\n\n  ") })
  // Inserts an empty line before the examples. The heading may be colored.
  return page.replace(/\n+(.*EXAMPLES.*\n)/, "\n\n$1")
}

const tellJson = (error: object): Effect.Effect<void> => prompt(`${JSON.stringify({ error })}\n`)

/** The message of a usage error on one line, including the suggestions that Effect prints on lines of their own. */
const sentencesOf = (message: string): string => {
  const [said = "", near] = message
    .trim()
    .replace(/Expected: Invalid key=value format[^]*/, "Expected: key=value")
    .split(/\s+Did you mean this\?\s+/)
  const line = said.replaceAll(/\s*\n\s*/g, " ")
  return near === undefined
    ? line
    : `${line}. Did you mean ${near
        .trim()
        .split(/\s*\n\s*/)
        .join(" or ")}?`
}

/** Usage errors print two lines on standard error instead of a help page on standard output. */
const presenterOf = (
  formatter: CliOutput.Formatter,
  screen: Screen,
  { asJson }: EarlyFlags,
): CliOutput.Presenter => ({
  present: (event) => {
    switch (event._tag) {
      case "Help":
        return Effect.ignore(write(`${helpOf(event.helpDoc, formatter, screen)}\n`))
      case "Version":
        return Effect.ignore(write(`${formatter.formatVersion(event.name, event.version)}\n`))
      case "InvalidInvocation": {
        const told = event.errors.map(({ message }) => sentencesOf(message))
        const hint = `See: ${event.commandPath.join(" ")} --help`
        return asJson
          ? tellJson({ type: "UsageError", message: told.join("; "), hint, exitCode: exitCodes.usage })
          : note([...told.map((message) => `ionq: ${message}`), `  ${hint}`].join("\n"))
      }
    }
  },
})

/** Writes the log of the client to standard error. */
const logger = Effect.map(Effect.all([Process, Secrets]), ([command, secrets]) =>
  Logger.make<unknown, void>(({ logLevel, message }) => {
    const words = (Array.isArray(message) ? message : [message]).map((part) =>
      typeof part === "string" ? part : JSON.stringify(part),
    )
    const level = `${logLevel.toLowerCase()}:`
    command.stderr.write(
      `${styled(screenOf(command, "stderr"), "yellow", level)} ${scrub(plain(words.join(" ")), secrets)}\n`,
      () => undefined,
    )
  }),
)

const report = (cause: Cause.Cause<unknown>, { asJson, verbose, local }: EarlyFlags): Effect.Effect<void> => {
  const error = Cause.squash(cause)
  // The error was already reported, or the reader of the output has closed it.
  if (error instanceof CommandError && error.reason === "closed") return Effect.void
  if (typeof error === "object" && error !== null && "_tag" in error && error._tag === "ShowHelp")
    return Effect.void
  if (!asJson) return note(failureText(cause, { verbose, local }))
  const { type, message, requestId, hint } = failureOf(error, local)
  const exitCode = exitCodeOfCause(cause)
  return Effect.andThen(
    tellJson({ type, message, requestId, hint, exitCode }),
    verbose ? note(Cause.pretty(cause)) : Effect.void,
  )
}

/** Exports telemetry of the command if a collector is configured. The exporter is loaded only then. */
const telemetry = Layer.unwrap(
  Effect.flatMap(Process, ({ env }) =>
    Object.keys(env).some((name) => /^OTEL_EXPORTER_OTLP_(?:[A-Z]+_)?ENDPOINT$/.test(name))
      ? Effect.promise(() => import("./steps/telemetry.ts")).pipe(Effect.map(({ telemetry }) => telemetry))
      : Effect.succeed(Layer.empty),
  ),
)

/** Runs the command with its arguments. It reports its errors itself, and succeeds with its exit code. */
export const program = Effect.fnUntraced(function* (given: ReadonlyArray<string>) {
  const args = helpArgs(root, given)
  const flags = earlyFlags(args)
  const { env } = yield* Process
  const screen = yield* stdoutScreen
  const formatter = CliOutput.defaultFormatter({ colors: screen.color, globalFlags: "summary" })
  return yield* Command.runWith(root, { version })(args).pipe(
    Effect.provide(telemetry),
    Effect.as<number>(exitCodes.success),
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.failCause(cause)
        : Effect.as(report(cause, flags), exitCodeOfCause(cause)),
    ),
    Effect.provide(
      Layer.mergeAll(
        CliOutput.layer(formatter),
        CliOutput.layerPresenter(presenterOf(formatter, screen, flags)),
        CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }),
        ConfigProvider.layer(ConfigProvider.fromEnvRecord(env)),
        Logger.layer([logger]),
        Layer.succeed(References.MinimumLogLevel, flags.verbose ? "Debug" : "Warn"),
      ),
    ),
    Effect.provideService(Secrets, new Set()),
    Effect.provideService(WarnedUrls, new Set()),
  )
})
