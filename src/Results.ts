/**
 * The results of completed jobs: one reader for every format and every generation of IonQ's servers.
 *
 * @since 0.1.0
 */
import { Context, Effect, Layer, Option, Schema, Stream } from "effect"
import { withOptions, withoutQuery } from "./CallOptions.ts"
import { freshPer } from "./client/layerPer.ts"
import * as Content from "./Content.ts"
import { type Distribution, normalize } from "./Distribution.ts"
import { idsAtOnce, makeListing } from "./listing/jobsByIds.ts"
import {
  byChild,
  decodeDistribution,
  distribution,
  fromDecimals,
  load,
  missing,
  type ReadError,
  shotStream,
  type Wanted,
} from "./results/readResult.ts"
import { IonQClient } from "./IonQClient.ts"
import type { DecodeError, MissingResultError, PaginationError } from "./IonQError.ts"
import { NativeProgram } from "./schema/Circuit.ts"
import { type CircuitJob, isCircuitJob, type Job } from "./schema/Job.ts"
import { type ResultLinks, variantsOf } from "./schema/JobOutput.ts"
import { QaoaResult, QuantumFunctionResult } from "./schema/QuantumFunction.ts"
import { formats, type Probabilities } from "./schema/Result.ts"
import { about } from "./signals/annotate.ts"

export type { ReadError } from "./results/readResult.ts"

/**
 * A job or its id. With an id, the job is read first.
 *
 * @category models
 * @since 0.1.0
 */
export type JobRef = string | Job

/**
 * Which part of a job's results to read.
 *
 * @category options
 * @since 0.1.0
 */
export interface ReadOptions {
  /** A register of the program. Default: all qubits. A register that does not exist is an error, never zeros. */
  readonly register?: string | undefined
  /** The id of a debiasing variant. Default: the job as a whole. */
  readonly variant?: string | undefined
  /** The number of qubits, for servers that do not send it. Default: `stats.qubits` of the job. */
  readonly width?: number | undefined
}

/**
 * Which shots of a job to read.
 *
 * @category options
 * @since 0.1.0
 */
export type ShotsOptions = Omit<ReadOptions, "width">

/**
 * Options for reading probabilities.
 *
 * @category options
 * @since 0.1.0
 */
export interface ProbabilitiesOptions extends ReadOptions {
  /**
   * For a debiased job: whether to use the plurality vote over its variants instead of their average. The vote is read
   * from the endpoint of older servers.
   */
  readonly sharpen?: boolean | undefined
}

/**
 * The result of one circuit of a multi-circuit job.
 *
 * @category models
 * @since 0.1.0
 */
export interface CircuitResult {
  readonly jobId: string
  /** The circuit's name, if it has one. */
  readonly name: string | undefined
  readonly probabilities: Distribution
}

/**
 * The methods of {@link Results}.
 *
 * @category services
 * @since 0.2.0
 */
export interface ResultsService {
  /** The probabilities of a job. Those of the ideal simulator are exact; all others sum to approximately 1. */
  readonly probabilities: (
    job: JobRef,
    options?: ProbabilitiesOptions,
  ) => Effect.Effect<Distribution, ReadError>
  /** The number of shots for each state. Jobs on the ideal simulator have no counts. */
  readonly histogram: (job: JobRef, options?: ReadOptions) => Effect.Effect<Distribution, ReadError>
  /**
   * The decimal state of each shot, in order, parsed as the body arrives. Qubit 0 is the least significant bit: X on
   * qubit 0 of three is `"1"`.
   */
  readonly shots: (job: JobRef, options?: ShotsOptions) => Stream.Stream<string, ReadError>
  /**
   * The result of each circuit of a multi-circuit job, in the order of its children, matched by child id and never by
   * position.
   */
  readonly circuits: (job: JobRef) => Effect.Effect<ReadonlyArray<CircuitResult>, ReadError | PaginationError>
  /** The probabilities of a debiased job with another aggregation of its variants. */
  readonly aggregation: (
    job: JobRef,
    method: "average" | "voting" | "dnl" | "majority",
  ) => Effect.Effect<Distribution, ReadError>
  /** The compiled circuit in native gates. */
  readonly compiledNative: (job: JobRef) => Effect.Effect<NativeProgram, ReadError>
  /** The compiled circuit in OpenQASM 3. */
  readonly compiledQasm3: (job: JobRef) => Effect.Effect<string, ReadError>
  /** The value of a quantum function, and its variance. */
  readonly value: (job: JobRef) => Effect.Effect<QuantumFunctionResult, ReadError>
  /** The result of the QAOA solver. */
  readonly qaoa: (job: JobRef) => Effect.Effect<QaoaResult, ReadError>
}

/**
 * The results service.
 *
 * **Details**
 *
 * Every format and every server gives a `Distribution`, whose width comes from the job and is never inferred from
 * decimal states. The newest format is read if the job has it, otherwise an older one, otherwise the URL of older
 * servers.
 *
 * @category services
 * @since 0.1.0
 */
