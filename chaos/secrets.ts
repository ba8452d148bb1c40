/** Servers that throw the credentials of a request back, in any spelling: none may be in an error, a log or a span. */
import { Cause, Effect, Exit, Layer, Redacted, References, Result, Stream } from "effect"
import { CallOptions, Gates, IonQ, IonQClient, Jobs } from "effect-ionq"
import * as Content from "effect-ionq/Content"
import type { JobRequest } from "effect-ionq/schema/JobRequest"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { inspect } from "node:util"
import { type Outcome, outcome } from "./cloud.ts"
import { observe } from "../test/utils/observe.ts"

type Next = () => number

/** A seeded generator of uniform numbers below 1 (mulberry32). */
const seeded = (seed: number): Next => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const below = (next: Next, count: number): number => Math.floor(next() * count)
const pick = <A>(next: Next, items: ReadonlyArray<A>): A => items[below(next, items.length)]!

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
const marks = "-_.~+/=:\"'\\<>&%#!?"
/** What a Q-CTRL key may have, and a header may not. */
const wide = " éß€😀\t"

const makeKey = (next: Next, alphabet: string): string => {
  const characters = [...alphabet]
  return Array.from({ length: 8 + below(next, 40) }, () => pick(next, characters)).join("")
}

// How a server spells what it was sent.

const hex = (code: number, digits: number, next: Next): string => {
  const text = code.toString(16).padStart(digits, "0")
  return next() < 0.5 ? text : text.toUpperCase()
}

const units = (character: string, next: Next): string =>
  character
    .split("")
    .map((unit) => `\\u${hex(unit.charCodeAt(0), 4, next)}`)
    .join("")

const bytes = (character: string, next: Next): string =>
  [...new TextEncoder().encode(character)].map((byte) => `%${hex(byte, 2, next)}`).join("")

const entity = (character: string, next: Next): string =>
  next() < 0.5 ? `&#${character.codePointAt(0)};` : `&#x${hex(character.codePointAt(0) ?? 0, 1, next)};`

const html = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")

