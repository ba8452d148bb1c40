/**
 * Encodes spans as `opentelemetry.proto.trace.v1`; the numbers are those of its fields. Spans are most of the exported
 * data, and Effect's encoder creates an array of bytes for each field. Both encoders give the same bytes: see
 * `test/telemetry/traces.test.ts`.
 */
import type { OtlpResource, OtlpTracer } from "effect/observability"
import { ProtobufWriter } from "./ProtobufWriter.ts"

type ResourceSpan = OtlpTracer.ResourceSpan
type ScopeSpan = OtlpTracer.ScopeSpan
type Span = ScopeSpan["spans"][number]

const value = (to: ProtobufWriter, anyValue: OtlpResource.AnyValue): void => {
  if (typeof anyValue.stringValue === "string") to.string(1, anyValue.stringValue)
  else if (typeof anyValue.boolValue === "boolean") to.int(2, anyValue.boolValue ? 1 : 0)
  else if (anyValue.intValue !== undefined && anyValue.intValue !== null) to.int(3, anyValue.intValue)
  else if (typeof anyValue.doubleValue === "number") to.double(4, anyValue.doubleValue)
  else if (anyValue.arrayValue !== undefined) list(to, 5, anyValue.arrayValue.values, value)
  else if (anyValue.kvlistValue !== undefined) list(to, 6, anyValue.kvlistValue.values, attribute)
  else if (anyValue.bytesValue !== undefined) to.blob(7, anyValue.bytesValue)
}

/** Writes a nested message whose only field is a list, with the number 1. */
const list = <A>(
  to: ProtobufWriter,
  field: number,
  values: ReadonlyArray<A>,
  write: (to: ProtobufWriter, value: A) => void,
): void => {
  const since = to.length
  to.each(1, values, write)
  to.message(field, since)
}

const attribute = (to: ProtobufWriter, { key, value: anyValue }: OtlpResource.KeyValue): void => {
  const since = to.length
  value(to, anyValue)
  to.message(2, since)
  to.string(1, key)
}

const optional = (to: ProtobufWriter, field: number, text: string | undefined): void => {
  if (text !== undefined && text !== "") to.string(field, text)
}

const count = (to: ProtobufWriter, field: number, dropped: number): void => {
  if (dropped > 0) to.int(field, dropped)
}

const event = (to: ProtobufWriter, each: Span["events"][number]): void => {
  count(to, 4, each.droppedAttributesCount)
  to.each(3, each.attributes, attribute)
  to.string(2, each.name)
  to.fixed64(1, each.timeUnixNano)
}

const link = (to: ProtobufWriter, each: Span["links"][number]): void => {
  count(to, 5, each.droppedAttributesCount)
  to.each(4, each.attributes, attribute)
  to.hex(2, each.spanId)
  to.hex(1, each.traceId)
}

const span = (to: ProtobufWriter, each: Span): void => {
  const since = to.length
  to.int(3, each.status.code)
  optional(to, 2, each.status.message)
  to.message(15, since)
  count(to, 14, each.droppedLinksCount)
  to.each(13, each.links, link)
  count(to, 12, each.droppedEventsCount)
  to.each(11, each.events, event)
  count(to, 10, each.droppedAttributesCount)
  to.each(9, each.attributes, attribute)
  to.fixed64(8, each.endTimeUnixNano)
  to.fixed64(7, each.startTimeUnixNano)
  to.int(6, each.kind)
  to.string(5, each.name)
  if (each.parentSpanId !== undefined) to.hex(4, each.parentSpanId)
  to.hex(2, each.spanId)
  to.hex(1, each.traceId)
}

const scopeSpan = (to: ProtobufWriter, { schemaUrl, scope, spans }: ScopeSpan): void => {
  optional(to, 3, schemaUrl)
  to.each(2, spans, span)
  const since = to.length
  optional(to, 2, scope.version)
  to.string(1, scope.name)
  to.message(1, since)
}

const resourceSpan = (to: ProtobufWriter, { resource, schemaUrl, scopeSpans }: ResourceSpan): void => {
  optional(to, 3, schemaUrl)
  to.each(2, scopeSpans, scopeSpan)
  const since = to.length
  count(to, 2, resource.droppedAttributesCount)
  to.each(1, resource.attributes, attribute)
  to.message(1, since)
}

/** Creates a function that encodes spans with a reused buffer. */
export const tracesEncoder = () => {
  const to = new ProtobufWriter()
  return ({ resourceSpans }: OtlpTracer.TraceData): Uint8Array<ArrayBuffer> => {
    to.each(1, resourceSpans, resourceSpan)
    return to.take()
  }
}
