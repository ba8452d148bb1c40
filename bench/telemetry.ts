/**
 * What do spans and metrics cost in CPU time, over runs on the emulator in memory? Exporting, as a multiple of not exporting; and not
 * exporting, as a multiple of an SDK that counts nothing and adds nothing to the spans and HTTP attributes, which Effect's own
 * client has too.
 *
 * Both sides are measured in the same process, in short turns: the speed of a machine that others use too changes by some percent
 * from second to second, and processes of one program differ for as long as they live.
 */
import { fork } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import { Effect, Layer, ManagedRuntime } from "effect"
import { cpuOf, fastest, sum } from "./measure.ts"

const most = { exporting: 1.1, off: 1.02 }
const processes = Number(process.env["PROCESSES"] ?? 8)
/** The runs of a turn. About 60 fill a batch of the exporter, so that a turn pays for what it exports. */
const runs = { exporting: 100, off: 10 }
/** The runs of each side in a process. */
const total = Number(process.env["RUNS"] ?? 3000)

const file = fileURLToPath(import.meta.url)
const role = process.argv[2]

/** The CPU time of a turn of each side, in microseconds. */
interface Pair {
  readonly base: number
  readonly cost: number
}

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

/** Measures turns of both sides in a process, and sends each pair to the parent. */
const measure = async (kind: keyof typeof most) => {
  const { Gates, Jobs } = await import("effect-ionq")
  const Emulator = await import("effect-ionq/emulator")
  const Telemetry = await import("effect-ionq/telemetry")
  const request = {
    type: "ionq.circuit.v1",
    backend: "simulator",
    input: { gateset: "qis", qubits: 2, circuit: [Gates.h(0), Gates.cnot(0, 1)] },
  } as const
  const services = Emulator.layerIonQ({ timing: "instant" })
  // Each turn has an emulator of its own, so that no turn has more jobs than another.
  const turn = Effect.gen(function* () {
    const jobs = yield* Jobs
    return yield* cpuOf(Effect.replicateEffect(jobs.run(request), runs[kind], { discard: true }))
  }).pipe(Effect.provide(services))
  const off = ManagedRuntime.make(Layer.empty)
  const exporting = ManagedRuntime.make(Telemetry.layerOtlp())
  const sides = { base: off, cost: kind === "exporting" ? exporting : off }
  const turns = total / runs[kind]
  // The first turns warm up.
  for (let i = -turns / 4; i < turns; i++) {
    const pair = { base: 0, cost: 0 }
    const order = ["base", "cost"] as const
    // In random order: a fixed one may keep step with the garbage collector.
    for (const side of Math.random() < 0.5 ? order : order.toReversed()) {
      // The switch of `uncounted.ts`.
      Object.assign(globalThis, { isUncounted: side === "base" })
      pair[side] = await sides[side].runPromise(turn)
    }
    if (i >= 0) process.send?.(pair satisfies Pair)
  }
  await Promise.all([off.dispose(), exporting.dispose()])
  process.disconnect()
}

/** The ratio of the costs, without the slowest pairs. */
const ratioOf = (pairs: ReadonlyArray<Pair>): number => {
  const kept = fastest(pairs, ({ base, cost }) => base + cost)
  return sum(kept.map(({ cost }) => cost)) / sum(kept.map(({ base }) => base))
}

const ratio = async (kind: keyof typeof most, endpoint: string): Promise<number> => {
  const all: Array<Pair> = []
  const each: Array<string> = []
  for (let i = 0; i < processes; i++) {
    const pairs: Array<Pair> = []
    const worker = fork(file, [kind], {
      execArgv: [
        "--conditions=@effect-ionq/source",
        ...(kind === "off" ? ["--import", new URL("uncounted.ts", import.meta.url).href] : []),
      ],
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    })
    worker.on("message", (pair: Pair) => pairs.push(pair))
    await once(worker, "exit")
    each.push(ratioOf(pairs).toFixed(3))
    all.push(...pairs)
  }
  const found = ratioOf(all)
  const perRun = sum(all.map(({ cost }) => cost)) / all.length / runs[kind]
  console.log(
    `${kind}: ${perRun.toFixed(0)} us of CPU a run, ratio ${found.toFixed(3)} (at most ${most[kind]}; ` +
      `processes ${each.join(", ")})`,
  )
  return found
}

const compare = async () => {
  const collector = fork(file, ["collector"])
  const [listening] = (await once(collector, "message")) as [number]
  const endpoint = `http://127.0.0.1:${listening}`
  const off = await ratio("off", endpoint)
  const exporting = await ratio("exporting", endpoint)
  collector.send("how much?")
  const [bytes] = (await once(collector, "message")) as [number]
  collector.disconnect()
  collector.kill()
  console.log(`${(bytes / 1000 / (1.25 * total) / processes).toFixed(1)} kB exported a run`)
  if (!(exporting <= most.exporting && off <= most.off)) process.exitCode = 1
}

if (role === undefined) await compare()
else if (role === "collector") collect()
else if (role === "off" || role === "exporting") await measure(role)
