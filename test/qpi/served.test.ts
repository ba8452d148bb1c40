import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted } from "effect"
import { serve } from "effect-ionq/qpi/emulator/serve"
import { HttpServer } from "effect/http"
import { request as ask } from "node:http"

/** The status of a request as it stands: `fetch` sets the host itself. */
const status = (port: number, path: string, headers: Readonly<Record<string, string>>) =>
  new Promise<number | undefined>((resolve, reject) => {
    const sent = ask({ host: "127.0.0.1", port, path, headers, agent: false }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode))
    })
    sent.on("error", reject).end()
  })

describe("a served emulator of QPI", () => {
  it.effect("answers no foreign host, origin or token", () =>
    Effect.gen(function* () {
      const { address } = yield* HttpServer.HttpServer
      const port = "port" in address ? address.port : 0
      for (const [path, headers, wanted] of [
        ["/api/health", {}, 200],
        ["/api/health", { host: "evil.example" }, 421],
        ["/api/health", { origin: "https://evil.example" }, 403],
        ["/api/health", { origin: "https://lab.example" }, 200],
        ["/emulator/faults", {}, 401],
        ["/emulator/faults", { authorization: "Bearer open-sesam" }, 401],
        ["/emulator/faults", { authorization: "Bearer open-sesame" }, 200],
      ] as const) {
        const found = yield* Effect.promise(() => status(port, path, headers))
        expect([path, headers, found]).toEqual([path, headers, wanted])
      }
    }).pipe(
      Effect.provide(serve({ adminToken: Redacted.make("open-sesame"), origins: ["https://lab.example"] })),
    ),
  )

  it.effect("is not served to other machines with the passwords that everybody knows", () =>
    Effect.gen(function* () {
      const users = [{ email: "one@example.com", password: "a-password-of-my-own" }]
      for (const [options, setting] of [
        [{}, "users"],
        [{ users }, "superusers"],
        [{ users, superusers: [] }, "adminToken"],
      ] as const) {
        const exit = yield* Effect.exit(Effect.scoped(Layer.build(serve({ host: "0.0.0.0", ...options }))))
        expect(Exit.isFailure(exit) && String(exit.cause)).toContain(setting)
      }
    }),
  )
})
