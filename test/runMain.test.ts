import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { IonQ, Sessions } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import { FetchHttpClient, HttpServer } from "effect/http"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import { makeSession } from "./utils/builders.ts"
import { untilWritten } from "./utils/command.ts"

/** A program that holds a session at a server, once it has it. */
const holding = (baseUrl: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(
        process.execPath,
        ["--conditions=@effect-ionq/source", "test/utils/holdSession.ts"],
        {
          env: {
            ...process.env,
            IONQ_API_KEY: Redacted.value(Emulator.defaultApiKey),
            IONQ_API_URL: baseUrl,
          },
          stdio: ["ignore", "pipe", "pipe"],
        },
      )
      const id = await new Promise<string>((resolve) =>
        child.stdout.once("data", (line) => resolve(String(line).trim())),
      )
      return { child, id, exited: once(child, "exit") }
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL")),
  )

/** A server that makes sessions, and never answers when one is to end; says when it was asked to. */
const neverEnding = Effect.acquireRelease(
  Effect.promise(async () => {
    let ask = (): void => undefined
    const asked = new Promise<void>((resolve) => (ask = resolve))
    const server = createServer((request, response) => {
      request.resume()
      if (request.url?.endsWith("/end") === true) return ask()
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(makeSession()))
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    return { baseUrl: `http://127.0.0.1:${port}/v0.4`, asked, server }
  }),
  ({ server }) => Effect.sync(() => server.close().closeAllConnections()),
)

describe("runMain", () => {
  it.live.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "ends the session of a program that gets a %s, and exits with %i",
    ([signal, code]) =>
      Effect.gen(function* () {
        const { address } = yield* HttpServer.HttpServer
        const baseUrl = `${HttpServer.formatAddress(address)}/v0.4`
        const { child, id, exited } = yield* holding(baseUrl)
        const sessions = yield* Effect.provide(
          Sessions,
          Layer.provide(IonQ.layer({ apiKey: Emulator.defaultApiKey, baseUrl }), FetchHttpClient.layer),
        )
        expect((yield* sessions.get(id)).status).toBe("created")
        if (signal === "SIGHUP") {
          // The terminal is gone: nobody reads what it writes.
          child.stdout.destroy()
          child.stderr.destroy()
        }
        child.kill(signal)
        expect(yield* Effect.promise(() => exited)).toEqual([code, null])
        expect((yield* sessions.get(id)).status).toBe("ended")
      }).pipe(Effect.scoped, Effect.provide(serve())),
    30_000,
  )

  it.live(
    "prints what it waits for at the second signal, and exits at the third",
    () =>
      Effect.gen(function* () {
        const { baseUrl, asked } = yield* neverEnding
        const { child, exited } = yield* holding(baseUrl)
        child.kill("SIGINT")
        yield* Effect.promise(() => asked)
        child.kill("SIGTERM")
        yield* Effect.promise(() => untilWritten(child.stderr, /Another signal exits at once/))
        expect(child.exitCode).toBeNull()
        child.kill("SIGHUP")
        expect(yield* Effect.promise(() => exited)).toEqual([130, null])
      }).pipe(Effect.scoped),
    30_000,
  )
})
