/** Emulators that are processes of their own, to be killed and to be measured. */
import { Effect, type Scope } from "effect"
import type { ServeOptions } from "effect-ionq/emulator/serve"
import { type ChildProcess, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
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

/** What its own process has taken so far: the most memory, in bytes, and the longest turn of its main thread, in ms of CPU. */
export interface OwnTaken {
  readonly bytes: number
  readonly longestTurn: number
}

/** The memory of a process and of those that it started, in bytes, without their programs' files; 0 where there is no `/proc`. */
const residentBytes = (pid: number): number => {
  try {
    const own = /^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean)
    return children.reduce((sum, child) => sum + residentBytes(Number(child)), Number(own) * 1024)
  } catch {
    // It has ended, or there is no such folder.
    return 0
  }
}

/** A served emulator in a process of its own. */
export interface ServedEmulator {
  readonly port: number
  /** The most memory of all its processes, sampled, in bytes, and the longest turn of the thread that answers, in ms of CPU. */
  readonly taken: () => Promise<OwnTaken>
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
      let most = 0
      const weigh = setInterval(() => {
        most = Math.max(most, residentBytes(child.pid ?? 0))
      }, 200)
      void exit.then(() => clearInterval(weigh))
      const failed = exit.then(([code, signal]) => {
        throw new Error(`The emulator's process ended with ${code ?? signal} before it answered`)
      })
      failed.catch(() => undefined)
      // The program says nothing else before.
      const [{ port }] = (await Promise.race([once(child, "message"), failed])) as [{ readonly port: number }]
      return {
        port,
        taken: async () => {
          child.send("taken")
          const [taken] = (await once(child, "message")) as [OwnTaken]
          return { ...taken, bytes: Math.max(most, taken.bytes) }
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
