import { Duration, Option } from "effect"
import { Argument, Flag } from "effect/cli"
import { limits } from "../../schema/limits.ts"

/** An optional flag with a text. */
export const text = (name: string, description: string, metavar: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.withMetavar(metavar), Flag.optional)

/** An optional flag with an integer. */
export const int = (name: string, description: string, metavar = "N") =>
  Flag.Int(name).pipe(Flag.withDescription(description), Flag.withMetavar(metavar), Flag.optional)

/** A switch that is off by default. */
export const toggle = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(description), Flag.withoutNegation, Flag.withDefault(false))

/** A duration in seconds, minutes, hours or days: `30s`, `10m`, `2h`, `1d`. A plain number is in seconds. */
export const duration = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withDescription(description),
    Flag.withMetavar("30s|10m|2h|1d"),
    Flag.filterMap(parseDuration, () => "a duration such as 30s, 10m, 2h or 1d"),
  )

const units = { ms: 1, s: 1000, "": 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const isUnit = (unit: string): unit is keyof typeof units => unit in units

const parseDuration = (given: string): Option.Option<Duration.Duration> => {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(given) ?? []
  return number === undefined || !isUnit(unit)
    ? Option.none()
    : Option.some(Duration.millis(Number(number) * units[unit]))
}

export const file = Argument.String("file").pipe(
  Argument.withDescription(
    "A job or a circuit in JSON, a program in OpenQASM 2 or 3, or - for standard input",
  ),
)

export const jobId = Argument.String("job").pipe(Argument.withDescription("The id of a job"))

export const sessionId = Argument.String("session").pipe(Argument.withDescription("The id of a session"))

export const backend = Flag.String("backend").pipe(
  Flag.withAlias("b"),
  Flag.withDescription(
    "The backend, e.g. simulator or qpu.forte-1 (default: the profile's, otherwise simulator)",
  ),
  Flag.withMetavar("BACKEND"),
  Flag.optional,
)

/** Shots, in any spelling of a whole number: `500`, `1e3`. */
const shotsUpTo = (most: number, description: string) =>
  Flag.String("shots").pipe(
    Flag.withDescription(description),
    Flag.withMetavar("N"),
    Flag.filterMap(
      (given) => {
        const number = given.trim() === "" ? NaN : Number(given)
        return Number.isSafeInteger(number) && number >= 1 && number <= most
          ? Option.some(number)
          : Option.none()
      },
      () => `a whole number from 1${most === Infinity ? "" : ` to ${most}`}`,
    ),
    Flag.optional,
  )

export const shots = shotsUpTo(
  limits.shots,
  "The number of shots; the ideal simulator gives exact probabilities instead",
).pipe(Flag.withAlias("s"))

/** QPI documents no largest number of shots. */
export const shotsOfQpi = shotsUpTo(Infinity, "The number of shots (default: 1024)")

export const name = text("name", "A name for the job", "TEXT")

export const metadata = Flag.KeyValuePair("metadata").pipe(
  Flag.withDescription("Metadata of the job; may be repeated"),
  Flag.optional,
)

/** The flags of commands that cost money. */
export const money = {
  yes: toggle("yes", "Do not ask before spending money").pipe(Flag.withAlias("y")),
  budget: Flag.Finite("budget").pipe(
    Flag.withDescription("The largest allowed cost of the job, in the unit of IonQ's estimate (USD)"),
    Flag.withMetavar("AMOUNT"),
    Flag.optional,
  ),
}

/** The flags of commands that wait. */
export const waiting = {
  timeout: duration("timeout", "How long to wait (default: to the end)").pipe(
    // `setTimeout` supports at most 24 days.
    Flag.withDefault(Duration.days(20)),
  ),
  onInterrupt: Flag.Literals("on-interrupt", ["detach", "cancel"]).pipe(
    Flag.withDescription("What Ctrl-C does to the job: leave it alone, or cancel it unless it has ended"),
    Flag.withDefault("detach" as const),
  ),
}

/** How distributions are shown. */
export const shown = {
  qubit0: Flag.Literals("qubit0", ["left", "right"]).pipe(
    Flag.withDescription("The side of bitstrings that has qubit 0"),
    Flag.withDefault("left" as const),
  ),
  top: Flag.Int("top").pipe(
    Flag.withDescription("The number of states in a histogram, the most probable first"),
    Flag.withMetavar("N"),
    Flag.withDefault(16),
  ),
}

/** The format in which a result is written, and the file. */
export const written = {
  svg: toggle("svg", "Print the histogram as an SVG picture"),
  html: toggle("html", "Print the histograms as a page in HTML"),
  csv: toggle("csv", "Print every state with its value as CSV"),
  output: text("output", "The file for --svg, --html or --csv (default: standard output)", "FILE").pipe(
    Flag.withAlias("o"),
  ),
}

/** The value of a flag, if it was passed. */
export const given = <A>(option: Option.Option<A>): A | undefined => Option.getOrUndefined(option)
