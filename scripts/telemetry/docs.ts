/**
 * Writes the tables of `docs/telemetry.md` from the list of what is traced and counted.
 *
 *     node scripts/telemetry/docs.ts [--check]
 *
 * With `--check` it writes nothing, and fails where the page is not as the list is.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import {
  type AttributeFacts,
  attributes,
  commandSpan,
  type MetricFacts,
  metrics,
  requestSpan,
  type SpanFacts,
  spans,
  statusEvent,
} from "../../src/signals/names.ts"

const page = fileURLToPath(new URL("../../docs/telemetry.md", import.meta.url))
const [begin, end] = ["<!-- begin of the list -->", "<!-- end of the list -->"]

const code = (text: string): string => `\`${text}\``
const codes = (names: ReadonlyArray<string>): string => names.map(code).join(", ")
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")

const spanRow = ([name, facts]: readonly [string, SpanFacts]) => [name, facts.what, codes(facts.attributes)]
const kinds: Readonly<Record<MetricFacts["kind"], string>> = {
  counter: "counter",
  upDown: "counter that may fall",
  histogram: "histogram",
}

/** The part of the page that is made. */
export const listed = (): string =>
  [
    "### Spans",
    table(
      ["span", "what it is", "attributes"],
      [
        spanRow(["`{method} {url.template}`, of kind client", requestSpan]),
        ...Object.entries(spans).map(([name, facts]) => spanRow([code(name), facts])),
        spanRow(["`cli.*`", commandSpan]),
      ],
    ),
    `The span of a wait has an event ${code(statusEvent.name)} for each status of its job.`,
    "### Metrics",
    table(
      ["metric", "kind", "unit", "what it counts", "attributes"],
      Object.entries<MetricFacts>(metrics).map(([name, { kind, unit, what, attributes }]) => [
        code(name),
        kinds[kind],
        code(unit),
        what,
        codes(attributes),
      ]),
    ),
    "### Attributes",
    table(
      ["attribute", "type", "what it is"],
      Object.entries<AttributeFacts>(attributes).map(([name, { type, what }]) => [code(name), type, what]),
    ),
  ].join("\n\n")

/** The page with the list as it is now. */
export const withList = (text: string): string => {
  const [from, until] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || until < from) throw new Error(`${page} lacks the marks of the list`)
  return `${text.slice(0, from + begin.length)}\n\n${listed()}\n\n${text.slice(until)}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = readFileSync(page, "utf8")
  const made = withList(text)
  if (!process.argv.includes("--check")) writeFileSync(page, made)
  else if (made !== text) {
    console.error("docs/telemetry.md is not as the list is: run node scripts/telemetry/docs.ts")
    process.exitCode = 1
  } else
    console.log(
      `docs/telemetry.md: ${Object.keys(spans).length} spans, ${Object.keys(metrics).length} metrics`,
    )
}
