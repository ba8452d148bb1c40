import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import { createServer } from "node:http"
import { makeJob } from "./utils/builders.ts"
import { drive } from "./utils/clock.ts"

const padding = "x".repeat(200_000)

/** Answers each path with 503, 503 and then 200, each with a body of 200 kB. */
const flakyServer = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<{ readonly port: number; readonly requests: () => number; readonly close: () => void }>(
        (resolve) => {
          const asked = new Map<string, number>()
          let requests = 0
          const server = createServer((request, response) => {
            requests++
            const path = request.url ?? ""
            const times = (asked.get(path) ?? 0) + 1
            asked.set(path, times)
            if (times < 3) {
              response.writeHead(503, { "content-type": "text/html" }).end(padding)
              return
            }
            response
              .writeHead(200, { "content-type": "application/json" })
              .end(JSON.stringify({ ...makeJob({ id: path }), padding }))
          })
          server.listen(0, "127.0.0.1", () => {
            const address = server.address()
            const port = typeof address === "object" && address !== null ? address.port : 0
            resolve({ port, requests: () => requests, close: () => server.close().closeAllConnections() })
          })
        },
      ),
  ),
  ({ close }) => Effect.sync(close),
)

describe("a pool of 4 connections", () => {
  it.effect(
    "finishes 200 reads that are answered 503, 503 and 200 with 200 kB each",
    () =>
      Effect.gen(function* () {
        const server = yield* flakyServer
        const services = IonQ.layer({
          apiKey: Redacted.make("key"),
          baseUrl: `http://127.0.0.1:${server.port}/v0.4`,
          // The clock of the test runs ahead of the sockets.
          timeout: "365 days",
        }).pipe(Layer.provide(NodeHttpClient.layerUndiciOptions({ connections: 4 })))
        const found = yield* drive(
          Effect.flatMap(Jobs, (jobs) =>
            Effect.forEach(
              Array.from({ length: 200 }, (_, i) => i),
              (i) => jobs.get(`job-${i}`),
              { concurrency: "unbounded" },
            ),
          ).pipe(Effect.provide(services)),
        )
        expect(found.map(({ id }) => id)).toEqual(
          Array.from({ length: 200 }, (_, i) => `/v0.4/jobs/job-${i}`),
        )
        expect(server.requests()).toBe(600)
      }),
    30_000,
  )
})
