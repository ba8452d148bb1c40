import { Effect, identity, Option, Result, Schema, Stream } from "effect"
import * as Content from "../Content.ts"
import * as Distribution from "../Distribution.ts"
import type { IonQMethods } from "../IonQClient.ts"
import {
  type CommonError,
  type DecodeError,
  type ForeignUrlError,
  MissingResultError,
  type NotFoundError,
} from "../IonQError.ts"
import type { ResultLink, ResultLinks } from "../schema/JobOutput.ts"
import {
  formats,
  Histogram,
  HistogramV2,
  Probabilities,
  ProbabilitiesByChild,
  ProbabilitiesV2,
  ShotV2,
} from "../schema/Result.ts"
import { fromBits } from "../distribution/bitstrings.ts"
import { registersIn, scanned } from "./scanRegister.ts"
import { type Entry, entriesAt } from "./jsonEntries.ts"

/** How reading a result can fail. */
export type ReadError = CommonError | NotFoundError | ForeignUrlError | MissingResultError

export type Kind = "probabilities" | "histogram" | "shots"

/** The id of the job, the name of the requested register, and the width from the job. */
export interface Wanted {
  readonly jobId: string
  readonly register: string | undefined
  readonly width: number | undefined
}

/** The register of all qubits, which the server adds to those of the program. */
const allQubits = "output_all"

/** The formats of each kind, newest first. */
const preferred: Record<Kind, readonly [newest: string, oldest: string]> = {
  probabilities: [formats.probabilitiesV2, formats.probabilitiesV1],
  histogram: [formats.histogramV2, formats.histogramV1],
  shots: [formats.shotsV2, formats.shotsV1],
}

export const missing = (jobId: string, what: string): MissingResultError =>
  new MissingResultError({ jobId, what, message: `Job ${jobId} has no ${what}` })

/** Opens the body of a link, by its artifact id or otherwise its URL. `None` if the link has neither. */
type Open = (
  client: IonQMethods,
  jobId: string,
  link: ResultLink,
) => Effect.Effect<Option.Option<Content.Content>, CommonError | NotFoundError | ForeignUrlError>

/** Opens a link as a stream. */
const open: Open = (client, jobId, link) => {
  if (link.id !== undefined && link.id !== null) {
    return Effect.asSome(client.results.artifact({ params: { uuid: jobId, artifactId: link.id } }))
  }
  return link.url === undefined || link.url === null
    ? Effect.succeedNone
    : Effect.asSome(client.follow(link.url))
}

/** Reads the whole body of a link. A body that breaks off is requested again, at most twice. */
export const load: Open = Effect.fnUntraced(function* (client, jobId, link) {
  for (let left = 2; ; left--) {
    const content = yield* open(client, jobId, link)
    if (Option.isNone(content)) return content
    const body = yield* Effect.result(Stream.runCollect(content.value.stream))
    if (Result.isSuccess(body)) {
      return Option.some({ ...content.value, stream: Stream.fromIterable(body.success) })
    }
    if (left === 0) return yield* Effect.fail(body.failure)
  }
})

/**
 * Opens the newest format of a result that has a link and does not return a 404. `second` is whether it is version 2 of
 * the format.
 */
const newest = Effect.fnUntraced(function* (
  opening: Open,
  client: IonQMethods,
  links: ResultLinks,
  kind: Kind,
  jobId: string,
): Effect.fn.Return<{ readonly second: boolean; readonly content: Content.Content }, ReadError> {
  let gone: NotFoundError | undefined
  for (const key of [...preferred[kind], kind]) {
    const link = links[key]
    if (link === undefined) continue
    const found = yield* Effect.result(opening(client, jobId, link))
    if (Result.isFailure(found)) {
      if (found.failure._tag !== "NotFoundError") return yield* Effect.fail(found.failure)
      gone = found.failure
    } else if (Option.isSome(found.success)) {
      const second = key === preferred[kind][0] || link.format === preferred[kind][0]
      return { second, content: found.success.value }
    }
  }
  return yield* gone ?? missing(jobId, kind)
})

/** The measured distribution, in the newest available format. */
export const distribution = Effect.fnUntraced(function* (
  client: IonQMethods,
  links: ResultLinks,
  kind: "probabilities" | "histogram",
  wanted: Wanted,
): Effect.fn.Return<Distribution.Distribution, ReadError> {
  const { second, content } = yield* newest(load, client, links, kind, wanted.jobId)
  return yield* decodeDistribution(content, kind, second, wanted)
})

const kinds = { probabilities: "probabilities", histogram: "counts" } as const

/** Decodes the artifact of a distribution. `second` is whether it has version 2 of the format instead of version 1. */
export const decodeDistribution = Effect.fnUntraced(function* (
  content: Content.Content,
  kind: "probabilities" | "histogram",
  second: boolean,
  wanted: Wanted,
): Effect.fn.Return<Distribution.Distribution, ReadError> {
  const text = yield* Content.text(content)
  const large = text.length < largeText ? undefined : yield* readLarge(text, kind, second, wanted)
  if (large !== undefined) return large
  const body = yield* Content.json({ ...content, stream: Stream.encodeText(Stream.succeed(text)) })
  if (!second) {
    const { jobId, register } = wanted
    if (register !== undefined && register !== allQubits) return yield* missing(jobId, `register ${register}`)
    const decimals = yield* decode(content, kind === "probabilities" ? Probabilities : Histogram, body)
    return yield* fromDecimals(content, decimals, kinds[kind], wanted)
  }
  const registers =
    kind === "probabilities"
      ? (yield* decode(content, ProbabilitiesV2, body)).probabilities.registers
      : (yield* decode(content, HistogramV2, body)).histogram.registers
  const outcomes = yield* registerOf(registers, wanted)
  // The width comes from the bitstrings or, if there are none, from the job.
  const width = Object.keys(outcomes).length === 0 ? yield* qubitCount(wanted) : undefined
  const read = Distribution.fromBitstrings(outcomes, { qubit0: "left", kind: kinds[kind], width })
  return yield* Effect.mapError(Effect.fromResult(read), wrongIn(content))
})