export class Results extends Context.Service<Results, ResultsService>()("effect-ionq/Results") {
  static readonly layer: Layer.Layer<Results, never, IonQClient> = Layer.effect(
    Results,
    Effect.gen(function* () {
      const client = yield* IonQClient
      const listing = makeListing(client)
      const jobOf = (job: JobRef): Effect.Effect<Job, ReadError> =>
        typeof job === "string"
          ? withoutQuery(client.jobs.get({ params: { uuid: job } }))
          : Effect.succeed(job)
      const circuitJobOf = (ref: JobRef): Effect.Effect<CircuitJob, ReadError> =>
        Effect.flatMap(jobOf(ref), (job) =>
          isCircuitJob(job)
            ? Effect.succeed(job)
            : Effect.fail(missing(job.id, `circuit: it is a ${job.type}`)),
        )

      /** A circuit job with a result of its own. A multi-circuit job is rejected. */
      const singleJobOf = (ref: JobRef): Effect.Effect<CircuitJob, ReadError> =>
        Effect.flatMap(circuitJobOf(ref), (job) =>
          job.type === "ionq.multi-circuit.v1"
            ? Effect.fail(missing(job.id, "result of its own: it has many circuits, use Results.circuits"))
            : Effect.succeed(job),
        )

      const read = (ref: JobRef, kind: "probabilities" | "histogram", options: ReadOptions) =>
        Effect.flatMap(singleJobOf(ref), (job) =>
          Effect.flatMap(linksOf(job, kind, options.variant), (links) =>
            distribution(client, links, kind, wantedOf(job, options)),
          ),
        )

      const childrenOf = (parent: CircuitJob) =>
        Effect.gen(function* () {
          // Jobs in a list lack their children, so the job itself is read.
          const { child_job_ids } =
            parent.child_job_ids === undefined
              ? yield* withoutQuery(client.jobs.get({ params: { uuid: parent.id } }))
              : parent
          const ids = child_job_ids ?? []
          const children = new Map<string, Job>()
          for (let i = 0; i < ids.length; i += idsAtOnce) {
            const some = yield* withoutQuery(listing.byIds(ids.slice(i, i + idsAtOnce)))
            some.forEach((child, id) => children.set(id, child))
          }
          return { ids, children }
        })

      /** A compiled circuit as the server sent it, and its origin. */
      const compiled = Effect.fnUntraced(function* (ref: JobRef, lang: "native" | "qasm3") {
        const job = yield* circuitJobOf(ref)
        const link = job.output?.compilation?.compiled_circuits?.[formats[lang]]
        const content = link === undefined ? Option.none() : yield* load(client, job.id, link)
        if (Option.isSome(content)) return { source: content.value, text: yield* Content.text(content.value) }
        const text = yield* client.results.compiled({ params: { uuid: job.id, lang } })
        return { source: { url: `/jobs/${job.id}/circuits/${lang}`, status: 200, mediaType: "" }, text }
      })

      return Results.of({
        probabilities: Effect.fn("Results.probabilities")(function* (
          ref: JobRef,
          options: ProbabilitiesOptions = {},
        ) {
          if (options.sharpen === undefined) return yield* read(ref, "probabilities", options)
          const job = yield* singleJobOf(ref)
          const query = { sharpen: options.sharpen }
          return yield* older(job, client.results.probabilities({ params: { uuid: job.id }, query }), options)
        }, aboutJob),
        histogram: Effect.fn("Results.histogram")(
          (ref: JobRef, options: ReadOptions = {}) => read(ref, "histogram", options),
          aboutJob,
        ),
        shots: (ref, options = {}) =>
          Stream.unwrap(
            Effect.flatMap(singleJobOf(ref), (job) =>
              Effect.map(linksOf(job, "shots", options.variant), (links) =>
                shotStream(client, links, { jobId: job.id, register: options.register }),
              ),
            ),
          ),
        circuits: Effect.fn("Results.circuits")(function* (ref: JobRef) {
          const parent = yield* circuitJobOf(ref)
          const { ids, children } = yield* childrenOf(parent)
          const together = yield* byChild(client, parent.results ?? {}, parent.id)
          return yield* Effect.forEach(
            ids,
            Effect.fnUntraced(function* (jobId) {
              const child = children.get(jobId)
              const found =
                together !== undefined && Object.hasOwn(together.children, jobId)
                  ? together.children[jobId]
                  : undefined
              if (child === undefined && found === undefined)
                return yield* missing(parent.id, `child ${jobId}`)
              const width = child !== undefined && isCircuitJob(child) ? wantedOf(child, {}).width : undefined
              const probabilities =
                together === undefined || found === undefined
                  ? yield* read(child ?? jobId, "probabilities", {})
                  : yield* fromDecimals(together.source, found, "probabilities", { jobId, width })
              return { jobId, name: child?.name ?? undefined, probabilities }
            }),
            { concurrency: 4 },
          )
        }, aboutJob),
        aggregation: Effect.fn("Results.aggregation")(function* (
          ref: JobRef,
          method: Parameters<ResultsService["aggregation"]>[1],
        ) {
          const job = yield* circuitJobOf(ref)
          const link = job.output?.error_mitigation?.aggregations?.[method]
          const content = link === undefined ? Option.none() : yield* load(client, job.id, link)
          if (Option.isSome(content)) {
            const second = link?.format !== formats.histogramV1
            const counted = yield* decodeDistribution(content.value, "histogram", second, wantedOf(job, {}))
            return normalize(counted)
          }
          if (method === "majority") return yield* missing(job.id, "aggregation majority")
          // Older servers support the query parameter `aggregation`, which no specification has.
          const asked = client.results.probabilities({ params: { uuid: job.id } })
          return yield* older(job, withOptions({ query: { aggregation: method } })(asked), {})
        }, aboutJob),
        compiledNative: Effect.fn("Results.compiledNative")(function* (ref: JobRef) {
          const { source, text } = yield* compiled(ref, "native")
          return yield* Effect.mapError(decodeProgram(text), ({ message }) =>
            Content.decodeError(source, `The response is not a native program: ${message}`, text),
          )
        }, aboutJob),
        compiledQasm3: Effect.fn("Results.compiledQasm3")(function* (ref: JobRef) {
          const { source, text } = yield* compiled(ref, "qasm3")
          return yield* programText(source, text)
        }, aboutJob),
        value: Effect.fn("Results.value")(function* (ref: JobRef) {
          const job = yield* jobOf(ref)
          return yield* Effect.mapError(decodeValue(job.results), () =>
            missing(job.id, "value of a quantum function"),
          )
        }, aboutJob),
        qaoa: Effect.fn("Results.qaoa")(function* (ref: JobRef) {
          const job = yield* jobOf(ref)
          return yield* Effect.mapError(decodeQaoa(job.results), () => missing(job.id, "QAOA result"))
        }, aboutJob),
      })
    }),
  ).pipe(freshPer(IonQClient))
}

