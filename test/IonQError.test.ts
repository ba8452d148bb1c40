import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Layer } from "effect"
import { IonQError, Jobs } from "effect-ionq"

describe("an error in a user's test", () => {
  it("is made from a status alone, as the client would make it", () => {
    const tags = [400, 401, 403, 404, 409, 413, 418, 429, 500, 503].map((status) => {
      const error = IonQError.fromStatus(status)
      expect(error).toMatchObject({ status, message: `HTTP ${status}`, method: "GET", url: "" })
      expect(IonQError.isIonQError(error)).toBe(true)
      return error._tag
    })
    expect(tags).toEqual([
      "BadRequestError",
      "AuthenticationError",
      "PermissionDeniedError",
      "NotFoundError",
      "ConflictError",
      "PayloadTooLargeError",
      "UnexpectedStatusError",
      "RateLimitError",
      "ServerError",
      "ServerError",
    ])
  })

  it("keeps what is given", () => {
    expect(IonQError.fromStatus(429, { retryAfter: 5, message: "slow down" })).toMatchObject({
      retryAfter: 5,
      message: "slow down",
      isRetryable: true,
    })
    expect(IonQError.fromStatus(400, { validation: { keys: ["shots"] } })).toMatchObject({
      validation: { keys: ["shots"] },
    })
    expect("retryAfter" in IonQError.fromStatus(404, { retryAfter: 5 })).toBe(false)
  })

  it("needs no fields that the test does not care for", () => {
    expect(new IonQError.NotFoundError({})).toMatchObject({ status: 404, message: "HTTP 404", url: "" })
    expect(new IonQError.ServerError({ status: 502 })).toMatchObject({ status: 502, isRetryable: true })
    expect(new IonQError.DecodeError({ message: "cut" })).toMatchObject({ status: 200, message: "cut" })
    expect(new IonQError.RequestTimeoutError({ timeoutMillis: 5 })).toMatchObject({ method: "GET" })
    expect(new IonQError.ConnectionError({ sent: "no" }).isRetryable).toBe(true)
  })

  it.effect("stands in for the service's own", () =>
    Effect.gen(function* () {
      const jobs = yield* Jobs
      const found = jobs
        .get("j")
        .pipe(Effect.catchTag("NotFoundError", ({ message }) => Effect.succeed(message)))
      expect(yield* found).toBe("No such job")
    }).pipe(
      Effect.provide(
        Layer.mock(Jobs, { get: () => Effect.fail(IonQError.fromStatus(404, { message: "No such job" })) }),
      ),
    ),
  )

  it("of a time limit has a tag of its own, which is not that of Effect's", () => {
    const ours = new IonQError.RequestTimeoutError({ timeoutMillis: 1 })
    expect(ours._tag).not.toBe(new Cause.TimeoutError("late")._tag)
    expect(IonQError.isIonQError(ours)).toBe(true)
    expect(IonQError.isIonQError(new Cause.TimeoutError("late"))).toBe(false)
  })
})
