import { describe, expect, it } from "@effect/vitest"
import { Effect, Random } from "effect"
import { type OtlpResource, OtlpSerialization, type OtlpTracer } from "effect/observability"
import { tracesEncoder } from "../../src/telemetry/traces.ts"

type Span = OtlpTracer.ScopeSpan["spans"][number]

const below = (most: number) => Random.nextIntBetween(0, most)
const oneOf = <A>(...all: readonly [A, ...ReadonlyArray<A>]) =>
  Effect.map(below(all.length), (place) => all[place] ?? all[0])
const listOf = <A, E, R>(most: number, each: Effect.Effect<A, E, R>) =>
  Effect.flatMap(below(most + 1), (count) => Effect.replicateEffect(each, count))

const text = oneOf(
  "",
  "a",
  "Jobs.submit",
  "x".repeat(127),
  "y".repeat(128),
  "é",
  "⟨ψ|",
  "a🙂b",
  "\u0000\ud800",
)
const count = oneOf(0, 1, 127, 128, 2 ** 32 - 1)
const nanos = oneOf("0", "1", "1732233600000000001", `${2n ** 64n - 1n}`)
const hex = (digits: number) =>
  Effect.map(
    Effect.replicateEffect(
      Effect.map(below(16), (digit) => digit.toString(16)),
      digits,
    ),
    (all) => all.join(""),
  )
const int = oneOf<number | string>(
  0,
  1,
  127,
  128,
  16_384,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  -1,
  -300,
  "-9223372036854775808",
  "9223372036854775807",
)
const double = oneOf(0, -0, 0.1, -1e300, Infinity, NaN, 5e-324)

const value = (depth: number): Effect.Effect<OtlpResource.AnyValue> =>
  Effect.flatMap(below(depth === 0 ? 6 : 8), (kind): Effect.Effect<OtlpResource.AnyValue> => {
    if (kind === 0) return Effect.succeed({})
    if (kind === 1) return Effect.map(text, (stringValue) => ({ stringValue }))
    if (kind === 2) return Effect.map(oneOf(true, false), (boolValue) => ({ boolValue }))
    if (kind === 3) return Effect.map(int, (intValue) => ({ intValue }))
    if (kind === 4) return Effect.map(double, (doubleValue) => ({ doubleValue }))
    if (kind === 5) return Effect.succeed({ bytesValue: Uint8Array.of(0, 255, 128) })
    if (kind === 6) return Effect.map(listOf(3, value(depth - 1)), (values) => ({ arrayValue: { values } }))
    return Effect.map(attributesOf(depth - 1), (values) => ({ kvlistValue: { values } }))
  })
const attributesOf = (depth: number): Effect.Effect<Array<OtlpResource.KeyValue>> =>
  listOf(4, Effect.all({ key: text, value: value(depth) }))
const attributes = attributesOf(2)

const span: Effect.Effect<Span> = Effect.all({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: Effect.flatMap(hex(16), (id) => oneOf(id, undefined)),
  name: text,
  kind: below(6),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  droppedAttributesCount: count,
  events: listOf(
    3,
    Effect.all({ name: text, timeUnixNano: nanos, attributes, droppedAttributesCount: count }),
  ),
  droppedEventsCount: count,
  links: listOf(
    3,
    Effect.all({ traceId: hex(32), spanId: hex(16), attributes, droppedAttributesCount: count }),
  ),
  droppedLinksCount: count,
  status: Effect.flatMap(text, (message) =>
    oneOf<Span["status"]>({ code: 0 }, { code: 1 }, { code: 2, message }),
  ),
})

const data: Effect.Effect<OtlpTracer.TraceData> = Effect.all({
  resourceSpans: listOf(
    2,
    Effect.all({
      resource: Effect.all({ attributes, droppedAttributesCount: count }),
      scopeSpans: listOf(
        2,
        Effect.all({
          scope: Effect.flatMap(text, (name) => oneOf({ name }, { name, version: name })),
          spans: listOf(4, span),
          schemaUrl: oneOf(undefined, "", "https://example.org"),
        }),
      ),
      schemaUrl: oneOf(undefined, "", "https://example.org"),
    }),
  ),
})

describe("the encoder of spans", () => {
  it.effect("writes the bytes that Effect's writes, also beyond its buffer", () =>
    Effect.gen(function* () {
      const own = tracesEncoder()
      const { traces } = yield* Effect.provide(
        OtlpSerialization.OtlpSerialization,
        OtlpSerialization.layerProtobuf,
      )
      const same = (data: OtlpTracer.TraceData) => {
        const body = traces(data)
        if (body._tag !== "Uint8Array") throw new Error("not bytes")
        expect(Buffer.from(own(data)).toString("hex")).toBe(Buffer.from(body.body).toString("hex"))
      }
      for (let i = 0; i < 40; i++) same(yield* data)
      const one = yield* span
      const spans = Array.from({ length: 1000 }, () => ({ ...one, name: "ä".repeat(100) }))
      const resource = { attributes: [], droppedAttributesCount: 0 }
      same({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "s" }, spans }] }] })
    }).pipe(Random.withSeed("spans")),
  )
})
