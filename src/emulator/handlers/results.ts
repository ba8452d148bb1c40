import { Clock, Effect } from "effect"
import { HttpServerResponse } from "effect/http"
import { HttpApiBuilder } from "effect/http-api"
import { formats, type Histogram, type Probabilities } from "../../schema/Result.ts"
import { EmulatorApi } from "../api.ts"
import { type Artifact, artifactsAt } from "../artifacts.ts"
import { Settings } from "../Options.ts"
import { makeQueue } from "../queue.ts"
import { notFound } from "../refusals.ts"

export const resultsHandlers = HttpApiBuilder.group(
  EmulatorApi,
  "results",
  Effect.fnUntraced(function* (handlers) {
    const { generation } = yield* Settings
    const { find } = yield* makeQueue
    const newest = generation === "2026-09"

    const pick = Effect.fnUntraced(function* (
      uuid: string,
      what: string,
      wanted: (artifact: Artifact) => boolean,
    ) {
      const artifacts = artifactsAt(yield* find(uuid), yield* Clock.currentTimeMillis)
      return artifacts.find(wanted) ?? (yield* notFound(what, uuid))
    })

    /** The body of a variant's result. Older servers only have these paths. */
    const ofVariant = (params: { readonly uuid: string; readonly variantId: string }, format: string) =>
      Effect.map(
        pick(
          params.uuid,
          "Variant of job",
          (artifact) => !newest && artifact.variant === params.variantId && artifact.format === format,
        ),
        (artifact) => artifact.body(),
      )

    return handlers.handleAll({
      // The bodies of these formats are what their endpoints promise.
      probabilities: ({ params }) =>
        Effect.map(
          pick(params.uuid, "Result of job", ({ id }) => id === "probabilities.v1"),
          (artifact) => artifact.body() as Probabilities,
        ),
      variantProbabilities: ({ params }) =>
        Effect.map(ofVariant(params, formats.probabilitiesV1), (body) => body as Probabilities),
      variantHistogram: ({ params }) =>
        Effect.map(ofVariant(params, formats.histogramV1), (body) => body as Histogram),
      variantShots: ({ params }) =>
        Effect.map(ofVariant(params, formats.shotsV1), (body) => body as ReadonlyArray<string>),
      histogram: ({ params }) =>
        Effect.map(
          pick(params.uuid, "Histogram of job", ({ id }) => !newest && id === "histogram.v1"),
          (artifact) => artifact.body() as Histogram,
        ),
      shots: ({ params }) =>
        Effect.map(
          pick(params.uuid, "Shots of job", ({ id }) => !newest && id === "shots.v1"),
          (artifact) => artifact.body() as ReadonlyArray<string>,
        ),
      compiled: ({ params }) =>
        Effect.map(
          pick(params.uuid, "Compiled file of job", ({ id }) => !newest && id === params.lang),
          (artifact) => {
            const body = artifact.body()
            return typeof body === "string" ? body : JSON.stringify(body)
          },
        ),
      artifact: ({ params }) =>
        Effect.map(
          pick(
            params.uuid,
            `Artifact ${params.artifactId} of job`,
            ({ id }) => newest && id === params.artifactId,
          ),
          ({ body, mediaType }) =>
            mediaType === "text/plain"
              ? HttpServerResponse.text(String(body()), { contentType: mediaType })
              : HttpServerResponse.jsonUnsafe(body()),
        ),
      format: ({ params }) => {
        const known: ReadonlyArray<string> = Object.values(formats)
        return newest && known.includes(params.format)
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
