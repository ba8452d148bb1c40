import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Layer, Stream } from "effect"
import { IonQ, IonQClient, Jobs } from "effect-ionq"
import type { Services } from "effect-ionq/Layer"
import * as Emulator from "effect-ionq/emulator"
import { Fault } from "effect-ionq/emulator"
import { serve } from "effect-ionq/emulator/serve"
import { withResponses } from "effect-ionq/CallOptions"
import type { Options } from "effect-ionq/IonQClient"
import { HttpBody, HttpClient, HttpServer } from "effect/http"
import { bell } from "../utils/builders.ts"
import { drive } from "../utils/clock.ts"
import { circuit, raw } from "../utils/emulator.ts"

type FaultPlan = Fault.FaultPlan

const client = (baseUrl: string, options: Partial<Options>) =>
  IonQ.layer({ apiKey: Emulator.defaultApiKey, retries: 0, ...options, baseUrl })

const transports = {
  memory: (faults: FaultPlan, options: Partial<Options> = {}) =>
    Layer.provideMerge(client("http://localhost/v0.4", options), Emulator.layer({ faults })),
  "node:http with undici": (faults: FaultPlan, options: Partial<Options> = {}) =>
    Layer.unwrap(
      Effect.map(HttpServer.HttpServer, ({ address }) =>
        client(`${HttpServer.formatAddress(address)}/v0.4`, options),
      ),
    ).pipe(
      Layer.provideMerge(NodeHttpClient.layerUndiciOptions({ connections: 4 })),
      Layer.provide(serve({ faults })),
    ),
}

type Make = (
  faults: FaultPlan,
  options?: Partial<Options>,
) => Layer.Layer<HttpClient.HttpClient | Services, unknown>

/** Submits once under a plan: how that ended, and how many jobs there are then. */
const submitUnder = (plan: FaultPlan, make: Make, options: Partial<Options> = {}) =>
  drive(
    Effect.gen(function* () {
      const api = yield* IonQClient
      const exit = yield* Effect.result(api.jobs.create({ payload: bell }))
      const jobs = yield* Stream.runCollect((yield* Jobs).list())
      const outcome =
        exit._tag === "Success"
          ? "submitted"
          : `${exit.failure._tag} ${"status" in exit.failure ? exit.failure.status : ""}`
      return { outcome: outcome.trim(), jobs: jobs.length }
    }).pipe(Effect.provide(make(plan, options))),
  )

const once = (fault: Fault.Fault): FaultPlan => ({
  rules: [{ fault, method: "POST", path: "/jobs" }],
})

const table: ReadonlyArray<readonly [Fault.Fault, outcome: string, jobs: number]> = [
  [{ kind: "lose", processed: false }, "ConnectionError", 0],
  [{ kind: "lose", processed: true }, "ConnectionError", 1],
  [{ kind: "cut" }, "ConnectionError", 1],
  [{ kind: "delay", millis: 100, processed: true }, "submitted", 1],
  [{ kind: "delay", millis: 100, processed: false }, "submitted", 1],
  [Fault.badGateway(), "ServerError 502", 0],
  [Fault.badGateway(true), "ServerError 502", 1],
  [Fault.unknownError(true), "ServerError 520", 1],
  [Fault.serverError(503), "ServerError 503", 0],
  [Fault.tooManyRequests(), "RateLimitError 429", 0],
  [Fault.tooManyRequests(1, true), "RateLimitError 429", 1],
  [{ kind: "slow", bytesPerSecond: 1000 }, "submitted", 1],
  [{ kind: "drift" }, "submitted", 1],
  [{ kind: "skew", millis: -3_600_000 }, "submitted", 1],
]

