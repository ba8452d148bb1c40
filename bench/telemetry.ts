/**
 * What do spans and metrics cost in CPU time, over 500 runs on the emulator in memory? Exporting, as a multiple of not exporting;
 * and not exporting, as a multiple of an SDK that counts nothing and says nothing on its spans. The spans themselves are
 * Effect's and always there.
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"

const most = { exporting: 1.1, off: 1.02 }
const runs = 500
const rounds = Number(process.env["ROUNDS"] ?? 15)

const file = fileURLToPath(import.meta.url)
const role = process.argv[2]

/** A collector that answers everything, in a process of its own. */
const collect = () => {
  let bytes = 0
  const server = createServer((request, response) => {
    request.on("data", (part: Buffer) => (bytes += part.length))
    request.on("end", () => response.end())
  })
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    process.send?.(typeof address === "object" ? address?.port : undefined)
  })
  process.on("message", () => process.send?.(bytes))
}

/** Runs batches of jobs when asked, and tells what each cost in microseconds of CPU. */
const measure = async () => {
  const { Effect, Layer } = await import("effect")
  const { Gates, Jobs } = await import("effect-ionq")
  const Emulator = await import("effect-ionq/emulator")
  const Telemetry = await import("effect-ionq/telemetry")
  const request = {
    type: "ionq.circuit.v1",
    backend: "simulator",
    input: { gateset: "qis", qubits: 2, circuit: [Gates.h(0), Gates.cnot(0, 1)] },
  } as const
  const services = Emulator.layerIonQ({ timing: "instant" })
  const exports = role === "exporting" ? Telemetry.layerOtlp() : Layer.empty
  const batch = Effect.gen(function* () {
    const jobs = yield* Jobs
    for (let i = 0; i < runs; i++) yield* jobs.run(request)
  }).pipe(Effect.provide(services), Effect.provide(exports))
  const answer = async () => {
    globalThis.gc?.()
    const before = process.cpuUsage()
    await Effect.runPromise(batch)
    const { user, system } = process.cpuUsage(before)
    process.send?.(user + system)
  }
  process.on("message", () => void answer())
  process.send?.("ready")
}

/** The least of many: what else the machine does only adds. */
const least = (values: ReadonlyArray<number>): number => Math.min(...values)

const compare = async () => {
  const collector = fork(file, ["collector"])
  const [listening] = (await once(collector, "message")) as [number]
  const execArgv = ["--expose-gc", "--conditions=@effect-ionq/source"]
  const workers = await Promise.all(
    ["bare", "off", "exporting"].map(async (name) => {
      const worker = fork(file, [name], {
        execArgv:
          name === "bare"
            ? [...execArgv, "--import", new URL("uncounted.ts", import.meta.url).href]
            : execArgv,
        env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${listening}` },
      })
      await once(worker, "message")
      return { name, worker, costs: [] as Array<number> }
    }),
  )
  // The first rounds warm up.
  for (let round = -2; round < rounds; round++) {
    for (const { worker, costs } of workers) {
      worker.send("go")
      const [cost] = (await once(worker, "message")) as [number]
      if (round >= 0) costs.push(cost)
    }
  }
  collector.send("how much?")
  const [bytes] = (await once(collector, "message")) as [number]
  for (const { worker } of workers) worker.disconnect()
  collector.disconnect()
  collector.kill()
  const ratioOf = (over: string, under: string) => {
    const [a, b] = [over, under].map((name) => workers.find((worker) => worker.name === name)?.costs ?? [])
    return least(a ?? []) / least(b ?? [])
  }
  for (const { name, costs } of workers) {
    console.log(`${runs} runs, ${name}: ${(least(costs) / 1e6).toFixed(3)} s of CPU`)
  }
  console.log(`${(bytes / 1e6 / (rounds + 2)).toFixed(2)} MB exported`)
  const exporting = ratioOf("exporting", "off")
  const off = ratioOf("off", "bare")
  console.log(`exporting: ratio ${exporting.toFixed(3)} (at most ${most.exporting})`)
  console.log(`off: ratio ${off.toFixed(3)} (at most ${most.off})`)
  if (!(exporting <= most.exporting && off <= most.off)) process.exitCode = 1
}

if (role === undefined) await compare()
else if (role === "collector") collect()
else await measure()
