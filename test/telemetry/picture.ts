import { Cause, Context, type Exit, type Metric, type Tracer } from "effect"
import { attributes, metrics } from "../../src/signals/names.ts"

/** Values that differ from run to run are shown by their kind and their number. */
const namer = () => {
  const names = new Map<string, string>()
  return (text: string): string =>
    text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|\b[a-z0-9]{15}\b/g, (id) => {
      if (!/\d/.test(id)) return id
      if (!names.has(id)) names.set(id, `<id ${names.size + 1}>`)
      return names.get(id) ?? ""
    })
}

/** Spans as a tree in the order in which they began, with attributes, events, links and how they ended. */
export const treeOf = (spans: ReadonlyArray<Tracer.NativeSpan>): string => {
  const name = namer()
  const lines: Array<string> = []
  const show = (span: Tracer.NativeSpan, depth: number): void => {
    const indent = "  ".repeat(depth)
    const { status } = span
    const end = status._tag === "Started" ? "unfinished" : endOf(status.exit)
    lines.push(
      [indent + name(span.name), span.kind === "internal" ? "" : `(${span.kind})`, end]
        .filter(Boolean)
        .join(" "),
    )
    const sorted = [...span.attributes].toSorted(([a], [b]) => (a < b ? -1 : 1))
    for (const [key, value] of sorted) lines.push(`${indent}  . ${key} = ${name(JSON.stringify(value))}`)
    for (const [event, , facts] of span.events) {
      lines.push(`${indent}  ! ${event} ${name(JSON.stringify(facts ?? {}))}`)
    }
    if (span.links.length > 0) lines.push(`${indent}  ~ ${span.links.length} links`)
    for (const child of spans) if (parentOf(child) === span) show(child, depth + 1)
  }
  for (const span of spans) if (!spans.some((each) => each === parentOf(span))) show(span, 0)
  return `${lines.join("\n")}\n`
}

const endOf = (exit: Exit.Exit<unknown, unknown>): string => {
  if (exit._tag === "Success") return ""
  return Cause.hasInterruptsOnly(exit.cause) ? "interrupted" : "failed"
}

const parentOf = ({ parent }: Tracer.NativeSpan): Tracer.AnySpan | undefined =>
  parent._tag === "Some" ? parent.value : undefined

/** Every series of a registry, sorted. Of a histogram only how often it was measured. */
export const metricsOf = (registry: Metric.MetricRegistry): string => {
  const lines = [...registry.values()].map(({ id, type, attributes, hooks }) => {
    const state: unknown = hooks.get(Context.empty())
    const { count, buckets } = state as { readonly count: number; readonly buckets?: unknown }
    const facts = Object.entries(attributes ?? {}).map(([key, value]) => `${key}=${value}`)
    return `${id} ${type} {${facts.join(", ")}} ${buckets === undefined ? count : `${count} measured`}`
  })
  return `${lines.toSorted().join("\n")}\n`
}

const known: Readonly<Record<string, { readonly attributes: ReadonlyArray<string> }>> = metrics

/** What a registry has that the list has not. */
export const strangersIn = (registry: Metric.MetricRegistry): ReadonlyArray<string> =>
  [...registry.values()].flatMap(({ id, attributes: labels }) => {
    const facts = known[id]
    if (facts === undefined) return [id]
    return Object.keys(labels ?? {}).filter(
      (label) => !facts.attributes.includes(label) || !(label in attributes),
    )
  })
