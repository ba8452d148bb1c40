import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Layer, Schema } from "effect"
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

describe("every class of error", () => {
  const request = { message: "m", method: "POST", url: "https://api.ionq.co/v0.4/jobs", jobId: "j" }
  const response = { ...request, requestId: "r", body: "{}" }
  /** An instance of each, with all that it can have, and whether asking again may help. */
  const all: ReadonlyArray<readonly [Class: new (fields: never) => unknown, fields: object, again: boolean]> =
    [
      [
        IonQError.BadRequestError,
        { ...response, status: 400, validation: { keys: ["shots"], source: "payload" } },
        false,
      ],
      [IonQError.AuthenticationError, { ...response, status: 401 }, false],
      [IonQError.PermissionDeniedError, { ...response, status: 403 }, false],
      [IonQError.NotFoundError, { ...response, status: 404 }, false],
      [IonQError.ConflictError, { ...response, status: 409 }, false],
      [IonQError.PayloadTooLargeError, { ...response, status: 413 }, false],
      [IonQError.RateLimitError, { ...response, status: 429, retryAfter: 1.5 }, true],
      [IonQError.ServerError, { ...response, status: 503, retryAfter: 1.5 }, true],
      [IonQError.UnexpectedStatusError, { ...response, status: 418 }, false],
      [IonQError.DecodeError, { ...response, status: 200 }, false],
      [IonQError.ConnectionError, { ...request, code: "ECONNRESET", sent: "maybe" }, true],
      [IonQError.RequestTimeoutError, { ...request, timeoutMillis: 5 }, true],
      [IonQError.ForeignUrlError, { message: "m", url: "https://example.com" }, false],
      [IonQError.RedirectError, { ...response, status: 307, location: "https://example.com" }, false],
      [IonQError.HookError, { ...response, hook: "onResponse", processed: "maybe", status: 201 }, false],
      [IonQError.MissingApiKeyError, request, false],
      [IonQError.InvalidRequestError, { message: "m", field: "shots", limit: 5 }, false],
      [IonQError.MissingResultError, { message: "m", jobId: "j", what: "register c" }, false],
      [IonQError.ConfigurationError, { message: "m", setting: "IONQ_API_KEY" }, false],
      [IonQError.PaginationError, { message: "m", cursor: "c" }, false],
      [
        IonQError.JobFailedError,
        { message: "m", jobId: "j", failure: { code: "InternalError", message: "f" } },
        false,
      ],
      [IonQError.JobCanceledError, { message: "m", jobId: "j" }, false],
      [
        IonQError.JobTimeoutError,
        { message: "m", jobId: "j", timeoutMillis: Infinity, lastStatus: "ready" },
        false,
      ],
      [IonQError.SubmissionUnknownError, { message: "m", submissionId: "s", reason: "absent" }, false],
      [IonQError.SessionEndedError, { message: "m", sessionId: "s" }, false],
      [IonQError.SessionEndTimeoutError, { message: "m", sessionId: "s", timeoutMillis: 5 }, false],
      [IonQError.BudgetExceededError, { message: "m", max: 1, spent: 0.5, unit: "usd", estimated: 2 }, false],
    ]

  it.each(all.map(([Class, ...rest]) => [Class.name, Class, ...rest] as const))(
    "%s has its fields, its name and whether it may help to ask again, and is one of the SDK's",
    (name, Class, fields, isRetryable) => {
      const error = new Class(fields as never)
      // Each of them is a schema of itself, under a name that no other library has.
      const schema = Class as unknown as Schema.Codec<unknown> & { readonly identifier: string }
      expect(schema.identifier).toBe(`effect-ionq/${name}`)
      expect(error).toMatchObject({ ...fields, _tag: name, isRetryable })
      expect(IonQError.isIonQError(error)).toBe(true)
      const wire: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(Schema.toCodecJson(schema))(error)))
      const back = Schema.decodeUnknownSync(Schema.toCodecJson(schema))(wire)
      expect(back).toBeInstanceOf(Class)
      expect(back).toMatchObject({ ...fields, _tag: name, isRetryable })
    },
  )

  it("is in the table above", () => {
    const classes = Object.keys(IonQError).filter((name) => name.endsWith("Error") && name !== "isIonQError")
    expect(all.map(([{ name }]) => name).sort()).toEqual(classes.sort())
  })

  it("takes the words that it knows, and no other", () => {
    const words: ReadonlyArray<readonly [string, ReadonlyArray<string>, (word: never) => unknown]> = [
      ["sent", ["no", "maybe"], (sent) => new IonQError.ConnectionError({ sent })],
      [
        "hook",
        ["onRequest", "onResponse", "onDrift"],
        (hook) => new IonQError.HookError({ hook, processed: "no" }),
      ],
      ["processed", ["no", "maybe"], (processed) => new IonQError.HookError({ hook: "onDrift", processed })],
      [
        "reason",
        ["absent", "unclear", "unreachable"],
        (reason) => new IonQError.SubmissionUnknownError({ message: "m", submissionId: "s", reason }),
      ],
    ]
    for (const [field, known, make] of words) {
      for (const word of known) expect(make(word as never)).toMatchObject({ [field]: word })
      for (const word of ["", "other"]) expect(() => make(word as never)).toThrow()
    }
  })
})