const quoted = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Some characters escaped in one way; whoever escapes at all escapes what his escapes are made of. */
const partly = (text: string, next: Next, escape: (character: string, next: Next) => string): string =>
  [...text].map((c) => (/[\\%&"]/.test(c) || next() < 0.6 ? escape(c, next) : c)).join("")

const spell = (text: string, next: Next): string => {
  const ways: ReadonlyArray<(text: string) => string> = [
    (text) => text,
    quoted,
    (text) => quoted(text).replaceAll("/", "\\/"),
    encodeURIComponent,
    html,
    (text) => partly(text, next, units),
    (text) => partly(text, next, bytes),
    (text) => partly(text, next, entity),
  ]
  let spelled = text
  for (let left = 1 + below(next, 3); left > 0; left--) spelled = pick(next, ways)(spelled)
  return spelled
}

// What is found again, by reading what was written as any program would.

const entities: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", "#39": "'" }

const plainer = (text: string): string =>
  text
    .replaceAll(/\\(?:u([\da-f]{4})|(.))/gis, (_, code: string | undefined, other: string | undefined) =>
      code === undefined
        ? ({ n: "\n", t: "\t", r: "\r" }[other ?? ""] ?? other ?? "")
        : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replaceAll(/(?:%[\da-f]{2})+/gi, (run) => {
      const values = run.slice(1).split("%")
      return new TextDecoder().decode(Uint8Array.from(values, (value) => Number.parseInt(value, 16)))
    })
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)

/** Whether a text says a secret, or most of one, however it is escaped. */
const says = (text: string, secrets: ReadonlyArray<string>): boolean => {
  let level = text
  for (let depth = 0; depth < 8; depth++) {
    for (const secret of secrets) {
      if (level.includes(secret.slice(0, Math.max(8, Math.ceil(secret.length * 0.6))))) return true
    }
    const next = plainer(level)
    if (next === level) return false
    level = next
  }
  return false
}

/** Every way in which a value gets into a log by accident. */
const spellings = (value: unknown): ReadonlyArray<string> => {
  const deep = { depth: 12, showHidden: true, getters: true, maxStringLength: null } as const
  const seen = new Set<unknown>()
  const json = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return String(part)
    if (typeof part !== "object" || part === null) return part
    if (seen.has(part)) return "seen"
    seen.add(part)
    return part
  })
  const stack = value instanceof Error ? (value.stack ?? "") : ""
  return [
    String(value),
    inspect(value, deep),
    inspect(value, { ...deep, customInspect: false }),
    json ?? "",
    stack,
  ]
}

// The server.

const statuses = [200, 200, 201, 302, 307, 400, 401, 403, 404, 409, 413, 418, 429, 500, 502, 503, 520]

/** The words of a body, around what is echoed. */
const bodies: ReadonlyArray<(said: string) => string> = [
  (said) => `{"message":"bad ${said}","error":"Bad Request"}`,
  (said) => `{"error":{"message":"${said}"}}`,
  (said) => `{"detail":"${said}","validation":{"keys":["${said}"],"source":"${said}"}}`,
  (said) => JSON.stringify({ message: `bad ${said}`, request: { headers: [said], body: said } }),
  (said) => JSON.stringify({ id: said, status: said, type: said, [said]: said }),
  (said) => JSON.stringify({ key_id: "k", key_name: said, jobs: [{ id: said }], next: said }),
  (said) => JSON.stringify([said, `${said}0`]),
  (said) => `<html><title>502</title><p>${said}</p></html>`,
  (said) => said,
  (said) => `OPENQASM 3.0; // ${said}`,
]

const isHeaderValue = (text: string): boolean => /^[\x21-\x7e]+$/.test(text)

const answer = (
  request: HttpClientRequest.HttpClientRequest,
  secrets: ReadonlyArray<string>,
  next: Next,
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  const said = () => spell(pick(next, secrets), next)
  const broken = (words: string) =>
    new HttpClientError.HttpClientError({
      reason: new HttpClientError.TransportError({
        request,
        cause: Object.assign(new Error(words), { code: pick(next, ["ECONNRESET", "ECONNREFUSED"]) }),
      }),
    })
  if (next() < 0.05) return Effect.fail(broken(`socket of ${said()} hung up`))
  const headers: Record<string, string> = {}
  for (const name of ["x-request-id", "cf-ray", "location", "x-echo", "content-type", "retry-after"]) {
    const value = said()
    if (next() < 0.3 && isHeaderValue(value)) headers[name] = value
  }
  const whole = pick(next, bodies)(said())
  const text = next() < 0.3 ? whole.slice(0, below(next, whole.length)) : whole
  const body =
    next() < 0.1
      ? new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
          pull: (controller) => controller.error(new Error(`cut after ${said()}`)),
        })
      : text
  return Effect.sync(() =>
    HttpClientResponse.fromWeb(request, new Response(body, { status: pick(next, statuses), headers })),
  )
}

// The client.

const bell: JobRequest = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  input: { gateset: "qis", qubits: 1, circuit: [Gates.h(0)] },
}

const maxCut = (key: string): JobRequest => ({
  type: "qctrl.qaoa.v1",
  backend: "simulator",
  input: { problem_type: "maxcut", problem: { nodes: [] } },
  external_settings: { api_credentials: Redacted.make(key) },
})

/** One call of many kinds; the Q-CTRL key goes along only with a problem for it. */
const call = Effect.fnUntraced(function* (kind: number, qctrl: string) {
  const client = yield* IonQClient
  const jobs = yield* Jobs
  const params = { uuid: "j" }
  const artifact = client.results.artifact({ params: { ...params, artifactId: "a" } })
  switch (kind) {
    case 0:
      return yield* client.account.whoami()
    case 1:
      return yield* jobs.get("j")
    case 2:
      return yield* Stream.runCollect(Stream.take(jobs.list(), 3))
    case 3:
      return yield* client.backends.list()
    case 4:
      return yield* client.sessions.create({ payload: { backend: "qpu.forte-1" } })
    case 5:
      return yield* jobs.submit(bell, { submissionId: false })
    case 6:
      return yield* Effect.flatMap(artifact, Content.json)
    case 7:
      return yield* client.results.compiled({ params: { ...params, lang: "qasm3" } })
    case 8:
      return yield* client.jobs.clone({ params, payload: { shots: 5 } })
    case 9:
      return yield* client.jobs.create({ payload: maxCut(qctrl) })
    default:
      return yield* jobs.submit(maxCut(qctrl), { submissionId: false })
  }
})

