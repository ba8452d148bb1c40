/**
 * What does a `Jobs.get` over loopback cost in CPU time, as a multiple of Effect's own `HttpClient` with tracing and
 * `JSON.parse`, on the same transport and for the same job?
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { Effect, Layer, Redacted } from "effect"
import { IonQ, Jobs } from "effect-ionq"
import { layerUndici } from "effect-ionq/node"
import { HttpClient } from "effect/http"
import { exampleJob } from "./exampleJob.ts"
import { cpuOf, fastest, sum } from "./measure.ts"

const most = 1.4
/** Short turns in random order: the speed of a machine that others use too changes from second to second. */
const turns = 240
const calls = 50

const server = fork(fileURLToPath(new URL("emulatorServer.ts", import.meta.url)), ["bare"], {
  execArgv: ["--conditions=@effect-ionq/source"],
})
const [{ port }] = (await once(server, "message")) as [{ readonly port: number }]
const baseUrl = `http://127.0.0.1:${port}/v0.4`
const apiKey = Redacted.make("sk-0123456789abcdef")

/** Microseconds of CPU for each run of an effect. */
const cost = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(cpuOf(Effect.replicateEffect(effect, calls, { discard: true })), (spent) => spent / calls)

const trimmedMean = (values: ReadonlyArray<number>): number => {
  const kept = fastest(values, (value) => value)
  return sum(kept) / kept.length
}

const program = Effect.gen(function* () {
  const jobs = yield* Jobs
  const client = yield* HttpClient.HttpClient
  const url = `${baseUrl}/jobs/${exampleJob.id}`
  const headers = { authorization: `apiKey ${Redacted.value(apiKey)}` }
  const plain = Effect.flatMap(client.get(url, { headers }), ({ text }) =>
    Effect.map(text, (body): unknown => JSON.parse(body)),
  )
  const tasks: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
    ours: jobs.get(exampleJob.id),
    traced: plain,
    untraced: Effect.provideService(plain, HttpClient.TracerDisabledWhen, () => true),
  }
  const costs = new Map(Object.keys(tasks).map((name) => [name, [] as Array<number>]))
  const names = Object.keys(tasks)
  // The first turns warm up.
  for (let turn = -turns / 4; turn < turns; turn++) {
    const first = Math.floor(Math.random() * names.length)
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const spent = yield* cost(tasks[name]!)
      if (turn >= 0) costs.get(name)?.push(spent)
    }
  }
  const [ours = NaN, traced = NaN, untraced = NaN] = [...costs.values()].map(trimmedMean)
  const show = (value: number) => value.toFixed(0)
  console.log(
    `Jobs.get: ${show(ours)} us of CPU, HttpClient with JSON.parse ${show(traced)} us, ${show(untraced)} us without tracing`,
  )
  console.log(
    `ratio ${(ours / traced).toFixed(2)} (at most ${most}), ${(ours / untraced).toFixed(2)} without tracing`,
  )
  if (!(ours / traced <= most)) process.exitCode = 1
})

const transport = layerUndici()
const services = Layer.provideMerge(IonQ.layer({ apiKey, baseUrl }), transport)
await Effect.runPromise(Effect.provide(program, services)).finally(() => server.kill())
