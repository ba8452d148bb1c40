import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted } from "effect"
import { serve } from "effect-ionq/emulator/serve"
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { connect } from "node:net"
import { setTimeout } from "node:timers/promises"
import { flip } from "../utils/builders.ts"
import { during } from "../utils/during.ts"
import { bearer, expectRefusals, send, type Sent } from "../utils/wrongRequests.ts"

const key = { authorization: "apiKey emulator-key" }

const submission: Sent = {
  method: "POST",
  path: "/v0.4/jobs",
  headers: { ...key, "content-type": "application/json" },
  body: JSON.stringify(flip),
}

/** A request that a server has begun to process. */
interface Started {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly server: Server
}

/** Collects the requests that arrive at servers of this process. */
const collectRequests = () => {
  const found: Array<Started> = []
  // Node's own channel of requests that arrive.
  const collect = (message: unknown) => found.push(message as Started)
  subscribe("http.server.request.start", collect)
  return { found, stop: () => unsubscribe("http.server.request.start", collect) }
}

describe("a served emulator", () => {
  it.effect("answers no request with a foreign host, origin or token, and changes nothing for one", () =>
    during({ adminToken: Redacted.make("open-sesame") }, async (port) => {
      await expectRefusals(port, {
        read: { path: "/v0.4/whoami", headers: key },
        change: submission,
        token: "open-sesame",
        secrets: ["emulator-key", "open-sesame"],
      })
      const jobs = await send(port, { path: "/v0.4/jobs", headers: key })
      expect(JSON.parse(jobs.text)).toMatchObject({ jobs: [] })
      // It is not for another reason that they were refused.
      expect((await send(port, submission)).status).toBe(201)
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
      // Cookies are shared by the ports of a machine: that of another emulator has another name.
      expect(cookie).toBe(`emulator-token-${port}=open-sesame`)
      const headers = bearer("open-sesame")
      expect((await send(port, { path: "/emulator/faults", headers })).status).toBe(200)
    }),
  )

  it.effect("answers its own pages, those of this machine and of origins and hosts that were named", () =>
    during(
      { origins: ["https://Lab.example/", "https://plain.example:8443"], allowedHosts: ["Emulator.lab"] },
      async (port) => {
        for (const headers of [
          { host: `localhost:${port}` },
          { host: `[::1]:${port}` },
          { host: "emulator.lab:4800" },
          { host: "emulator.lab:4800", origin: "http://emulator.lab:4800" },
          { origin: "http://localhost:5173" },
          { origin: "https://lab.example" },
          { origin: "https://plain.example:8443" },
        ]) {
          expect([headers, (await send(port, { headers: { ...key, ...headers } })).status]).toEqual([
            headers,
            200,
          ])
        }
      },
    ),
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

  it.effect(
    "disconnects a client that stops in the middle of a body, unless the server has paused the body",
    () =>
      during({}, async (port) => {
        const requests = collectRequests()
        for (const isPaused of [true, false]) {
          const socket = connect({ port, host: "127.0.0.1" })
          const headers = "host: localhost\r\nauthorization: apiKey emulator-key\r\ncontent-length: 1000"
          socket.write(`POST /v0.4/jobs HTTP/1.1\r\n${headers}\r\n\r\n{`)
          const closed = once(socket, "close")
          socket.on("error", () => {})
          while (requests.found.length === 0) await setTimeout(1)
          const [{ request, response, server }] = requests.found.splice(0) as [Started]
          while (!request.readableDidRead) await setTimeout(1)
          // A body may wait for its share of the server's pace for longer than Node's five minutes.
          expect(server.requestTimeout * 8_000).toBeGreaterThan(1_000 * 10_000_000)
          if (isPaused) request.pause()
          response.emit("timeout")
          expect(response.destroyed).toBe(!isPaused)
          socket.destroy()
          request.resume()
          await closed
        }
        requests.stop()
        expect((await send(port, submission)).status).toBe(201)
      }),
  )

  it.effect("answers pipelined requests in their order, one with a large body too", () =>
    during({}, async (port) => {
      const head = (method: string, path: string, length = 0) =>
        [
          `${method} ${path} HTTP/1.1`,
          "host: localhost",
          "authorization: apiKey emulator-key",
          "content-type: application/json",
          `content-length: ${length}`,
          "\r\n",
        ].join("\r\n")
      const large = "{}".padEnd(400_000)
      const put = head("PUT", "/emulator/faults", large.length) + large
      const get = head("GET", "/v0.4/unknown")
      const socket = connect({ port, host: "127.0.0.1" })
      socket.write(put + get + put + get)
      let text = ""
      const statuses = () => [...text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)
      socket.on("data", (piece) => (text += String(piece)))
      while (statuses().length < 4) await setTimeout(1)
      expect(statuses()).toEqual(["200", "404", "200", "404"])
      socket.destroy()
      await once(socket, "close")
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
