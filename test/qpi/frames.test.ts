import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Credentials, Qpi, QpiJobs } from "effect-ionq/qpi"
import * as Emulator from "effect-ionq/qpi/emulator"
import { HttpClient, HttpClientResponse } from "effect/http"
import { inTime } from "effect-ionq/emulator"

const program = "OPENQASM 3.0;\nqubit q;\nbit c;\nc = measure q;\n"

/** What was said of a job before, as if it came only now. */
const stale = (frame: string): string =>
  frame
    .replace('"status":"running"', '"status":"pending"')
    .replace(/"updated":"[^"]*"/, '"updated":"1970-01-01 00:00:00.000Z"')

/** The bytes of each frame as a careless network gives them: in pieces, twice, and with older ones behind it. */
const disturb = (frames: Stream.Stream<string, unknown>): Stream.Stream<Uint8Array, unknown> =>
  frames.pipe(
    Stream.flatMap((text) => Stream.fromIterable(text.split(/(?<=\n\n)/))),
    Stream.flatMap((frame) =>
      frame.includes("PB_CONNECT")
        ? Stream.make(frame)
        : Stream.make(frame.slice(0, 40), frame.slice(40), stale(frame), frame),
    ),
    Stream.encodeText,
  )

const disturbed = (client: HttpClient.HttpClient) =>
  HttpClient.transform(client, (effect, request) =>
    Effect.map(effect, (response) =>
      request.method === "GET" && request.url.endsWith("/api/realtime")
        ? HttpClientResponse.fromWeb(
            request,
            new Response(Stream.toReadableStream(disturb(Stream.decodeText(response.stream))), {
              headers: { "content-type": "text/event-stream" },
            }),
          )
        : response,
    ),
  )

describe("frames that come late, twice, in pieces and out of order", () => {
  it.effect("tell each end once, and no status that was over", () =>
    inTime(
      Effect.gen(function* () {
        const jobs = yield* QpiJobs
        const submitted = yield* Effect.forEach(Array.from({ length: 10 }), () =>
          jobs.submit({ qpu: "emulator", circuits: program, shots: 1 }),
        )
        const seen = yield* Effect.forEach(
          submitted,
          ({ id }) => Stream.runCollect(jobs.watch(id, { besides: "30 minutes" })),
          { concurrency: "unbounded" },
        )
        for (const job of seen) {
          expect(job.map(({ status }) => status)).toEqual(["pending", "running", "completed"])
        }
      }).pipe(
        Effect.provide(
          Layer.provide(
            Qpi.layer({
              url: "http://localhost",
              credentials: Credentials.userPassword("user@example.com", "password123"),
              transport: disturbed,
            }),
            Emulator.layer({ times: { dispatch: "10 seconds", run: "10 seconds" } }),
          ),
        ),
      ),
      "500 millis",
    ),
  )
})