const kinds = 14

/** As many calls share a client, and with it a key. */
const callsOfOne = 250

const round = (seed: number, count: number) =>
  Effect.gen(function* () {
    const next = seeded(seed)
    const key = makeKey(next, letters + marks)
    const proxyKey = makeKey(next, letters)
    const found = { errors: 0, logs: 0, spans: 0, values: 0 }
    const leaks = { errors: 0, logs: 0, spans: 0, values: 0 }
    let secrets: ReadonlyArray<string> = [key]
    const look = (what: keyof typeof found, ...values: ReadonlyArray<unknown>) => {
      found[what]++
      if (values.some((value) => spellings(value).some((text) => says(text, secrets)))) leaks[what]++
    }
    const server = HttpClient.make((request) => answer(request, secrets, next))
    const services = Layer.provide(
      IonQ.layer({
        apiKey: Redacted.make(key),
        retries: 0,
        onResponse: ({ headers, url }) => Effect.logDebug(url, { ...headers }),
        onRequest: ({ headers, url }) => Effect.logDebug(url, { ...headers }),
        onDrift: (drift) => Effect.logDebug({ ...drift }),
      }),
      Layer.succeed(HttpClient.HttpClient, server),
    )
    const { spans, layer: observed } = observe(({ message, cause, fiber }) =>
      look("logs", message, Cause.pretty(cause), cause, fiber.getRef(References.CurrentLogAnnotations)),
    )
    yield* Effect.gen(function* () {
      for (let i = 0; i < count; i++) {
        const kind = below(next, kinds)
        const qctrl = makeKey(next, letters + marks + wide)
        const proxied = next() < 0.2
        secrets = [key, ...(kind >= 9 ? [qctrl] : []), ...(proxied ? [proxyKey] : [])]
        const headers = proxied ? { "proxy-authorization": `Bearer ${proxyKey}` } : {}
        const exit: Exit.Exit<unknown, unknown> = yield* Effect.exit(
          Effect.tapError(CallOptions.withOptions({ headers })(call(kind, qctrl)), Effect.logError),
        )
        if (Exit.isSuccess(exit)) look("values", exit.value)
        else {
          const error = Result.merge(Cause.findError(exit.cause))
          look("errors", error, Cause.pretty(exit.cause), exit)
        }
        for (const span of spans.splice(0)) {
          look("spans", [...span.attributes], span.events, span.links, span.status)
        }
      }
    }).pipe(Effect.provide(services), Effect.provide(observed))
    return { found, leaks }
  })

/** At least so many calls, and errors, logs and spans of them. */
export const secrets = (seed: number, count: number): Effect.Effect<Outcome, unknown> =>
  Effect.gen(function* () {
    const total = { calls: count, errors: 0, logs: 0, spans: 0, values: 0 }
    const leaked = { errors: 0, logs: 0, spans: 0, values: 0 }
    for (let done = 0; done < count; done += callsOfOne) {
      const { found, leaks } = yield* round(seed * 1_000_003 + done, Math.min(callsOfOne, count - done))
      for (const what of ["errors", "logs", "spans", "values"] as const) {
        total[what] += found[what]
        leaked[what] += leaks[what]
      }
    }
    return outcome(
      {
        seed,
        ...total,
        "errors with a key": leaked.errors,
        "logs with a key": leaked.logs,
        "spans with a key": leaked.spans,
        "values with a key": leaked.values,
      },
      {
        "no error says a key": leaked.errors === 0,
        "no log says a key": leaked.logs === 0,
        "no span says a key": leaked.spans === 0,
        "no value says a key": leaked.values === 0,
        "there were errors, logs and spans":
          total.errors > count / 3 && total.logs > count && total.spans > count / 2,
      },
    )
  })
