/** A served emulator under everything that takes long or much: others are answered meanwhile, and it stays alive. */
import { Effect } from "effect"
import { once } from "node:events"
import { request as send } from "node:http"
import { type Outcome, outcome } from "./cloud.ts"
import { forkProgram, startEmulator } from "./servedEmulator.ts"

/** What the prober gets. */
export interface ProbeInput {
  readonly port: number
  readonly count: number
  readonly everyMillis: number
}

/** How long each of its requests took, in milliseconds; -1 where there was no answer. */
export interface ProbeWord {
  readonly waits: ReadonlyArray<number>
}

/** How large all of it is. */
export interface LoadSize {
  readonly minutes: number
  readonly probes: number
  readonly qubits: number
  /** What simulations may take together, in bytes. */
  readonly maxMemory: number
  /** The length of programs and of circuits, in bytes. */
  readonly bodyBytes: number
  /** The length of the bodies that are far too long, in bytes. */
  readonly floodBytes: number
  /** Whether times and memory are judged, which takes an idle machine. */
  readonly judged: boolean
}

/**
 * What the process takes besides simulations and results, in bytes: an idle server with its threads (0.25 GB) and the heap of the thread
 * that reads long programs.
 */
const baseBytes = 0.25e9 + 2 ** 30

const key = { authorization: "apiKey emulator-key" }

interface Sent {
  readonly method?: string
  readonly path: string
  readonly body?: string
  /** So many bytes are sent without an end to be seen. */
  readonly flood?: number
  /** So many bytes of the answer are read before its reader goes away. */
  readonly most?: number
  /** The caller goes away after so many milliseconds. */
  readonly patience?: number
}

interface Answer {
  /** 0 where the connection ended before. */
  readonly status: number
  readonly text: string
}

/** One request, on a connection of its own. */
const ask = (port: number, { method = "GET", path, body, flood = 0, most = 4e6, patience }: Sent) =>
  new Promise<Answer>((resolve) => {
    let text = ""
    let status = 0
    const end = () => {
      clearTimeout(timer)
      resolve({ status, text })
    }
    const headers = { ...key, "content-type": "application/json" }
    const request = send({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      status = answer.statusCode ?? 0
      answer.on("data", (piece) => {
        text += String(piece)
        if (text.length > most) request.destroy()
      })
      answer.on("error", end)
      answer.on("close", end)
    })
    const timer = patience === undefined ? undefined : setTimeout(() => request.destroy(), patience)
    request.on("error", end)
    request.on("close", end)
    if (flood === 0) return void request.end(body)
    const piece = "x".repeat(2 ** 16)
    const pour = (left: number): void => {
      if (request.destroyed || request.writableEnded) return
      if (left <= 0) return void request.end()
      if (request.write(piece)) setImmediate(pour, left - piece.length)
      else request.once("drain", () => pour(left - piece.length))
    }
    pour(flood)
  })

const job = (input: object, more: object = {}) =>
  JSON.stringify({ type: "ionq.circuit.v1", backend: "simulator", input, ...more })

/** A wide circuit with all amplitudes, many of them nearly 0 for some numbers. */
const wide = (qubits: number, number: number): string =>
  job({
    gateset: "qis",
    qubits,
    circuit: Array.from({ length: qubits }, (_, target) => [
      { gate: "ry", target, rotation: 0.1 + (number % 20) / 10 },
      { gate: "cnot", control: target, target: (target + 1) % qubits },
    ]).flat(),
  })

const program = (data: string): string => job({ data }, { type: "ionq.qasm3.v1" })

/** A program as long as it may be. */
const long = (bytes: number, number: number): string => {
  const step = "rx(0.1) q[0]; cx q[0], q[1]; "
  return program(
    `OPENQASM 3.0; include "stdgates.inc"; qubit[3] q; rz(${number}) q[0]; ${step.repeat((bytes - 400) / step.length)}`,
  )
}

/** A circuit in JSON as long as it may be. */
const longCircuit = (bytes: number, number: number): string => {
  const gate = { gate: "rx", target: 0, rotation: number / 1000 }
  const count = Math.floor((bytes - 400) / (JSON.stringify(gate).length + 1))
  return job({ gateset: "qis", qubits: 3, circuit: Array.from({ length: count }, () => gate) })
}

/** A short program of gates that call each other: each level has ten times the operations of the one before. */
const bomb = (levels: number): string => {
  const gates = Array.from(
    { length: levels },
    (_, level) => `gate g${level + 1} a { ${`g${level} a; `.repeat(10)}}`,
  )
  return program(
    `OPENQASM 3.0; include "stdgates.inc"; gate g0 a { h a; } ${gates.join(" ")} qubit q; g${levels} q;`,
  )
}

