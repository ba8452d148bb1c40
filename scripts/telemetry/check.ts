/**
 * Holds exports against OpenTelemetry's own classes (PyPI `opentelemetry-proto`): runs on both emulators, exports what they trace,
 * count and log in each encoding, and checks that nothing is refused, that every name is in the list, and that no secret is in it.
 *
 *     npm run telemetry:check
 */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { ConfigProvider, Effect, Layer } from "effect"
import { Circuit, Gates, Jobs, Sessions } from "effect-ionq"
import * as Emulator from "effect-ionq/emulator"
import { QpiJobs } from "effect-ionq/qpi"
import * as QpiEmulator from "effect-ionq/qpi/emulator"
import * as Telemetry from "effect-ionq/telemetry"
import { attributes, metrics, requestSpan, spans } from "../../src/signals/names.ts"
import { preparePython } from "../python.ts"
import { collector, type Export } from "./collector.ts"

interface Item {
  readonly name: string
  readonly kind?: number
  readonly unit?: string
  readonly attributes: Readonly<Record<string, string>>
}

const secrets = ["emulator-key", "collector-secret-7", QpiEmulator.defaultApiToken]

const request = {
  type: "ionq.circuit.v1",
  backend: "qpu.forte-1",
  shots: 100,
  input: { gateset: "qis", qubits: 2, circuit: [Gates.h(0), Gates.cnot(0, 1)] },
} as const

const onIonQ = Effect.gen(function* () {
  const jobs = yield* Jobs
  const sessions = yield* Sessions
  yield* sessions
    .with({ backend: "qpu.forte-1" })(jobs.run(request))
    .pipe(Jobs.withBudget({ max: 100, unit: "usd" }))
  yield* Effect.ignore(jobs.get("00000000-0000-4000-8000-000000000000"))
  yield* Effect.logWarning("a log record").pipe(Effect.annotateLogs("ionq.job.id", "none"))
}).pipe(
  Effect.provide(
    Emulator.layerIonQ({
      timing: "instant",
      faults: { rules: [{ method: "GET", times: 1, fault: Emulator.Fault.serverError(503) }] },
    }),
  ),
)

const onQpi = QpiJobs.use((jobs) => jobs.run({ qpu: "emulator", circuits: Circuit.bell(), shots: 10 })).pipe(
  Effect.provide(QpiEmulator.layerQpi()),
)

const exported = async (protocol: string, compression: string): Promise<ReadonlyArray<Export>> => {
  const { endpoint, exports, close } = await collector()
  const environment = ConfigProvider.fromUnknown({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_COMPRESSION: compression,
    OTEL_EXPORTER_OTLP_HEADERS: "x-team=collector-secret-7",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=check",
  })
  const telemetry = Layer.provide(Telemetry.layerOtlp(), ConfigProvider.layer(environment))
  await Effect.runPromise(Effect.provide(Effect.andThen(onIonQ, onQpi), telemetry))
  close()
  return exports
}

const known: Readonly<Record<string, { readonly attributes: ReadonlyArray<string> }>> = {
  ...spans,
  ...metrics,
}
const others = new Set(["effect.fiber.interrupted"])

/** What an item has that the list does not. */
const strangers = ({ name, kind, attributes: told, unit }: Item): ReadonlyArray<string> => {
  const facts = kind === 3 ? requestSpan : known[name]
  if (facts === undefined) return [`${name} is not in the list`]
  const names = Object.keys(told).filter(
    (key) => !others.has(key) && !(facts.attributes.includes(key) && key in attributes),
  )
  const units = unit === undefined || (name in metrics && unit === metrics[name as keyof typeof metrics].unit)
  return [
    ...names.map((key) => `${name} has the attribute ${key}, which the list does not have`),
    ...(units ? [] : [`${name} has the unit ${unit}`]),
  ]
}

const check = async (python: string): Promise<boolean> => {
  const reader = spawn(python, [fileURLToPath(new URL("../../python/otlp.py", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  const answers = createInterface({ input: reader.stdout })[Symbol.asyncIterator]()
  const flaws: Array<string> = []
  let refused = 0
  let items = 0
  let all = 0
  for (const [protocol, compression] of [
    ["http/protobuf", "none"],
    ["http/protobuf", "gzip"],
    ["http/json", "none"],
  ] as const) {
    const exports = await exported(protocol, compression)
    all += exports.length
    for (const signal of ["traces", "metrics", "logs"]) {
      if (!exports.some((each) => each.signal === signal)) flaws.push(`no ${signal} by ${protocol}`)
    }
    for (const { signal, type, body, headers } of exports) {
      if (headers["x-team"] !== "collector-secret-7") flaws.push("an export without its header")
      for (const secret of secrets) if (body.includes(secret)) flaws.push(`a secret in ${signal}`)
      reader.stdin.write(`${JSON.stringify({ signal, type, body: body.toString("base64") })}\n`)
      const { value } = await answers.next()
      const answer = JSON.parse(value ?? '{"error":"no answer"}') as {
        items?: ReadonlyArray<Item>
        error?: string
      }
      if (answer.items === undefined) {
        refused++
        flaws.push(`${signal} by ${protocol}: ${answer.error}`)
        continue
      }
      items += answer.items.length
      if (signal !== "logs") flaws.push(...answer.items.flatMap(strangers))
    }
  }
  reader.stdin.end()
  for (const flaw of new Set(flaws)) console.error(flaw)
  console.log(
    `${all} exports with ${items} spans, points and records: ${refused} refused, ${flaws.length} flaws`,
  )
  return flaws.length === 0
}

const found = preparePython()
if ("missing" in found) console.log(`skipped: ${found.missing}`)
else if (!(await check(found.python))) process.exitCode = 1
