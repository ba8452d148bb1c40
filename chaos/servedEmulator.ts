/** Emulators that are processes of their own, to be killed and to be measured. */
import { Effect, type Scope } from "effect"
import type { ServeOptions } from "effect-ionq/emulator/serve"
import { type ChildProcess, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

/** Those options that go through a message. */
export type ServedOptions = Pick<ServeOptions, "data" | "maxQubits" | "maxMemory" | "setAside">

const execArgv = ["--conditions=@effect-ionq/source", "--no-warnings"]
const stdio: Array<"ignore" | "inherit" | "ipc"> = ["ignore", "inherit", "inherit", "ipc"]
const fileOf = (name: string) => fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))

/** Starts a program of `programs/` with some input. */
export const forkProgram = (name: string, input: unknown): ChildProcess =>
  fork(fileOf(name), [JSON.stringify(input)], { execArgv, stdio })

/** The same with files of so many bytes at most, as if the disk were full then; on systems with a POSIX shell. */
const forkWithin = (bytes: number, name: string, input: unknown): ChildProcess => {
  const command = `ulimit -f ${Math.ceil(bytes / 512)}; exec "$0" "$@"`
  const node = [process.execPath, ...execArgv, fileOf(name), JSON.stringify(input)]
  return spawn("sh", ["-c", command, ...node], { stdio })
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

/** What it has taken so far: the most memory, in bytes, and the longest time for which nobody else was answered, in ms of CPU. */
export interface Taken {
  readonly bytes: number
  readonly longestTurn: number
}

/** A served emulator in a process of its own. */
export interface ServedEmulator {
  readonly port: number
  readonly taken: () => Promise<Taken>
  /** Ends it in whatever it does. */
  readonly kill: () => Promise<void>
  /** Whether it ended by itself. */
  readonly hasDied: () => boolean
}

/** Starts one, with a limit for its files if there is one, and kills it when the scope closes. */
export const startEmulator = (
  options: ServedOptions = {},
  fileBytes?: number,
): Effect.Effect<ServedEmulator, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child =
        fileBytes === undefined
          ? forkProgram("servedEmulator", options)
          : forkWithin(fileBytes, "servedEmulator", options)
      const exit = once(child, "exit")
      // The program says nothing else before.
      const [{ port }] = (await once(child, "message")) as [{ readonly port: number }]
      return {
        port,
        taken: async () => {
          child.send("taken")
          const [taken] = (await once(child, "message")) as [Taken]
          return taken
        },
        kill: async () => {
          child.kill("SIGKILL")
          await exit
        },
        hasDied: () => hasEnded(child),
      }
    }),
    ({ kill }) => Effect.promise(kill),
  )
