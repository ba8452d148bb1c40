import { Effect, FileSystem, Option } from "effect"
import type { RunInput } from "../inputs/run.ts"
import { type Format, formats, formatted, type Part, partsOf } from "../render/formats.ts"
import { drawOutcome, type Outcome } from "../render/outcome.ts"
import { badInput, usage } from "../terminal/CommandError.ts"
import { Json } from "../terminal/globals.ts"
import { note, show } from "../terminal/output.ts"
import type { Input } from "./input.ts"
import { checkWritable } from "./writable.ts"

/**
 * The format that the flags select; undefined without one. Fails if the file of `--output` cannot be written. Commands
 * that cost money call it before they submit.
 */
export const formatOf = Effect.fnUntraced(function* (flags: Pick<RunInput, Format | "output">) {
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

const noDistribution = (format: Format) =>
  usage(`--${format} needs a distribution, but the result is a value`)

const tooMany = (parts: number) =>
  usage(`An SVG picture has one outcome, but the result has ${parts}`, "Pass --html.")

/** How many distributions the result of an input will have; 0 for a value. */
const partsOfInput = (input: Input): number => {
  if (input.kind === "circuits") {
    return input.circuits.length > 1
      ? input.circuits.length
      : Math.max(1, Object.keys(input.registers).length)
  }
  switch (input.job.type) {
    case "ionq.multi-circuit.v1":
      return input.job.input.circuits.length
    case "quantum-function":
    case "qctrl.qaoa.v1":
      return 0
    default:
      return 1
  }
}

/** Fails if the result of a run could not be written in the format, so that no job is submitted in vain. */
export const checkFormat = (format: Format, input: Input, flags: Pick<RunInput, "wait" | "dryRun">) =>
  checkParts(format, partsOfInput(input), flags)

/** Like {@link checkFormat}, for a given number of distributions in the result. */
export const checkParts = Effect.fnUntraced(function* (
  format: Format,
  parts: number,
  flags: Pick<RunInput, "wait" | "dryRun">,
) {
  if (!flags.wait || flags.dryRun) {
    const other = flags.wait ? "--dry-run" : "--no-wait"
    return yield* usage(`--${format} needs a result: it cannot be combined with ${other}`)
  }
  if (parts === 0) return yield* noDistribution(format)
  if (format === "svg" && parts > 1) return yield* tooMany(parts)
})

/**
 * Shows a result. Without a format, the result is printed as text or as JSON. With the format that {@link formatOf}
 * returned, it is printed in this format, or written to the file of `--output`.
 */
export const showOutcome = Effect.fnUntraced(function* (
  outcome: Outcome,
  value: unknown,
  format: Format | undefined,
  flags: Pick<RunInput, "output" | "qubit0" | "top">,
  title: string,
) {
  if (format === undefined) {
    return yield* show(value, (_, screen) => drawOutcome(outcome, flags, screen))
  }
  const parts = partsOf(outcome)
  if (parts === undefined) return yield* noDistribution(format)
  yield* writeParts(format, parts, flags, title)
})

/** Writes distributions in a format, to standard output or to the file of `--output`. */
export const writeParts = Effect.fnUntraced(function* (
  format: Format,
  parts: ReadonlyArray<Part>,
  flags: Pick<RunInput, "output" | "qubit0" | "top">,
  title: string,
) {
  if (format === "svg" && parts.length > 1) return yield* tooMany(parts.length)
  const text = `${formatted(format, parts, flags, title)}\n`
  if (Option.isNone(flags.output)) return yield* show(undefined, () => text)
  const file = flags.output.value
  const fs = yield* FileSystem.FileSystem
  yield* Effect.mapError(fs.writeFileString(file, text), () => badInput(`${file} cannot be written`))
  yield* note(`Written to ${file}`)
})
