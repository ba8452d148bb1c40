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
const rounds = Number(process.env["ROUNDS"] ?? 10)
/** Processes of one kind differ by some percent for as long as they live, so each kind has several. */
const generations = Number(process.env["GENERATIONS"] ?? 9)

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

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

const kinds = ["bare", "off", "exporting"] as const
type Costs = Readonly<Record<(typeof kinds)[number], Array<number>>>

/** Measures in one process of each kind, in turn, and adds the least cost of each. */
const addGeneration = async (listening: number, costs: Costs): Promise<void> => {
  const execArgv = ["--expose-gc", "--conditions=@effect-ionq/source"]
  const uncounted = ["--import", new URL("uncounted.ts", import.meta.url).href]
  const workers = await Promise.all(
    kinds.map(async (kind) => {
      const worker = fork(file, [kind], {
        execArgv: kind === "bare" ? [...execArgv, ...uncounted] : execArgv,
        env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${listening}` },
      })
      await once(worker, "message")
      return { kind, worker, found: [] as Array<number> }
    }),
  )
  // The first rounds warm up.
  for (let round = -2; round < rounds; round++) {
    for (const { worker, found } of workers) {
      worker.send("go")
      const [cost] = (await once(worker, "message")) as [number]
      if (round >= 0) found.push(cost)
    }
  }
  for (const { kind, worker, found } of workers) {
    costs[kind].push(least(found))
    worker.disconnect()
  }
}

const compare = async () => {
  const collector = fork(file, ["collector"])
  const [listening] = (await once(collector, "message")) as [number]
  const costs: Costs = { bare: [], off: [], exporting: [] }
  for (let generation = 0; generation < generations; generation++) await addGeneration(listening, costs)
  collector.send("how much?")
  const [bytes] = (await once(collector, "message")) as [number]
  collector.disconnect()
  collector.kill()
  for (const kind of kinds) {
    const seconds = costs[kind].map((cost) => (cost / 1e6).toFixed(3)).join(", ")
    console.log(`${runs} runs, ${kind}: ${(median(costs[kind]) / 1e6).toFixed(3)} s of CPU (${seconds})`)
  }
  console.log(`${(bytes / 1e6 / (rounds + 2) / generations).toFixed(2)} MB exported`)
  const exporting = median(costs.exporting) / median(costs.off)
  const off = median(costs.off) / median(costs.bare)
  console.log(`exporting: ratio ${exporting.toFixed(3)} (at most ${most.exporting})`)
  console.log(`off: ratio ${off.toFixed(3)} (at most ${most.off})`)
  if (!(exporting <= most.exporting && off <= most.off)) process.exitCode = 1
}

if (role === undefined) await compare()
else if (role === "collector") collect()
else await measure()
