/** Redirects over real sockets: what the other origin would see. */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted } from "effect"
import { IonQ, IonQClient, Jobs } from "effect-ionq"
import type { ConfigurationError } from "effect-ionq/IonQError"
import * as Node from "effect-ionq/node"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "effect/http"
import { inTime } from "effect-ionq/emulator"
import { createServer, type RequestListener } from "node:http"
import { maxCut } from "./utils/builders.ts"
import { testKey, whoami, withStub } from "./utils/client.ts"

/** A server on a port of this machine. */
const listen = (handle: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly origin: string; readonly close: () => void }>((resume) => {
      const server = createServer(handle).listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ origin: `http://127.0.0.1:${port}`, close }))
      })
    }),
    ({ close }) => Effect.sync(close),
  )

const transports: Readonly<Record<string, Layer.Layer<HttpClient.HttpClient, ConfigurationError>>> = {
  fetch: FetchHttpClient.layer,
  "fetch with options of the user's": Layer.provide(
    FetchHttpClient.layer,
    Layer.succeed(FetchHttpClient.RequestInit, { redirect: "follow", cache: "no-store" }),
  ),
  undici: Node.layerUndici(),
}

describe("a redirect to another origin", () => {
  for (const [name, transport] of Object.entries(transports)) {
    for (const status of [301, 302, 303, 307, 308]) {
      it.live(`is not followed: ${status} over ${name}`, () =>
        Effect.scoped(
          Effect.gen(function* () {
            const seen: Array<string> = []
            const other = yield* listen((request, response) => {
              seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
              response.writeHead(201, { "content-type": "application/json" })
              response.end(JSON.stringify({ id: "foreign", status: "submitted" }))
            })
            let asked = 0
            const ionq = yield* listen((request, response) => {
              asked++
              request.resume()
              response.writeHead(status, { location: `${other.origin}/v0.4/jobs?key=${testKey}` })
              response.end("elsewhere")
            })
            const services = IonQ.layer({
              apiKey: Redacted.make(testKey),
              baseUrl: `${ionq.origin}/v0.4`,
            }).pipe(Layer.provide(transport))
            yield* Effect.gen(function* () {
              const jobs = yield* Jobs
              const expected = {
                _tag: "RedirectError",
                status,
                location: `${other.origin}/v0.4/jobs?key=<redacted>`,
                body: "elsewhere",
              }
              expect(yield* Effect.flip(whoami)).toMatchObject({ ...expected, method: "GET" })
              const posted = yield* Effect.flip(jobs.submit(maxCut, { submissionId: false }))
              expect(posted).toMatchObject({ ...expected, method: "POST" })
            }).pipe(Effect.provide(services))
            expect(seen).toEqual([])
            expect(asked).toBe(2)
          }),
        ),
      )
    }
  }
})

describe("a redirect", () => {
  it.effect("of a submission is not taken for a lost answer, but for one that says that it was done", () =>
    Effect.gen(function* () {
      for (const [status, tag] of [
        [301, "RedirectError"],
        [302, "RedirectError"],
        [307, "RedirectError"],
        [308, "RedirectError"],
        [303, "SubmissionUnknownError"],
      ] as const) {
        yield* withStub(
          () => ({ status, headers: { location: "https://elsewhere.example/" } }),
          ({ requests }) =>
            Effect.gen(function* () {
              const jobs = yield* Jobs
              expect(yield* inTime(Effect.flip(jobs.submit(maxCut)))).toMatchObject({ _tag: tag })
              expect(requests.filter(({ method }) => method === "POST")).toHaveLength(1)
            }),
        )
      }
    }),
  )

  it.effect("is every status that is one, and no other", () =>
    Effect.gen(function* () {
      const found: Array<number> = []
      for (let status = 300; status < 310; status++) {
        const error = yield* withStub(
          () => ({ status }),
          () => Effect.flip(whoami),
        )
        if (error._tag === "RedirectError") found.push(status)
        else expect(error).toMatchObject({ _tag: "UnexpectedStatusError", status })
      }
      expect(found).toEqual([300, 301, 302, 303, 305, 307, 308])
    }),
  )

  it.effect("says where it leads, if the server says so", () =>
    Effect.gen(function* () {
      const message = (headers: Record<string, string>) =>
        withStub(
          () => ({ status: 307, headers }),
          () => Effect.map(Effect.flip(whoami), (error) => error.message),
        )
      expect(yield* message({})).toBe("The server redirects, which the SDK does not follow")
      expect(yield* message({ location: "/x" })).toBe(
        "The server redirects to /x, which the SDK does not follow",
      )
    }),
  )

  it.effect("that a browser does not show is an error, too", () =>
    Effect.gen(function* () {
      const server = HttpClient.make((request) =>
        Effect.sync(() => {
          const response = Object.defineProperty(new Response(), "status", { value: 0 })
          return HttpClientResponse.fromWeb(request, response)
        }),
      )
      const services = Layer.provide(
        IonQ.layer({ apiKey: Redacted.make(testKey) }),
        Layer.succeed(HttpClient.HttpClient, server),
      )
      const error = yield* Effect.flip(Effect.provide(whoami, services))
      expect(error).toMatchObject({ _tag: "RedirectError", status: 0, isRetryable: false })
      expect("location" in error).toBe(false)
    }),
  )

  it.live("is not followed for a link of the server", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const paths: Array<string | undefined> = []
        const ionq = yield* listen((request, response) => {
          paths.push(request.url)
          response.writeHead(302, { location: "/v0.4/elsewhere" }).end()
        })
        const services = IonQ.layer({
          apiKey: Redacted.make(testKey),
          baseUrl: `${ionq.origin}/v0.4`,
        }).pipe(Layer.provide(FetchHttpClient.layer))
        const follow = Effect.flatMap(IonQClient, (client) => client.follow("/v0.4/jobs/j/results/histogram"))
        expect(yield* Effect.flip(Effect.provide(follow, services))).toMatchObject({ _tag: "RedirectError" })
        expect(paths).toEqual(["/v0.4/jobs/j/results/histogram"])
      }),
    ),
  )

  it.effect("leaves the other options for fetch as the layer or the call has them", () =>
    Effect.gen(function* () {
      const inits: Array<RequestInit | undefined> = []
      const fetch = Layer.provide(
        FetchHttpClient.layer,
        Layer.succeed(FetchHttpClient.Fetch, (_, init) => {
          inits.push(init)
          return Promise.resolve(new Response("{}", { status: 404 }))
        }),
      )
      const services = IonQ.layer({ apiKey: Redacted.make(testKey) }).pipe(
        Layer.provide(fetch),
        Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { cache: "no-store", redirect: "follow" })),
      )
      yield* Effect.exit(Effect.provide(whoami, services))
      const call = whoami.pipe(Effect.provideService(FetchHttpClient.RequestInit, { keepalive: true }))
      expect(Exit.isFailure(yield* Effect.exit(Effect.provide(call, services)))).toBe(true)
      expect(inits).toMatchObject([
        { cache: "no-store", redirect: "manual" },
        { keepalive: true, redirect: "manual" },
      ])
    }),
  )
})
