import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClient } from "effect/http"
import { inTime } from "effect-ionq/emulator"
import { bell } from "../utils/builders.ts"
import { withStub } from "../utils/client.ts"
import { submit } from "../utils/submissions.ts"

describe("the limit of submissions on their way", () => {
  for (const [options, limit] of [
    [{}, 8],
    [{ maxSubmissions: 3 }, 3],
  ] as const) {
    it.effect(`is ${limit}`, () =>
      Effect.gen(function* () {
        let now = 0
        let most = 0
        const counted = (client: HttpClient.HttpClient) =>
          HttpClient.transform(client, (effect) =>
            Effect.suspend(() => {
              most = Math.max(most, ++now)
              return Effect.ensuring(
                Effect.delay(effect, "1 second"),
                Effect.sync(() => now--),
              )
            }),
          )
        yield* withStub(
          (_, index) => ({ status: 201, body: { id: `j${index}`, status: "ready" } }),
          () =>
            inTime(Effect.forEach(Array.from({ length: 30 }), () => submit(), { concurrency: "unbounded" })),
          { ...options, transport: counted },
        )
        expect(most).toBe(limit)
      }),
    )
  }
})

it.effect("a limit that is no whole number from 1 is refused", () =>
  Effect.forEach([0, -1, 1.5, NaN], (maxSubmissions) =>
    Effect.map(
      Effect.flip(
        withStub(
          () => ({ status: 500 }),
          () => submit(),
          { maxSubmissions },
        ),
      ),
      (error) => expect(error).toMatchObject({ _tag: "ConfigurationError", setting: "maxSubmissions" }),
    ),
  ),
)

describe("a submission without an id", () => {
  it.effect("waits for its turn like the others, and keeps the metadata of its request", () =>
    withStub(
      (_, index) => ({ status: 201, body: { id: `j${index}`, status: "ready" } }),
      ({ requests, times }) =>
        Effect.gen(function* () {
          yield* inTime(
            Effect.forEach(
              [1, 2],
              () => submit({ submissionId: false }, { ...bell, metadata: { lab: "7" } }),
              {
                concurrency: "unbounded",
              },
            ),
          )
          expect(times).toEqual([0, 1000])
          expect(requests.map(({ body }) => JSON.parse(body).metadata)).toEqual([{ lab: "7" }, { lab: "7" }])
        }),
      {
        maxSubmissions: 1,
        transport: HttpClient.transform((effect) => Effect.tap(effect, () => Effect.sleep("1 second"))),
      },
    ),
  )

  it.effect("counts in the client's rate limit", () =>
    withStub(
      (_, index) => ({ status: 201, body: { id: `j${index}`, status: "ready" } }),
      ({ times }) =>
        Effect.gen(function* () {
          yield* inTime(
            Effect.forEach([1, 2, 3], () => submit({ submissionId: false })),
            "100 millis",
          )
          expect(times).toHaveLength(3)
          expect(times[2]).toBeGreaterThanOrEqual(1000)
        }),
      { rateLimit: { limit: 1, window: "1 second" } },
    ),
  )
})
