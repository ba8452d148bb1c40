/**
 * How many jobs a second does the served emulator show, and what do 10,000 finished jobs weigh? The server is a process of
 * its own, held to one core where `taskset` is there, and its clients run on the other. The same clients ask a bare
 * `node:http` server for the same bytes: what it answers is the most that could be measured.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { Agent, request } from "node:http"
import { fileURLToPath } from "node:url"
import { megabytes } from "./measure.ts"

const connections = 16
const requests = 6_000
const rounds = 5
const jobs = 10_000
const leastRate = 1_500
const mostMemory = 200e6

const pinned = spawnSync("taskset", ["--version"]).status === 0

const start = async (...args: ReadonlyArray<string>) => {
  const node = [
    "--expose-gc",
    "--conditions=@effect-ionq/source",
    fileURLToPath(new URL("emulatorServer.ts", import.meta.url)),
    ...args,
  ]
  const command = pinned ? ["taskset", "-c", "0", process.execPath, ...node] : [process.execPath, ...node]
  const child = spawn(command[0]!, command.slice(1), { stdio: ["ignore", "inherit", "inherit", "ipc"] })
  const [{ port }] = (await once(child, "message")) as [{ readonly port: number }]
  const agent = new Agent({ keepAlive: true, maxSockets: connections })

  const ask = (method: string, path: string, body?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: "apiKey emulator-key",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      }
      const sent = request({ host: "127.0.0.1", port, agent, method, path, headers }, (response) => {
        let text = ""
        response.on("data", (part: Buffer) => (text += part.toString()))
        response.on("end", () =>
          response.statusCode === (method === "POST" ? 201 : 200)
            ? resolve(text)
            : reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`)),
        )
      })
      sent.on("error", reject)
      sent.end(body)
    })

  /** Runs a task so many times, on all connections at once. */
  const each = async (times: number, task: (index: number) => Promise<unknown>): Promise<void> => {
    let next = 0
    const worker = async () => {
      while (next < times) await task(next++)
    }
    await Promise.all(Array.from({ length: connections }, worker))
  }

  const rate = async (path: string): Promise<number> => {
    const before = performance.now()
    await each(requests, () => ask("GET", path))
    return requests / ((performance.now() - before) / 1000)
  }

  const memory = async () => {
    child.send("memory")
    const [seen] = (await once(child, "message")) as [{ readonly held: number; readonly rss: number }]
    return seen
  }

  return { ask, each, rate, memory, stop: () => child.kill() }
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!

/** Ten qubits, fifty gates and a hundred shots, the last gate another one in each job. */
const job = (index: number): string =>
  JSON.stringify({
    type: "ionq.circuit.v1",
    name: `job ${index}`,
    backend: "qpu.forte-1",
    shots: 100,
    metadata: { lab: "7", run: String(index) },
    input: {
      gateset: "qis",
      qubits: 10,
      circuit: [
        ...Array.from({ length: 10 }, (_, target) => ({ gate: "h", target })),
        ...Array.from({ length: 39 }, (_, i) => ({ gate: "cnot", control: i % 10, target: (i + 1) % 10 })),
        { gate: "ry", target: 0, rotation: index / jobs },
      ],
    },
  })

const emulator = await start()
const bare = await start("bare")
const { id } = JSON.parse(await emulator.ask("POST", "/v0.4/jobs", job(0))) as { readonly id: string }
const rates = { emulator: [] as Array<number>, bare: [] as Array<number> }
for (let round = 0; round < rounds; round++) {
  rates.bare.push(await bare.rate("/"))
  rates.emulator.push(await emulator.rate(`/v0.4/jobs/${id}`))
}
bare.stop()
const [rate, most] = [median(rates.emulator), median(rates.bare)]
console.log(
  `GET /jobs/:uuid: ${rate.toFixed(0)} a second${pinned ? " on one core" : ""} (at least ${leastRate}), ` +
    `${(rate / most).toFixed(2)} of a bare server's ${most.toFixed(0)}`,
)
if (rate < leastRate) process.exitCode = 1

const before = await emulator.memory()
await emulator.each(jobs, async (index) => {
  const submitted = JSON.parse(await emulator.ask("POST", "/v0.4/jobs", job(index))) as {
    readonly id: string
  }
  await emulator.ask("GET", `/v0.4/jobs/${submitted.id}/results/probabilities`)
})
const after = await emulator.memory()
console.log(
  `${jobs} finished jobs, their results read: ${megabytes(after.held - before.held)} held (at most ` +
    `${megabytes(mostMemory)}), the process grew by ${megabytes(after.rss - before.rss)} to ${megabytes(after.rss)}`,
)
if (after.held - before.held > mostMemory) process.exitCode = 1
emulator.stop()
