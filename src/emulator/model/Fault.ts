/**
 * Faults between a client and IonQ, to test how a program handles them. A plan is passed to the emulator as its
 * `faults` option, or later as JSON with `PUT /emulator/faults`.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

const processed = Schema.Boolean
const Millis = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

/**
 * A fault. `processed` determines whether the emulator processes the request anyway.
 *
 * - `lose`: the connection breaks without a response.
 * - `cut`: the request is processed, and the body of the response breaks off after the fraction `at` (default 0.5).
 * - `delay`: the response comes `millis` milliseconds later. The request is processed before the delay (`processed:
 *   true`) or after it, even if the client has disconnected by then.
 * - `answer`: a given response instead of the emulator's.
 * - `slow`: the body arrives at `bytesPerSecond`.
 * - `drift`: the response has a field that no specification has.
 * - `skew`: the server's clocks are off by `millis` for this request (default 0). `date` and `stamps` set it for a
 *   single clock: `date` for the `Date` header, which comes from a proxy, and `stamps` for the clock that timestamps
 *   jobs and determines their status.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Fault = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("lose"), processed }),
  Schema.Struct({
    kind: Schema.Literal("cut"),
    at: Schema.optionalKey(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))),
  }),
  Schema.Struct({ kind: Schema.Literal("delay"), millis: Millis, processed }),
  Schema.Struct({
    kind: Schema.Literal("answer"),
    status: Schema.Int.check(Schema.isBetween({ minimum: 200, maximum: 599 })),
    body: Schema.optionalKey(Schema.String),
    headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
    processed,
  }),
  Schema.Struct({
    kind: Schema.Literal("slow"),
    bytesPerSecond: Schema.Finite.check(Schema.isGreaterThan(0)),
  }),
  Schema.Struct({ kind: Schema.Literal("drift") }),
  Schema.Struct({
    kind: Schema.Literal("skew"),
    millis: Schema.optionalKey(Schema.Finite),
    date: Schema.optionalKey(Schema.Finite),
    stamps: Schema.optionalKey(Schema.Finite),
  }),
])

/** @category models @since 0.1.0 */
export type Fault = typeof Fault.Type

const where = {
  /** Only requests with this method, e.g. `POST`. */
  method: Schema.optionalKey(Schema.String),
  /** Only requests whose path after `/v0.4` starts with this prefix, e.g. `/jobs`. */
  path: Schema.optionalKey(Schema.String),
}

/**
 * A scripted fault: it skips the first `skip` requests that match (default 0) and then applies `times` times (default
 * 1).
 *
 * @category schemas
 * @since 0.1.0
 */
export const FaultRule = Schema.Struct({
  fault: Fault,
  ...where,
  skip: Schema.optionalKey(Schema.Int),
  times: Schema.optionalKey(Schema.Int),
})

/** @category models @since 0.1.0 */
export interface FaultRule extends Schema.Struct.Type<typeof FaultRule.fields> {}

/**
 * Random faults: each matching request has a fault with probability `rate`. The fault is chosen from `faults` with
 * equal probabilities. The same seed and the same order of requests give the same faults.
 *
 * @category schemas
 * @since 0.1.0
 */
export const RandomFaults = Schema.Struct({
  seed: Schema.Int,
  rate: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
  faults: Schema.Array(Fault),
  ...where,
})

/** @category models @since 0.1.0 */
export interface RandomFaults extends Schema.Struct.Type<typeof RandomFaults.fields> {}

/**
 * The error of the server's clocks for every request, in milliseconds: `date` for the `Date` header, and `stamps` for
 * the clock that timestamps jobs and determines their status. Default: 0.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ServerClocks = Schema.Struct({
  date: Schema.optionalKey(Schema.Finite),
  stamps: Schema.optionalKey(Schema.Finite),
})

/** @category models @since 0.2.0 */
export interface ServerClocks extends Schema.Struct.Type<typeof ServerClocks.fields> {}

/**
 * The faults of an emulator. The first matching rule applies. If no rule matches, a random fault may apply. `clocks`
 * applies to all requests, including those with a fault, and a `skew` is added to it. A later plan with other `clocks`
 * changes the server's time.
 *
 * @category schemas
 * @since 0.1.0
 */
export const FaultPlan = Schema.Struct({
  rules: Schema.optionalKey(Schema.Array(FaultRule)),
  random: Schema.optionalKey(RandomFaults),
  clocks: Schema.optionalKey(ServerClocks),
})

/** @category models @since 0.1.0 */
export interface FaultPlan extends Schema.Struct.Type<typeof FaultPlan.fields> {}

/**
 * The proxy in front of IonQ returns a 502 in HTML. The caller chooses whether IonQ processed the request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const badGateway = (processed = false): Fault => ({
  kind: "answer",
  status: 502,
  body: "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>",
  headers: { "content-type": "text/html" },
  processed,
})

/**
 * A 520 without a body, from the proxy in front of IonQ.
 *
 * @category constructors
 * @since 0.1.0
 */
export const unknownError = (processed = false): Fault => ({ kind: "answer", status: 520, processed })

/**
 * A 429, with an optional `Retry-After` in seconds. With `processed` it comes from a proxy that had forwarded the
 * request.
 *
 * @category constructors
 * @since 0.1.0
 */
export const tooManyRequests = (retryAfter?: number, processed = false): Fault => ({
  kind: "answer",
  status: 429,
  body: JSON.stringify({ error: "Too Many Requests", message: "Slow down.", statusCode: 429 }),
  headers: {
    "content-type": "application/json",
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
  },
  processed,
})

/**
 * A 500 or 503 in JSON, from IonQ itself.
 *
 * @category constructors
 * @since 0.1.0
 */
export const serverError = (status: 500 | 503 = 500, processed = false): Fault => ({
  kind: "answer",
  status,
  body: JSON.stringify({ error: "Server Error", message: "Something went wrong.", statusCode: status }),
  headers: { "content-type": "application/json" },
  processed,
})