for (const [name, make] of Object.entries<Make>(transports)) {
  describe(`faults over ${name}`, () => {
    for (const [fault, outcome, jobs] of table) {
      it.effect(`${JSON.stringify(fault).slice(0, 60)}: ${outcome}, ${jobs} jobs`, () =>
        Effect.gen(function* () {
          expect(yield* submitUnder(once(fault), make)).toEqual({ outcome, jobs })
        }),
      )
    }

    it.effect("a skewed clock shows in the job and in the Date header", () =>
      drive(
        Effect.gen(function* () {
          const api = yield* IonQClient
          const { id } = yield* api.jobs.create({ payload: bell })
          const [, heads] = yield* withResponses(api.account.whoami())
          const { submitted_at } = yield* api.jobs.get({ params: { uuid: id } })
          const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
          for (const told of [submitted_at, heads[0]?.headers["date"]]) {
            expect(Math.abs(Date.parse(told ?? "") - (now - 86_400_000))).toBeLessThan(5000)
          }
        }).pipe(
          Effect.provide(
            make({
              rules: [{ fault: { kind: "skew", millis: -86_400_000 }, times: 2 }],
            }),
          ),
        ),
      ),
    )

    it.effect(
      "the clock of the Date header and the one of the stamps are off apart, in each request or in all",
      () =>
        drive(
          Effect.gen(function* () {
            const api = yield* IonQClient
            const [{ id }, heads] = yield* withResponses(api.jobs.create({ payload: bell }))
            const [{ submitted_at }, later] = yield* withResponses(api.jobs.get({ params: { uuid: id } }))
            const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
            const off = [heads[0]?.headers["date"], submitted_at, later[0]?.headers["date"]].map((told) =>
              Math.round((Date.parse(told ?? "") - now) / 60_000),
            )
            // The plan's clocks in both, and what a skew adds to them in the first.
            expect(off).toEqual([-60 + 5, 30 + 10, -60])
          }).pipe(
            Effect.provide(
              make({
                clocks: { date: -3_600_000, stamps: 1_800_000 },
                rules: [{ fault: { kind: "skew", date: 300_000, stamps: 600_000 } }],
              }),
            ),
          ),
        ),
    )

    it.effect("a plan is changed over the admin route, and a bad one is refused", () =>
      drive(
        Effect.gen(function* () {
          const http = yield* HttpClient.HttpClient
          const api = yield* IonQClient
          const base = yield* originOf
          const put = (plan: unknown) =>
            http.put(`${base}/emulator/faults`, { body: HttpBody.jsonUnsafe(plan) })
          expect((yield* put({ rules: [{ fault: { kind: "explode" } }] })).status).toBe(400)
          yield* put({ rules: [{ fault: Fault.serverError(), path: "/whoami", skip: 1, times: 2 }] })
          const outcomes = yield* Effect.forEach([0, 1, 2, 3], () =>
            Effect.map(Effect.result(api.account.whoami()), ({ _tag }) => _tag),
          )
          expect(outcomes).toEqual(["Success", "Failure", "Failure", "Success"])
          yield* put({ rules: [{ fault: Fault.serverError(), path: "/whoami" }] })
          expect(yield* Effect.flatMap(http.get(`${base}/emulator/faults`), (r) => r.json)).toHaveProperty(
            "rules",
          )
          yield* http.del(`${base}/emulator/faults`)
          yield* api.account.whoami()
        }).pipe(Effect.provide(make({}))),
      ),
    )
  })
}

/** The origin that the client of the context talks to. */
const originOf = Effect.gen(function* () {
  const api = yield* IonQClient
  const { url } = yield* api.follow("/v0.4/whoami")
  return new URL(url).origin
})

describe("random faults", () => {
  it.effect("are the same for the same seed, at about the rate", () =>
    Effect.gen(function* () {
      const run = (seed: number) =>
        Effect.gen(function* () {
          const api = yield* IonQClient
          const outcomes = yield* Effect.forEach(Array.from({ length: 400 }), () =>
            Effect.map(Effect.result(api.account.whoami()), ({ _tag }) => (_tag === "Success" ? "." : "x")),
          )
          return outcomes.join("")
        }).pipe(
          Effect.provide(
            transports.memory({
              random: { seed, rate: 0.3, faults: [Fault.serverError(), Fault.badGateway()] },
            }),
          ),
        )
      const first = yield* run(7)
      expect(yield* run(7)).toBe(first)
      expect(yield* run(8)).not.toBe(first)
      const struck = first.split("x").length - 1
      // 120 are expected, with a standard deviation of 9.
      expect(struck).toBeGreaterThan(80)
      expect(struck).toBeLessThan(160)
    }),
  )
})

describe("the faults of a result that is made while it is sent", () => {
  /** Reads a result of 2^14 states under a fault: its text, or that it broke off, and the seconds that went by. */
  const read = (fault: Fault.Fault) =>
    Effect.gen(function* () {
      const gates = Array.from({ length: 14 }, (_, target) => ({ gate: "h", target }))
      const { body } = yield* raw("POST", "/v0.4/jobs", { body: JSON.stringify(circuit(14, gates)) })
      // A job that was accepted has an id.
      const { id } = body as { readonly id: string }
      const http = yield* HttpClient.HttpClient
      const start = yield* Clock.currentTimeMillis
      const answer = yield* http.get(`http://localhost/v0.4/jobs/${id}/results/probabilities`, {
        headers: { authorization: "apiKey emulator-key" },
      })
      expect(answer.headers["content-length"]).toBeUndefined()
      const text = yield* Effect.orElseSucceed(answer.text, () => "it broke off")
      return { text, seconds: ((yield* Clock.currentTimeMillis) - start) / 1000 }
    }).pipe(
      Emulator.inTime,
      Effect.provide(
        Emulator.layer({
          timing: "instant",
          faults: { rules: [{ fault, path: "/jobs", method: "GET" }] },
        }),
      ),
    )

  it.effect("cut it, slow it down, and put a field into it", () =>
    Effect.gen(function* () {
      expect((yield* read({ kind: "cut", at: 0.5 })).text).toBe("it broke off")
      expect((yield* read({ kind: "cut", at: 0 })).text).toBe("it broke off")
      const slow = yield* read({ kind: "slow", bytesPerSecond: 20_000 })
      expect(Object.keys(JSON.parse(slow.text))).toHaveLength(2 ** 14)
      expect(slow.seconds).toBeGreaterThan((0.9 * slow.text.length) / 20_000)
      const drifted = JSON.parse((yield* read({ kind: "drift" })).text)
      expect(drifted.drifted).toBe(true)
      expect(Object.keys(drifted)).toHaveLength(2 ** 14 + 1)
    }),
  )
})
