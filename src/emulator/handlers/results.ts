import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { formats } from "../../schema/Result.ts"
import { EmulatorApi } from "../model/EmulatorApi.ts"
import {
  type Artifact,
  artifactsAt,
  byDecimal,
  type Materials,
  type Pieces,
  voted,
  votedByChild,
} from "../model/artifacts.ts"
import { Compute } from "../model/Compute.ts"
import type { EmulatedJob } from "../model/EmulatedJob.ts"
import { isFrom } from "../model/Generation.ts"
import type { Measured } from "../model/Outcome.ts"
import { Settings } from "../model/Options.ts"
import { Outcomes } from "../model/Outcomes.ts"
import { EmulatedJobs } from "../model/EmulatedJobs.ts"
import { notFound } from "../model/errorResponses.ts"
import { Store } from "../model/Store.ts"
import { inPieces } from "./streamedResponse.ts"
import { serverNow } from "../model/serverClock.ts"

export const resultsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "results",
  Effect.fnUntraced(function* (handlers) {
    const { generation } = yield* Settings
    const { find } = yield* EmulatedJobs
    const outcomes = yield* Outcomes
    const store = yield* Store
    const compute = yield* Compute
    const newer = isFrom("2026-09", generation)

    /** The artifacts of an existing job; empty before it has completed. */
    const shelf = Effect.fnUntraced(function* (uuid: string) {
      const job = yield* find(uuid)
      return { job, artifacts: artifactsAt(job, yield* serverNow) }
    })

    /** The file of a compiled circuit. It needs no outcome, because it depends only on the input. */
    const compiled = Effect.fnUntraced(function* (job: EmulatedJob, to: "native" | "qasm3") {
      const input = store.inputOf(job.id)
      const file = input === undefined ? undefined : yield* compute.run({ kind: "compile", to, job, input })
      const materials: Materials = { measured: { kind: "parent" }, children: [] }
      return file === undefined ? undefined : { pieces: [file], materials }
    })

    const written = Effect.fnUntraced(function* (job: EmulatedJob, text: Exclude<Artifact["text"], string>) {
      const materials = yield* outcomes.materials(job)
      const pieces = materials === undefined ? undefined : text(materials)
      return materials === undefined || pieces === undefined ? undefined : { pieces, materials }
    })

    /** The source of an artifact, and its text in pieces. */
    const opened = Effect.fnUntraced(function* (
      job: EmulatedJob,
      artifact: Artifact | undefined,
      what: string,
    ) {
      if (artifact === undefined) return yield* notFound(what, job.id)
      const { text } = artifact
      const found = typeof text === "string" ? yield* compiled(job, text) : yield* written(job, text)
      return found ?? (yield* notFound(what, job.id))
    })

    const read = Effect.fnUntraced(function* (
      job: EmulatedJob,
      artifact: Artifact | undefined,
      what: string,
    ) {
      const { pieces, materials } = yield* opened(job, artifact, what)
      return yield* respond(materials.measured, pieces, artifact?.mediaType)
    })

    const pick = Effect.fnUntraced(function* (
      uuid: string,
      what: string,
      wanted: (artifact: Artifact) => boolean,
    ) {
      const { job, artifacts } = yield* shelf(uuid)
      return yield* read(job, artifacts.find(wanted), what)
    })

    /** The body of a variant's result. Only generations before 2026-09 have these paths. Newer ones return 404. */
    const ofVariant = (params: { readonly uuid: string; readonly variantId: string }, format: string) =>
      pick(
        params.uuid,
        "Variant of job",
        (artifact) => !newer && artifact.variant === params.variantId && artifact.format === format,
      )

    return handlers.handleAll({
      probabilities: Effect.fnUntraced(function* ({ params, query }) {
        const { job, artifacts } = yield* shelf(params.uuid)
        const artifact = artifacts.find(({ id }) => id === "probabilities.v1")
        const { pieces, materials } = yield* opened(job, artifact, "Result of job")
        const { measured } = materials
        const sharpened = query.sharpen === true && measured.kind === "circuit"
        return yield* respond(measured, sharpened ? byDecimal(voted(job, measured)) : pieces)
      }),
      probabilitiesByChild: Effect.fnUntraced(function* ({ params, query }) {
        const { job, artifacts } = yield* shelf(params.uuid)
        const artifact = artifacts.find(({ id }) => id === "aggregate")
        const { pieces, materials } = yield* opened(job, artifact, "Result of job")
        return yield* respond(materials.measured, query.sharpen === true ? votedByChild(materials) : pieces)
      }),
      variantProbabilities: ({ params }) => ofVariant(params, formats.probabilitiesV1),
      variantHistogram: ({ params }) => ofVariant(params, formats.histogramV1),
      variantShots: ({ params }) => ofVariant(params, formats.shotsV1),
      histogram: ({ params }) =>
        pick(params.uuid, "Histogram of job", ({ id }) => !newer && id === "histogram.v1"),
      shots: ({ params }) => pick(params.uuid, "Shots of job", ({ id }) => !newer && id === "shots.v1"),
      compiled: Effect.fnUntraced(function* ({ params }) {
        const { job, artifacts } = yield* shelf(params.uuid)
        const artifact = artifacts.find(({ id }) => !newer && id === params.lang)
        const text = artifact?.text
        const file = typeof text === "string" ? yield* compiled(job, text) : undefined
        return file?.pieces.join("") ?? (yield* notFound("Compiled file of job", job.id))
      }),
      artifact: Effect.fnUntraced(function* ({ params }) {
        const { job, artifacts } = yield* shelf(params.uuid)
        const artifact = artifacts.find(({ id }) => newer && id === params.artifactId)
        return yield* read(job, artifact, `Artifact ${params.artifactId} of job`)
      }),
      format: ({ params }) => {
        const known: ReadonlyArray<string> = Object.values(formats)
        return newer && known.includes(params.format)
          ? Effect.succeed({
              $schema: "https://json-schema.org/draft/2020-12/schema",
              $id: params.format,
              type:
                params.format === formats.qasm3
                  ? "string"
                  : params.format === formats.shotsV1
                    ? "array"
                    : "object",
            })
          : Effect.fail(notFound("Format", params.format))
      },
    })
  }),
)

/**
 * A response with a text in pieces. For a circuit, the header `x-emulator-method` names the method of the simulation.
 */
const respond = Effect.fnUntraced(function* (
  measured: Measured,
  pieces: Pieces,
  mediaType: Artifact["mediaType"] = "application/json",
) {
  const response = yield* inPieces(pieces, mediaType)
  return measured.kind === "circuit"
    ? HttpServerResponse.setHeader(response, "x-emulator-method", measured.method)
    : response
})