/** From this number of characters on, a result is scanned as text instead of being parsed as JSON. */
const largeText = 1_000_000

/**
 * Reads a large result from its text. Undefined if the text does not have the exact form in which the server writes
 * results.
 */
const readLarge = Effect.fnUntraced(function* (
  text: string,
  kind: "probabilities" | "histogram",
  second: boolean,
  wanted: Wanted,
) {
  if (second) {
    const spans = registersIn(text, kind)
    if (spans === undefined) return undefined
    const span = yield* registerOf(spans, wanted)
    // The length of the first key is the width.
    const width = text.indexOf('"', span.from + 1) - span.from - 1
    return scanned(text, span, { base: 2, kind: kinds[kind], width })
  }
  const { register, width } = wanted
  if ((register !== undefined && register !== allQubits) || width === undefined) return undefined
  const whole = text.trimEnd()
  return scanned(whole, { from: 1, to: whole.length - 1 }, { base: 10, kind: kinds[kind], width })
})

/** Builds a distribution from decimal states. The width comes from the job. */
export const fromDecimals = Effect.fnUntraced(function* (
  source: Content.Source,
  decimals: Readonly<Record<string, number>>,
  kind: Distribution.Kind,
  wanted: Pick<Wanted, "jobId" | "width">,
): Effect.fn.Return<Distribution.Distribution, DecodeError | MissingResultError> {
  const read = Distribution.fromDecimals(decimals, { width: yield* qubitCount(wanted), kind })
  return yield* Effect.mapError(Effect.fromResult(read), wrongIn(source))
})

const qubitCount = ({
  jobId,
  width,
}: Pick<Wanted, "jobId" | "width">): Effect.Effect<number, MissingResultError> =>
  width === undefined
    ? Effect.fail(missing(jobId, "number of qubits in its stats: pass the width"))
    : Effect.succeed(width)

const wrongIn =
  (source: Content.Source) =>
  ({ message }: { readonly message: string }) =>
    Content.decodeError(source, `The response does not match the schema: ${message}`)

/** The register with the requested name. Without a name, the only register or, of several, the one of all qubits. */
const registerOf = <A>(
  registers: { readonly [name: string]: A },
  { jobId, register }: Omit<Wanted, "width">,
  redact: (text: string) => string = identity,
): Effect.Effect<A, MissingResultError> => {
  const names = Object.keys(registers)
  const name = register ?? (names.length === 1 ? names[0] : allQubits)
  const found = name !== undefined && Object.hasOwn(registers, name) ? registers[name] : undefined
  return found === undefined
    ? Effect.fail(
        missing(jobId, `register ${name ?? allQubits} (it has ${redact(names.join(", ")) || "none"})`),
      )
    : Effect.succeed(found)
}

/** Streams the decimal state of each shot while the body arrives. */
export const shotStream = (
  client: IonQMethods,
  links: ResultLinks,
  wanted: Omit<Wanted, "width">,
): Stream.Stream<string, ReadError> =>
  Stream.unwrap(
    Effect.map(newest(open, client, links, "shots", wanted.jobId), ({ second, content }) =>
      second
        ? Stream.mapEffect(entriesAt(content, "$.shots.*"), ({ value }) =>
            Effect.flatMap(decode(content, ShotV2, value), ({ registers }) =>
              Effect.map(registerOf(registers, wanted, content.redact), decimalOf),
            ),
          )
        : Stream.flatMap(entriesAt(content, "$.*"), (entry) => statesOf(content, entry)),
    ),
  )

const isState = (value: unknown): value is string => typeof value === "string" && /^\d+$/.test(value)

/** The shots of an entry: one shot, or a state repeated by its count. */
const statesOf = (content: Content.Content, { key, value }: Entry): Stream.Stream<string, DecodeError> => {
  if (isState(value)) return Stream.succeed(value)
  const isCount = typeof value === "number" && Number.isSafeInteger(value) && value >= 0
  return isState(key) && isCount
    ? Stream.take(Stream.forever(Stream.succeed(key)), value)
    : Stream.fail(Content.decodeError(content, `${JSON.stringify(value)} is not a decimal state`))
}

/** The bits of a shot as a decimal state; bit i of the array is classical bit i. */
const decimalOf = (bits: ReadonlyArray<number>): string => String(fromBits(bits.join(""), "left") ?? 0)

/**
 * The probabilities of each child of a multi-circuit job, in one request. Undefined if the server does not offer them.
 */
export const byChild = Effect.fnUntraced(function* (client: IonQMethods, links: ResultLinks, jobId: string) {
  const link = links[formats.probabilitiesByChild]
  const content = link === undefined ? Option.none() : yield* load(client, jobId, link)
  if (Option.isNone(content)) return undefined
  const source = content.value
  return { source, children: yield* decode(source, ProbabilitiesByChild, yield* Content.json(source)) }
})

/** Decodes a body, or a part of one, by its schema. */
export const decode = <A>(content: Content.Content, schema: Schema.Decoder<A>, value: unknown) =>
  Effect.mapError(Schema.decodeUnknownEffect(schema)(value), ({ message }) =>
    Content.decodeError(content, `The response does not match the schema: ${message}`),
  )
