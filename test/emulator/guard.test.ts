import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted } from "effect"
import { HttpServer } from "effect/http"
import { serve, type ServeOptions } from "effect-ionq/emulator/serve"
import { request as ask } from "node:http"
import { flip } from "../utils/builders.ts"

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** So many kilobytes, sent in pieces without saying how many there will be. */
  readonly chunks?: number
}

const key = { authorization: "apiKey emulator-key" }

/** A request as it stands: `fetch` sets the host itself. */
const send = (
  port: number,
  { method = "GET", path = "/v0.4/whoami", headers = {}, body, chunks = 0 }: Sent,
) =>
  new Promise<{
    readonly status: number
    readonly text: string
    readonly headers: NodeJS.Dict<string | string[]>
  }>((resolve, reject) => {
    const sent = ask({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      let text = ""
      answer.on("data", (piece) => (text += String(piece)))
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }))
    })
    sent.on("error", reject)
    for (let i = 0; i < chunks; i++) sent.write("x".repeat(1000))
    sent.end(body)
  })

const during = <A>(options: ServeOptions, use: (port: number) => Promise<A>) =>
  Effect.gen(function* () {
    const { address } = yield* HttpServer.HttpServer
    return yield* Effect.promise(() => use(address._tag === "UnixPathAddress" ? 0 : address.port))
  }).pipe(Effect.provide(Layer.fresh(serve({ timing: "instant", ...options }))))

const submission = (headers: Readonly<Record<string, string>>): Sent => ({
  method: "POST",
  path: "/v0.4/jobs",
  headers: { ...key, "content-type": "application/json", ...headers },
  body: JSON.stringify(flip),
})

