import { Duration, Effect, Option, Result } from "effect"
import { ConfigurationError, InvalidRequestError } from "../errors/call.ts"

/** An option whose value is out of range or of the wrong type. */
export interface OutOfRange {
  readonly field: string
  /** The limit that the value exceeds, if it does. */
  readonly limit?: number
  readonly message: string
}

/** A range that includes both ends. */
export interface Range {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** The checked value of an option; `undefined` if the option is absent. */
type Checked<Input, Value> = Result.Result<Value | Extract<Input, undefined>, OutOfRange>

const refuse = (field: string, words: string, limit?: number): Result.Result<never, OutOfRange> =>
  Result.fail({ field, message: `${field} ${words}`, ...(limit === undefined ? {} : { limit }) })

const bounds = ({ min = -Infinity, max = Infinity }: Range): string =>
  max === Infinity ? `from ${min}` : `from ${min} to ${max}`

const ranged = <A extends number | undefined>(
  field: string,
  value: A,
  { min = 0, max = Infinity }: Range,
  what: string,
  fits: (value: number) => boolean,
): Checked<A, number> => {
  // The type of `value` cannot be narrowed: the result has `undefined` only if the input has it.
  if (value === undefined) return Result.succeed(value as Extract<A, undefined>)
  if (typeof value !== "number" || !fits(value)) {
    return refuse(field, `is ${shown(value)}, but it has to be ${what} ${bounds({ min, max })}`)
  }
  if (value < min || value > max) {
    return refuse(
      field,
      `is ${value}, but it has to be ${what} ${bounds({ min, max })}`,
      value < min ? min : max,
    )
  }
  return Result.succeed(value)
}

/** Checks an integer. Default range: from 0. */
export const count = <A extends number | undefined>(field: string, value: A, range: Range = {}) =>
  ranged(field, value, range, "a whole number", Number.isSafeInteger)

/** Checks a finite number. Default range: from 0. */
export const amount = <A extends number | undefined>(field: string, value: A, range: Range = {}) =>
  ranged(field, value, range, "a number", Number.isFinite)

/** A range of durations, and whether it may be infinite. */
export interface DurationRange {
  /** Default: zero, which is included. */
  readonly min?: Duration.Input | undefined
  readonly max?: Duration.Input | undefined
  /** Whether `Infinity` is allowed. Default: false. */
  readonly infinite?: boolean | undefined
}

/** Checks a duration: it must not be negative, `NaN` or an invalid text. */
export const duration = <A extends Duration.Input | undefined>(
  field: string,
  input: A,
  { min = 0, max, infinite = false }: DurationRange = {},
): Checked<A, Duration.Duration> => {
  // The type of `input` cannot be narrowed: the result has `undefined` only if the input has it.
  if (input === undefined) return Result.succeed(input as Extract<A, undefined>)
  const value = hasNaN(input) ? Option.none() : Duration.fromInput(input)
  if (Option.isNone(value)) return refuse(field, `is ${shown(input)}, which is not a duration`)
  const from = Duration.fromInputUnsafe(min)
  if (Duration.isLessThan(value.value, from)) {
    return refuse(
      field,
      `is ${Duration.format(value.value)}, but it has to be at least ${Duration.format(from)}`,
      Duration.toMillis(from),
    )
  }
  if (!infinite && !Duration.isFinite(value.value))
    return refuse(field, "is Infinity, but it has to be finite")
  const to = max === undefined ? Duration.infinity : Duration.fromInputUnsafe(max)
  if (Duration.isGreaterThan(value.value, to)) {
    return refuse(
      field,
      `is ${Duration.format(value.value)}, but it may be at most ${Duration.format(to)}`,
      Duration.toMillis(to),
    )
  }
  return Result.succeed(value.value)
}

/** Whether a duration is or contains `NaN`, which Effect would treat as zero. */
const hasNaN = (input: unknown): boolean =>
  Number.isNaN(input) ||
  (typeof input === "object" && input !== null && Object.values(input).some((part) => Number.isNaN(part)))

/** Formats a value of any type for an error message. */
const shown = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value)
    case "number":
    case "bigint":
    case "boolean":
    case "undefined":
      return String(value)
    default:
      return value === null ? "null" : `of type ${Array.isArray(value) ? "array" : typeof value}`
  }
}

/** Fails with an `InvalidRequestError` if an option of a call is invalid. */
export const asRequest = <A>(result: Result.Result<A, OutOfRange>): Effect.Effect<A, InvalidRequestError> =>
  Effect.mapError(Effect.fromResult(result), (wrong) => new InvalidRequestError(wrong))

/** Fails with a `ConfigurationError` if an option of a layer is invalid. */
export const asSetting = <A>(result: Result.Result<A, OutOfRange>): Effect.Effect<A, ConfigurationError> =>
  Effect.mapError(
    Effect.fromResult(result),
    ({ field, message }) => new ConfigurationError({ setting: field, message }),
  )

/** {@link count} of a call's option. */
export const checkCount = <A extends number | undefined>(field: string, value: A, range?: Range) =>
  asRequest(count(field, value, range))

/** {@link amount} of a call's option. */
export const checkAmount = <A extends number | undefined>(field: string, value: A, range?: Range) =>
  asRequest(amount(field, value, range))

/** {@link duration} of a call's option. */
export const checkDuration = <A extends Duration.Input | undefined>(
  field: string,
  input: A,
  range?: DurationRange,
) => asRequest(duration(field, input, range))
