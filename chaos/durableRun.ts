/** The run that the scenarios of `durable.ts` kill, and processes that carry it out. */
import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import type { RunnableRequest } from "effect-ionq/Jobs"

/** Where a run is kept. */
export type Database =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: string; readonly port: number; readonly lock: number }

/** What a process that carries a run out is told. */
export interface RunnerInput {
  readonly database: Database
  /** The emulator. */
  readonly url: string
  readonly circuits: number
  readonly chunk: number
  /** How long what a dead process sent may be on its way, in milliseconds. */
  readonly settle: number
  /** Whether it submits without ids, to see that jobs double then. */
  readonly control: boolean
}

/** What it says. */
export type RunnerWord =
  | { readonly kind: "ready" }
  | { readonly kind: "submitted"; readonly jobId: string; readonly submission: string }
  | { readonly kind: "ended"; readonly outcomes: number; readonly right: number }

/** What a process is told that measures what a run costs; without a file it is not durable. */
export interface CostInput {
  readonly url: string
  readonly file?: string
  readonly circuits: number
}

/** What it cost: time and CPU in seconds, the most memory, the outcomes that are right, and the engine's rows. */
export interface CostWord {
  readonly seconds: number
  readonly cpu: number
  readonly mebibytes: number
  readonly right: number
  readonly messages: number
  readonly replies: number
}

const width = 6

/** What the circuit of an index measures. */
export const stateOf = (index: number): number => index % 2 ** width

/** As many circuits, each with one outcome of its own. */
export const requestsOf = (count: number): ReadonlyArray<RunnableRequest> =>
  Array.from({ length: count }, (_, index) => ({
    type: "ionq.circuit.v1",
    backend: "simulator",
    name: `circuit ${index}`,
    input: {
      gateset: "qis",
      qubits: width,
      circuit: Array.from({ length: width }, (_, qubit) => qubit)
        .filter((qubit) => (stateOf(index) >> qubit) & 1)
        // The identity where no qubit is flipped.
        .map((target) => ({ gate: "x", target }) as const)
        .concat(
          stateOf(index) === 0
            ? [
                { gate: "x", target: 0 },
                { gate: "x", target: 0 },
              ]
            : [],
        ),
    },
  }))

const execArgv = ["--conditions=@effect-ionq/source"]

/** What a run costs, in a process of its own. */
export const costOf = async (input: CostInput): Promise<CostWord> => {
  const program = new URL("programs/durableCost.ts", import.meta.url).pathname
  const child = fork(program, [JSON.stringify(input)], { execArgv })
  const [word] = await once(child, "message")
  return word
}

/** A process that carries a run out, and what it has said. */
export class Runner {
  readonly jobs = new Set<string>()
  ended: { readonly outcomes: number; readonly right: number } | undefined
  ready = false
  child: ChildProcess
  readonly database: Database
  readonly #input: RunnerInput
  readonly #hear: (word: RunnerWord) => void

  constructor(input: RunnerInput, hear: (word: RunnerWord) => void) {
    this.#input = input
    this.database = input.database
    this.#hear = hear
    this.child = this.#start()
  }

  #start(): ChildProcess {
    this.ready = false
    const child = fork(
      new URL("programs/durableRunner.ts", import.meta.url).pathname,
      [JSON.stringify(this.#input)],
      {
        execArgv,
        stdio: ["ignore", "ignore", process.env["LOUD"] === undefined ? "ignore" : "inherit", "ipc"],
      },
    )
    child.on("message", (word: RunnerWord) => {
      if (word.kind === "ready") this.ready = true
      if (word.kind === "ended") this.ended = word
      if (word.kind === "submitted") this.jobs.add(word.jobId)
      this.#hear(word)
    })
    return child
  }

  /** Ends it in whatever it does. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    this.child.kill("SIGKILL")
    await once(this.child, "exit")
  }

  async restart(): Promise<void> {
    await this.kill()
    this.child = this.#start()
  }
}