describe("a served emulator", () => {
  it.effect("answers no request with a foreign host, origin or token, and changes nothing for one", () =>
    during({ adminToken: Redacted.make("open-sesame") }, async (port) => {
      const plan = JSON.stringify({ random: { seed: 1, rate: 1, faults: [{ kind: "status", status: 503 }] } })
      const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
      const wrong: ReadonlyArray<readonly [status: number, request: Sent]> = [
        ...[
          "evil.example",
          "evil.example:80",
          "127.0.0.1.evil.example",
          "localhost.evil.example",
          "10.0.0.1x",
        ].flatMap((host) => [
          [421, { headers: { ...key, host } }] as const,
          [421, submission({ host })] as const,
          [421, { path: "/ui", headers: { ...bearer("open-sesame"), host } }] as const,
        ]),
        ...[
          "https://evil.example",
          "http://localhost.evil.example",
          "null",
          "http://127.0.0.1.evil.example",
        ].flatMap((origin) => [
          [403, submission({ origin })] as const,
          [403, { method: "OPTIONS", path: "/v0.4/jobs", headers: { origin } }] as const,
          [
            403,
            {
              method: "PUT",
              path: "/emulator/faults",
              headers: { origin, ...bearer("open-sesame") },
              body: plan,
            },
          ] as const,
        ]),
        ...["", "open-sesam", "open-sesame2", "Open-Sesame"].flatMap((token) => [
          [401, { path: "/ui", headers: bearer(token) }] as const,
          [401, { path: `/ui?token=${token}` }] as const,
          [401, { path: "//ui/v0.4", headers: bearer(token) }] as const,
          [401, { path: "/ui/../v0.4/whoami", headers: bearer(token) }] as const,
          [401, { path: "//", headers: bearer(token) }] as const,
          [401, { path: "/docs", headers: { cookie: `emulator-token=${token}` } }] as const,
          [401, { method: "PUT", path: "/emulator/faults", headers: bearer(token), body: plan }] as const,
          [401, { method: "DELETE", path: "/emulator/faults", headers: bearer(token) }] as const,
        ]),
      ]
      const all = Array.from({ length: 500 }, (_, i) => wrong[i % wrong.length]!)
      for (let i = 0; i < all.length; i += 20) {
        const batch = all.slice(i, i + 20)
        const answers = await Promise.all(batch.map(([, request]) => send(port, request)))
        for (const [k, { status, text }] of answers.entries()) {
          expect([batch[k]![1], status]).toEqual([batch[k]![1], batch[k]![0]])
          expect(text).not.toContain("emulator-key")
          expect(text).not.toContain("open-sesame")
        }
      }
      const jobs = await send(port, { path: "/v0.4/jobs", headers: key })
      expect(JSON.parse(jobs.text)).toMatchObject({ jobs: [] })
      const faults = await send(port, { path: "/emulator/faults", headers: bearer("open-sesame") })
      expect(JSON.parse(faults.text)).toEqual({})
    }),
  )

  it.effect("lets in who has the token, once as part of an address", () =>
    during({ adminToken: Redacted.make("open-sesame") }, async (port) => {
      const first = await send(port, { path: "/ui?token=open-sesame" })
      expect([first.status, first.headers["location"]]).toEqual([303, "/ui"])
      const elsewhere = await send(port, { path: "//evil.example?token=open-sesame" })
      expect(elsewhere.headers["location"]).toBe("/evil.example")
      const cookie = String(first.headers["set-cookie"]?.[0]).split(";")[0] ?? ""
      expect((await send(port, { path: "/ui", headers: { cookie } })).status).toBe(200)
      const headers = { authorization: "Bearer open-sesame" }
      expect((await send(port, { path: "/emulator/faults", headers })).status).toBe(200)
    }),
  )

  it.effect("answers its own pages, those of this machine and of origins and hosts that were named", () =>
    during({ origins: ["https://lab.example"], allowedHosts: ["Emulator.lab"] }, async (port) => {
      for (const headers of [
        { host: `localhost:${port}` },
        { host: `[::1]:${port}` },
        { host: "emulator.lab:4800" },
        { host: "emulator.lab:4800", origin: "http://emulator.lab:4800" },
        { origin: "http://localhost:5173" },
        { origin: "https://lab.example" },
      ]) {
        expect([headers, (await send(port, { headers: { ...key, ...headers } })).status]).toEqual([
          headers,
          200,
        ])
      }
    }),
  )

  it.effect("counts bodies as they come: 10 MB for the API, 1 MB for its own routes", () =>
    during({}, async (port) => {
      const json = { ...key, "content-type": "application/json" }
      const toJobs = { method: "POST", path: "/v0.4/jobs", headers: json }
      const toFaults = {
        method: "PUT",
        path: "/emulator/faults",
        headers: { "content-type": "application/json" },
      }
      for (const [request, status] of [
        [{ ...toJobs, chunks: 9_000 }, 400],
        [{ ...toJobs, chunks: 10_001 }, 413],
        [{ ...toFaults, chunks: 900 }, 400],
        [{ ...toFaults, chunks: 1_001 }, 413],
        [{ ...toJobs, headers: { ...json, "content-length": "700000000" }, body: "" }, 413],
      ] as const) {
        // The connection is closed, which the sender may notice before it reads the answer.
        const answer = await send(port, request).catch(() => undefined)
        if (answer !== undefined || status !== 413)
          expect([request, answer?.status]).toEqual([request, status])
      }
      expect((await send(port, { headers: key })).status).toBe(200)
    }),
  )

  it.effect("is not served to other machines with the key that everybody knows, nor without a token", () =>
    Effect.gen(function* () {
      const apiKeys = [Redacted.make("a-key-of-my-own")]
      for (const [options, setting] of [
        [{}, "apiKeys"],
        [{ apiKeys }, "adminToken"],
      ] as const) {
        const exit = yield* Effect.exit(Effect.scoped(Layer.build(serve({ host: "0.0.0.0", ...options }))))
        expect(Exit.isFailure(exit) && String(exit.cause)).toContain(setting)
      }
    }),
  )
})
