import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Logger } from "effect"
import { Sessions } from "effect-ionq"
import { TestClock } from "effect/testing"
import { makeSession } from "./utils/builders.ts"
import { withStub } from "./utils/client.ts"
import type { StubAnswer, StubRequest } from "./utils/stub.ts"

const created: StubAnswer = { status: 201, body: makeSession({ id: "s" }) }
const ended: StubAnswer = { status: 200, body: makeSession({ id: "s", status: "ended", active: false }) }
const ends = (requests: ReadonlyArray<StubRequest>) =>
  requests.filter(({ path }) => path === "/v0.4/sessions/s/end")
const open = Effect.flatMap(Sessions, (sessions) => sessions.open({ backend: "qpu.forte-1" }))

/** Opens a session, runs a body in it and gives how that ended, the end requests and the warnings. */
const inSession = <A, E>(body: Effect.Effect<A, E>, answers: (index: number) => StubAnswer = () => ended) => {
  const warnings: Array<string> = []
  let asked = 0
  return withStub(
    ({ path }) => (path.endsWith("/end") ? answers(asked++) : created),
    ({ requests }) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.scoped(Effect.andThen(open, body)))
        yield* TestClock.adjust("1 second")
        const running = fiber.pollUnsafe() === undefined
        if (running && asked === 0) yield* Effect.forkChild(Fiber.interrupt(fiber))
        yield* TestClock.adjust("10 minutes")
        return { exit: yield* Fiber.await(fiber), ends: ends(requests), warnings }
      }),
  ).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => void warnings.push(String(message)))])))
}

describe("Sessions.open", () => {
  const bodies = {
    success: Effect.succeed(1),
    failure: Effect.fail("no"),
    defect: Effect.die("!"),
    interruption: Effect.never,
  }
  for (const [name, body] of Object.entries(bodies)) {
    it.effect(`ends the session once after ${name}`, () =>
      Effect.gen(function* () {
        const seen = yield* inSession<unknown, unknown>(body)
        expect(seen.ends.map(({ method }) => method)).toEqual(["POST"])
        expect(Exit.isSuccess(seen.exit)).toBe(name === "success")
        expect(seen.warnings).toEqual([])
      }),
    )
  }

  it.effect("tries again to end it", () =>
    Effect.gen(function* () {
      const seen = yield* inSession(Effect.void, (index) => (index < 4 ? { status: 503 } : ended))
      expect(seen.ends).toHaveLength(5)
      expect(seen.warnings).toEqual([])
    }),
  )

  for (const status of [404, 409]) {
    it.effect(`${status} means that it has ended`, () =>
      Effect.gen(function* () {
        const seen = yield* inSession(Effect.void, () => ({ status }))
        expect(seen.ends).toHaveLength(1)
        expect(Exit.isSuccess(seen.exit)).toBe(true)
        expect(seen.warnings).toEqual([])
      }),
    )
  }

  for (const [name, answer] of [
    ["refused", { status: 403 }],
    ["never answered", "silence"],
    ["always failing", { status: 500 }],
  ] as const) {
    it.effect(`an end that is ${name} leaves a warning with the id, and does not hide the result`, () =>
      Effect.gen(function* () {
        const seen = yield* inSession(Effect.succeed(1), () => answer)
        expect(Exit.isSuccess(seen.exit)).toBe(true)
        expect(seen.warnings).toEqual([expect.stringContaining("Session s may still be open")])
      }),
    )
  }

  it.effect("a session that could not be created has nothing to end", () =>
    withStub(
      () => ({ status: 404 }),
      ({ requests }) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(Effect.scoped(open))).toMatchObject({ _tag: "NotFoundError" })
          expect(requests).toHaveLength(1)
        }),
    ),
  )
})
