import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { Credentials, Qpi, Qpus } from "effect-ionq/qpi"
import { serve } from "effect-ionq/qpi/emulator/serve"
import { FetchHttpClient, HttpServer } from "effect/http"
import { cutStreams, type Ground, lostAnswers } from "../../chaos/qpi/runs.ts"

const user = Credentials.userPassword("user@example.com", "password123")
const superuser = Credentials.superuserPassword("admin@example.com", "adminpass123")

/** The emulator on a port, whose jobs wait for a superuser: nobody serves the processor. */
const ground = Effect.gen(function* () {
  const context = yield* Layer.build(
    serve({
      qpus: [{ name: "chaos", online: false }],
      users: [{ ...user, password: "password123", qpuSeconds: 1e6 }],
    }),
  )
  const { address } = Context.get(context, HttpServer.HttpServer)
  const url = HttpServer.formatAddress(address)
  const { id } = yield* Effect.flatMap(Qpus, (qpus) => qpus.byName("chaos")).pipe(
    Effect.provide(
      Layer.provide(Qpi.layer({ url, credentials: superuser }), Layer.fresh(FetchHttpClient.layer)),
    ),
  )
  return { url, qpu: id, user, superuser } satisfies Ground
})

/** The runs of `npm run chaos:qpi`, small, on the emulator. The race of cancels is in `jobs.test.ts`, in virtual time. */
describe("when connections to QPI break", () => {
  it.live("no end of a job is missed, and none is told twice", () =>
    Effect.gen(function* () {
      const { cuts, told, missed, late, twice } = yield* cutStreams(yield* ground, { cuts: 8, seed: 5 })
      expect(cuts).toBeGreaterThanOrEqual(8)
      expect(told).toBeGreaterThan(0)
      expect({ missed, late, twice }).toEqual({ missed: 0, late: 0, twice: 0 })
    }).pipe(Effect.scoped),
  )

  it.live("no submission is doubled, and none is lost", () =>
    Effect.gen(function* () {
      const figures = yield* lostAnswers(yield* ground, { submissions: 40, seed: 5 })
      expect(figures.answersLost).toBeGreaterThan(5)
      expect(figures).toMatchObject({ doubled: 0, lost: 0, wrong: 0, failed: 0 })
    }).pipe(Effect.scoped),
  )
})
