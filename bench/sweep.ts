/**
 * How much memory does a sweep of 100,000 points hold on its way, and how is it packed? The emulator is a process of its own; the
 * heap is collected before each look at it, so that what is seen is held and not garbage.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { Effect, Layer, Result, Stream } from "effect"
import { Circuit, Gates, IonQ, Sampler, Sweep } from "effect-ionq"
import { FetchHttpClient, HttpClient } from "effect/http"
import { megabytes } from "./measure.ts"

const points = Number(process.argv[2] ?? 100_000)
const every = 5000
const limits = { circuits: 5000, gates: 150_000, bytes: 10_000_000 }
const mostHeap = 50e6

const child = spawn(
  process.execPath,
  [
    "--expose-gc",
    "--conditions=@effect-ionq/source",
    fileURLToPath(new URL("emulatorServer.ts", import.meta.url)),
  ],
  { stdio: ["ignore", "inherit", "inherit", "ipc"] },
)
const [{ port }] = (await once(child, "message")) as [{ readonly port: number }]

/** The largest of what was sent. */
const sent = { jobs: 0, circuits: 0, gates: 0, bytes: 0 }

interface Body {
  readonly input: { readonly circuits: ReadonlyArray<{ readonly circuit: ReadonlyArray<unknown> }> }
}

const counting = HttpClient.mapRequest((request) => {
  if (request.method === "POST" && request.body._tag === "Uint8Array") {
    const { input } = JSON.parse(new TextDecoder().decode(request.body.body)) as Body
    sent.jobs++
    sent.bytes = Math.max(sent.bytes, request.body.body.length)
    sent.circuits = Math.max(sent.circuits, input.circuits.length)
    sent.gates = Math.max(
      sent.gates,
      input.circuits.reduce((sum, { circuit }) => sum + circuit.length, 0),
    )
  }
  return request
})

const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Eight gates a circuit: jobs are full at 5,000 circuits. */
const circuit = Circuit.qis(3, [
  Gates.ry(0, Circuit.param("theta")),
  Gates.cnot(0, 1),
  Gates.rz(1, Circuit.param("phi")),
  Gates.cnot(1, 2),
  Gates.ry(2, Circuit.param("theta")),
  Gates.h(0),
  Gates.h(1),
  Gates.h(2),
])
const sweep = Sweep.product(
  Sweep.linspace("theta", 0, Math.PI, Math.ceil(points / 100)),
  Sweep.linspace("phi", 0, Math.PI, 100),
)

const program = Effect.gen(function* () {
  const { jobs } = yield* Sampler.plan(circuit, { sweep })
  const before = heap()
  let [count, failed, most] = [0, 0, 0]
  yield* Stream.runForEach(Sampler.run(circuit, { sweep }), ({ result }) =>
    Effect.sync(() => {
      if (Result.isFailure(result) && failed++ === 0) console.log(result.failure.message)
      if (++count % every === 0) most = Math.max(most, heap() - before)
    }),
  )
  console.log(
    `${count} points in ${sent.jobs} jobs (${jobs} planned), ${failed} failed: the heap held ${megabytes(most)} more (at most ${megabytes(mostHeap)})`,
  )
  console.log(
    `the largest job had ${sent.circuits} circuits, ${sent.gates} gates and ${megabytes(sent.bytes)} (at most ` +
      `${limits.circuits}, ${limits.gates} and ${megabytes(limits.bytes)})`,
  )
  const within = sent.circuits <= limits.circuits && sent.gates <= limits.gates && sent.bytes <= limits.bytes
  if (!within || most > mostHeap || failed > 0 || count !== sweep.size || jobs !== sent.jobs)
    process.exitCode = 1
})

const transport = Layer.effect(
  HttpClient.HttpClient,
  HttpClient.HttpClient.useSync((client) => counting(client)),
).pipe(Layer.provide(FetchHttpClient.layer))

await Effect.runPromise(
  program.pipe(
    Effect.provide(Sampler.layerIonQ({ backend: "simulator" })),
    Effect.provide(IonQ.layer({ apiKey: "emulator-key", baseUrl: `http://127.0.0.1:${port}/v0.4` })),
    Effect.provide(transport),
  ),
)
child.kill()
