import { Effect, FileSystem, Option } from "effect"
import type { RunInput } from "../inputs/run.ts"
import { type Format, formats, formatted, partsOf } from "../render/formats.ts"
import { drawOutcome, type Outcome } from "../render/outcome.ts"
import { badInput, usage } from "../terminal/CommandError.ts"
import { Json } from "../terminal/globals.ts"
import { note, show } from "../terminal/output.ts"
import { checkWritable } from "./writable.ts"

type Flags = Pick<RunInput, "svg" | "html" | "csv" | "output" | "qubit0" | "top">

/**
 * The format that the flags ask for, after a check that the file of `--output` can be written. Commands that cost money
 * use it before they submit.
 */
export const formatOf = Effect.fnUntraced(function* (flags: Pick<Flags, Format | "output">) {
  const chosen = formats.filter((format) => flags[format])
  const [format, ...others] = chosen
  if (others.length > 0 || (format !== undefined && (yield* Json))) {
    return yield* usage(`Only one of --json, --${formats.join(", --")} can be used`)
  }
  if (format === undefined && Option.isSome(flags.output)) {
    return yield* usage(`--output needs one of --${formats.join(", --")}`)
  }
  if (Option.isSome(flags.output)) yield* checkWritable(flags.output.value)
  return format
})

/** Prints a result for people, as JSON, or as the flags say, to a file if they name one. */
export const showOutcome = Effect.fnUntraced(function* (
  outcome: Outcome,
  value: unknown,
  flags: Flags,
  title: string,
) {
  const format = yield* formatOf(flags)
  if (format === undefined) {
    return yield* show(value, (_, screen) => drawOutcome(outcome, flags, screen))
  }
  const parts = partsOf(outcome)
  if (parts === undefined) return yield* usage(`--${format} needs a distribution, but the result is a value`)
  if (format === "svg" && parts.length > 1) {
    return yield* usage(`An SVG picture has one outcome, but the result has ${parts.length}`, "Pass --html.")
  }
  const text = `${formatted(format, parts, flags, title)}\n`
  if (Option.isNone(flags.output)) return yield* show(undefined, () => text)
  const file = flags.output.value
  const fs = yield* FileSystem.FileSystem
  yield* Effect.mapError(fs.writeFileString(file, text), () => badInput(`${file} cannot be written`))
  yield* note(`Written to ${file}`)
})