const aboutJob = <A, E, R>(effect: Effect.Effect<A, E, R>, ref: JobRef): Effect.Effect<A, E, R> =>
  about({ "ionq.job.id": typeof ref === "string" ? ref : ref.id })(effect)

const decodeProgram = Schema.decodeUnknownEffect(Schema.fromJsonString(NativeProgram))
/** OpenQASM as text. Servers also send it as a JSON string, and proxies send their own pages instead. */
const programText = (
  source: Content.Source & Pick<Content.Content, "mediaType">,
  body: string,
): Effect.Effect<string, DecodeError> => {
  const text = source.mediaType === "application/json" || /^\s*"/.test(body) ? stringIn(body) : body
  const why =
    text === undefined
      ? "JSON that is not a string"
      : source.mediaType === "text/html" || /^\s*<(?:!doctype|html|\?xml|head|body)\b/i.test(text)
        ? "a page of HTML"
        : text.trim() === ""
          ? "empty"
          : undefined
  return text === undefined || why !== undefined
    ? Effect.fail(Content.decodeError(source, `The response is not an OpenQASM program: it is ${why}`, body))
    : Effect.succeed(text)
}

const stringIn = (json: string): string | undefined =>
  Option.getOrUndefined(Schema.decodeUnknownOption(Schema.fromJsonString(Schema.String))(json))

const decodeValue = Schema.decodeUnknownEffect(QuantumFunctionResult)
const decodeQaoaResults = Schema.decodeUnknownEffect(Schema.Struct({ qaoa_results: QaoaResult }))
const decodeQaoa = (results: unknown) =>
  Effect.map(decodeQaoaResults(results), ({ qaoa_results }) => qaoa_results)

const linksOf = (
  job: CircuitJob,
  kind: string,
  variant: string | undefined,
): Effect.Effect<ResultLinks, MissingResultError> => {
  if (variant === undefined) {
    return job.results === undefined || job.results === null
      ? Effect.fail(missing(job.id, `${kind} (it is ${job.status})`))
      : Effect.succeed(job.results)
  }
  const found = variantsOf(job.output).find(({ variant_id }) => variant_id === variant)
  return found?.results === undefined || found.results === null
    ? Effect.fail(missing(job.id, `variant ${variant}`))
    : Effect.succeed(found.results)
}

/** What to read: the register, and the width from the options or otherwise from the job. */
const wantedOf = (job: CircuitJob, { register, width }: ReadOptions): Wanted => ({
  jobId: job.id,
  register,
  width: width ?? job.stats?.qubits ?? undefined,
})

/** The response of the endpoint of older servers: decimal states of all qubits. */
const older = <E, R>(job: CircuitJob, decimals: Effect.Effect<Probabilities, E, R>, options: ReadOptions) =>
  Effect.flatMap(decimals, (record) =>
    fromDecimals(
      { url: `/jobs/${job.id}/results/probabilities`, status: 200 },
      record,
      "probabilities",
      wantedOf(job, options),
    ),
  )
