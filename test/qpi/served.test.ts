import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted } from "effect"
import { serve } from "effect-ionq/qpi/emulator/serve"
import { serverPort } from "../../scripts/serverPort.ts"
import { expectRefusals, send, type Sent } from "../utils/wrongRequests.ts"

interface Account {
  readonly token: string
  readonly record: { readonly id: string; readonly name: string }
}

describe("a served emulator of QPI", () => {
  it.effect("answers no foreign host, origin or token, and changes nothing for one", () =>
    Effect.gen(function* () {
      const port = yield* serverPort
      yield* Effect.promise(async () => {
        const json = { "content-type": "application/json" }
        const signedIn = await send(port, {
          method: "POST",
          path: "/api/collections/users/auth-with-password",
          headers: json,
          body: JSON.stringify({ identity: "user@example.com", password: "password123" }),
        })
        const { token, record } = JSON.parse(signedIn.text) as Account
        const headers = { ...json, authorization: token }
        const read = { path: `/api/collections/users/records/${record.id}`, headers }
        const change = { ...read, method: "PATCH", body: JSON.stringify({ name: "Mallory" }) }
        await expectRefusals(port, {
          read,
          change,
          token: "open-sesame",
          secrets: [record.id, "open-sesame"],
        })
        const nameOf = async (sent: Sent) =>
          (JSON.parse((await send(port, sent)).text) as Account["record"]).name
        expect(await nameOf(read)).toBe(record.name)
        // It is not for another reason that they were refused.
        expect(await nameOf(change)).toBe("Mallory")
        const lab = { path: "/api/health", headers: { origin: "https://lab.example" } }
        expect((await send(port, lab)).status).toBe(200)
      })
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