/** What arrives, over and over: each kind has a few senders, and gives the statuses that it got. */
const attacks = ({ qubits, bodyBytes, floodBytes }: LoadSize) => {
  let number = 0
  const post = (body: string): Sent => ({ method: "POST", path: "/v0.4/jobs", body })
  const submitted = async (port: number, body: string) => {
    const { status, text } = await ask(port, post(body))
    if (status !== 201) return { status, id: undefined }
    // A job that was accepted has an id.
    return { status, id: (JSON.parse(text) as { readonly id: string }).id }
  }
  const kinds: Readonly<
    Record<
      string,
      {
        readonly senders: number
        readonly wanted: ReadonlyArray<number>
        readonly send: (port: number) => Promise<number>
      }
    >
  > = {
    [`${qubits} qubits`]: {
      senders: 3,
      wanted: [200],
      send: async (port) => {
        const { status, id } = await submitted(port, wide(qubits, number++))
        if (id === undefined) return status
        // Some ask twice, since they did not wait for the first answer.
        const path = `/v0.4/jobs/${id}/results/probabilities`
        if (number % 3 === 0) await ask(port, { path, patience: 500 })
        return (await ask(port, { path })).status
      },
    },
    "long programs": {
      senders: 2,
      wanted: [201],
      send: async (port) => (await submitted(port, long(bodyBytes, number++))).status,
    },
    "long programs whose senders leave": {
      senders: 1,
      wanted: [0, 201],
      // Some leave while they send, others while the program is read.
      send: async (port) => {
        const patience = number % 2 === 0 ? 300 : 10_000
        return (await ask(port, { ...post(long(bodyBytes, number++)), patience })).status
      },
    },
    "long circuits": {
      senders: 1,
      wanted: [201],
      send: async (port) => (await submitted(port, longCircuit(bodyBytes, number++))).status,
    },
    bombs: {
      senders: 2,
      wanted: [201],
      send: async (port) => (await submitted(port, bomb(4 + (number++ % 5)))).status,
    },
    floods: {
      senders: 4,
      wanted: [413],
      send: async (port) =>
        (await ask(port, { method: "POST", path: "/v0.4/jobs", flood: floodBytes })).status,
    },
  }
  return kinds
}

/** Asks who it is, so many times, from a process of its own. */
const probed = async (input: ProbeInput): Promise<ReadonlyArray<number>> => {
  const child = forkProgram("prober", input)
  const [{ waits }] = (await once(child, "message")) as [ProbeWord]
  return waits
}

const percentile = (values: ReadonlyArray<number>, part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0

/** The whole of it, for so many minutes. */
export const wholeLoad = (minutes: number): LoadSize => ({
  minutes,
  probes: 1000,
  qubits: 26,
  maxMemory: 4e9,
  bodyBytes: 9.9e6,
  floodBytes: 1e8,
  judged: true,
})

/** The same requests before and during the load. */
export const emulatorLoad = (size: LoadSize): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const { minutes, probes, qubits, maxMemory, judged } = size
    const server = yield* startEmulator({ maxQubits: qubits, maxMemory })
    const { port } = server
    const everyMillis = (minutes * 60_000) / probes
    const idle = yield* Effect.promise(() =>
      probed({ port, count: probes, everyMillis: Math.min(everyMillis, 20) }),
    )
    const statuses = new Map<string, Map<number, number>>()
    const kinds = Object.entries(attacks(size))
    const load = { isOver: false }
    const senders = kinds.flatMap(([name, { senders, send }]) =>
      Array.from({ length: senders }, async () => {
        const counts = statuses.get(name) ?? new Map<number, number>()
        statuses.set(name, counts)
        do {
          const status = await send(port)
          counts.set(status, (counts.get(status) ?? 0) + 1)
        } while (!load.isOver && !server.hasDied())
      }),
    )
    const loaded = yield* Effect.promise(() => probed({ port, count: probes, everyMillis }))
    const { bytes: memory, longestTurn } = server.hasDied()
      ? { bytes: Infinity, longestTurn: Infinity }
      : yield* Effect.promise(server.taken)
    load.isOver = true
    yield* Effect.promise(() => Promise.all(senders))
    const [last] = yield* Effect.promise(() => probed({ port, count: 1, everyMillis: 0 }))

    const ratio = percentile(loaded, 0.99) / percentile(idle, 0.99)
    const unwanted = kinds.filter(([name, { wanted }]) => {
      const counts = statuses.get(name) ?? new Map<number, number>()
      const others = [...counts.keys()].filter((status) => status !== 0 && !wanted.includes(status))
      return others.length > 0 || !wanted.some((status) => counts.has(status))
    })
    const words = (counts: ReadonlyMap<number, number>) =>
      [...counts].map(([status, count]) => `${count} of ${status || "no answer"}`).join(", ")
    return outcome(
      {
        minutes,
        "99th percentile, idle (ms)": percentile(idle, 0.99).toFixed(1),
        "99th percentile, loaded (ms)": percentile(loaded, 0.99).toFixed(1),
        ratio: ratio.toFixed(1),
        "slowest (ms)": Math.max(...loaded).toFixed(0),
        "longest turn (ms of CPU)": longestTurn.toFixed(0),
        "most memory (MB)": Math.round(memory / 1e6),
        ...Object.fromEntries([...statuses].map(([name, counts]) => [name, words(counts)])),
      },
      {
        "every other request is answered": [...idle, ...loaded].every((wait) => wait >= 0),
        "it lives": !server.hasDied() && (last ?? -1) >= 0,
        [`every kind gets what it is to get (${unwanted.map(([name]) => name).join(", ")})`]:
          unwanted.length === 0,
        "the 99th percentile is at most 20 times that of the idle server": !judged || ratio <= 20,
        "no answer takes more than 250 ms": !judged || Math.max(...loaded) <= 250,
        "no turn takes more than 150 ms of CPU": !judged || longestTurn <= 150,
        "memory stays under the limit": !judged || memory <= maxMemory + baseBytes,
      },
    )
  }).pipe(Effect.scoped)