describe("whether to ask again", () => {
  it("is told by the status", () => {
    const again = Array.from({ length: 600 }, (_, status) => status).filter(IonQError.isRetryableStatus)
    expect(again).toEqual([429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529])
  })

  it("is told by the error of a server, too", () => {
    for (const [status, isRetryable] of [
      [500, true],
      [501, false],
      [505, false],
      [529, true],
    ] as const) {
      expect(IonQError.fromStatus(status)).toMatchObject({ _tag: "ServerError", isRetryable })
    }
  })
})

describe("the fields of fromStatus", () => {
  it("are kept where the class has them", () => {
    const given = { retryAfter: 5, validation: { keys: ["shots"] } }
    for (const status of [400, 401, 404, 418, 429, 499, 500, 503]) {
      const error = IonQError.fromStatus(status, given)
      expect("retryAfter" in error).toBe(status === 429 || status >= 500)
      expect("validation" in error).toBe(status === 400)
      const bare = IonQError.fromStatus(status)
      expect("retryAfter" in bare || "validation" in bare).toBe(false)
    }
    expect(IonQError.fromStatus(499)._tag).toBe("UnexpectedStatusError")
  })
})

describe("isIonQError", () => {
  it("asks for an error, one of the tags, and whether to ask again", () => {
    const like = (fields: object) => Object.assign(new Error("m"), fields)
    expect(IonQError.isIonQError(like({ _tag: "NotFoundError", isRetryable: false }))).toBe(true)
    expect(IonQError.isIonQError(like({ _tag: "NotFoundError" }))).toBe(false)
    expect(IonQError.isIonQError(like({ isRetryable: false }))).toBe(false)
    expect(IonQError.isIonQError(like({ _tag: "OtherError", isRetryable: false }))).toBe(false)
    expect(IonQError.isIonQError({ _tag: "NotFoundError", isRetryable: false, message: "m" })).toBe(false)
    for (const other of [undefined, null, "NotFoundError", 404]) {
      expect(IonQError.isIonQError(other)).toBe(false)
    }
  })
})

describe("an error about a job", () => {
  it("has its id, keeps one that it has, and where it was made", () => {
    const error = new IonQError.NotFoundError({ message: "none", url: "u", requestId: "r" })
    error.stack = "where it was made"
    const about = IonQError.ofJob(error, "j")
    expect(about).toBeInstanceOf(IonQError.NotFoundError)
    expect(about).not.toBe(error)
    expect(about).toMatchObject({ message: "none", url: "u", requestId: "r", jobId: "j", status: 404 })
    expect(about.stack).toBe("where it was made")
    expect("jobId" in error).toBe(false)
    expect(IonQError.ofJob(about, "other")).toBe(about)
    // This one has no place for it.
    const refused = IonQError.ofJob(new IonQError.InvalidRequestError({ message: "m", field: "f" }), "j")
    expect("jobId" in refused).toBe(false)
    expect(refused).toMatchObject({ message: "m", field: "f" })
  })

  it("needs no stack", () => {
    const error = new IonQError.NotFoundError({})
    Object.defineProperty(error, "stack", { value: undefined, configurable: true })
    expect(IonQError.ofJob(error, "j").stack).toEqual(expect.any(String))
  })
})
