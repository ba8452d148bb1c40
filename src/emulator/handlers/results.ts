import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { formats, type Histogram, type Probabilities } from "../../schema/Result.ts"
import { EmulatorApi } from "../model/api.ts"
import { type Artifact, artifactsAt, type Materials, voted, votedByChild } from "../model/artifacts.ts"
import type { EmulatedJob } from "../model/EmulatedJob.ts"
import { isFrom } from "../model/Generation.ts"
import { Settings } from "../model/Options.ts"
import { Outcomes } from "../model/Outcomes.ts"
import { EmulatedJobs } from "../model/EmulatedJobs.ts"
import { notFound } from "../model/refusals.ts"
import { Store } from "../model/Store.ts"
import { serverNow } from "../model/serverClock.ts"

export const resultsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "results",
  Effect.fnUntraced(function* (handlers) {
    const { generation } = yield* Settings
    const { find } = yield* EmulatedJobs
    const outcomes = yield* Outcomes
    const store = yield* Store
    const newer = isFrom("2026-09", generation)

    /** The artifacts of an existing job; empty before it has completed. */
    const shelf = Effect.fnUntraced(function* (uuid: string) {
      const job = yield* find(uuid)
      return { job, artifacts: artifactsAt(job, yield* serverNow) }
    })

    /** A compiled circuit depends on the input alone. */
    const materialsOf = (job: EmulatedJob, { kind }: Artifact): Effect.Effect<Materials | undefined> => {
      if (kind !== "compiled") return outcomes.materials(job)
      const input = store.inputOf(job.id)
      return Effect.succeed(
        input === undefined ? undefined : { measured: { kind: "parent" }, input, children: [] },
      )
    }

    const read = Effect.fnUntraced(function* (
      job: EmulatedJob,
      artifact: Artifact | undefined,
      what: string,
    ) {
      const materials = artifact === undefined ? undefined : yield* materialsOf(job, artifact)
      const body = artifact === undefined || materials === undefined ? undefined : artifact.body(materials)
      return body ?? (yield* notFound(what, job.id))
    })

    const pick = Effect.fnUntraced(function* (
      uuid: string,
      what: string,
      wanted: (artifact: Artifact) => boolean,
    ) {
      const { job, artifacts } = yield* shelf(uuid)
      return yield* read(job, artifacts.find(wanted), what)
    })

    /** The body of a variant's result. Older servers only have these paths. */
    const ofVariant = (params: { readonly uuid: string; readonly variantId: string }, format: string) =>
      pick(
        params.uuid,
        "Variant of job",
        (artifact) => !newer && artifact.variant === params.variantId && artifact.format === format,
      )

    return handlers.handleAll({
      // The bodies of these formats match their endpoints.
      probabilities: Effect.fnUntraced(function* ({ params, query }) {
        const { job, artifacts } = yield* shelf(params.uuid)
        const artifact = artifacts.find(({ id }) => id === "probabilities.v1")
        const body = (yield* read(job, artifact, "Result of job")) as Probabilities
        const materials = query.sharpen === true ? yield* outcomes.materials(job) : undefined
        return materials === undefined ? body : voted(job, materials.measured)
      }),
      probabilitiesByChild: Effect.fnUntraced(function* ({ params, query }) {
        const { job, artifacts } = yield* shelf(params.uuid)
        const artifact = artifacts.find(({ id }) => id === "aggregate")
        const body = (yield* read(job, artifact, "Result of job")) as Readonly<Record<string, Probabilities>>
        const materials = query.sharpen === true ? yield* outcomes.materials(job) : undefined
        return materials === undefined ? body : votedByChild(materials)
      }),
      variantProbabilities: ({ params }) =>
        Effect.map(ofVariant(params, formats.probabilitiesV1), (body) => body as Probabilities),
      variantHistogram: ({ params }) =>
        Effect.map(ofVariant(params, formats.histogramV1), (body) => body as Histogram),
      variantShots: ({ params }) =>
        Effect.map(ofVariant(params, formats.shotsV1), (body) => body as ReadonlyArray<string>),
      histogram: ({ params }) =>
        Effect.map(
          pick(params.uuid, "Histogram of job", ({ id }) => !newer && id === "histogram.v1"),
          (body) => body as Histogram,
        ),
      shots: ({ params }) =>
        Effect.map(
          pick(params.uuid, "Shots of job", ({ id }) => !newer && id === "shots.v1"),
          (body) => body as ReadonlyArray<string>,
        ),
      compiled: ({ params }) =>
        Effect.map(
          pick(params.uuid, "Compiled file of job", ({ id }) => !newer && id === params.lang),
          (body) => (typeof body === "string" ? body : JSON.stringify(body)),
        ),
      artifact: Effect.fnUntraced(function* ({ params }) {
        const { job, artifacts } = yield* shelf(params.uuid)
        const artifact = artifacts.find(({ id }) => newer && id === params.artifactId)
        const body = yield* read(job, artifact, `Artifact ${params.artifactId} of job`)
        return artifact?.mediaType === "text/plain" && typeof body === "string"
          ? HttpServerResponse.text(body, { contentType: artifact.mediaType })
          : HttpServerResponse.jsonUnsafe(body)
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
