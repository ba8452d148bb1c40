/** The `ionq` command: as it is shipped, bundled and run as a process, or in this process from its sources. */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Stdio, Stream } from "effect"

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** What it reads; without it, standard input is empty. */
  readonly input?: string
  /** Variables besides the few that it gets. */
  readonly env?: Readonly<Record<string, string>>
  /** What it is started in. */
  readonly cwd?: string
}

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The bell pair, in OpenQASM 2. */
export const bell = `OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
creg c[2];
h q[0];
cx q[0], q[1];
measure q -> c;
`

const makeBundle = (folder: string) =>
  promisify(execFile)(process.execPath, [join(root, "scripts/bundle.ts"), folder])

/** The bundle in a folder that all files share: the first file that needs it makes it. */
const sharedBundle = async (shared: string): Promise<string> => {
  const cli = join(shared, "cli")
  if (existsSync(cli)) return cli
  const own = join(await mkdtemp(join(shared, "new-")), "cli")
  await makeBundle(own)
  // Another file may have been faster: its bundle stays.
  await rename(own, cli).catch(() => undefined)
  return cli
}

/** The command, with a folder of its own for files to run. Without a shared folder, the bundle is there, too, in `dist/cli`. */
export const makeCommand = async (shared?: string) => {
  const folder = await mkdtemp(join(tmpdir(), "effect-ionq-"))
  const cli = shared === undefined ? join(folder, "dist/cli") : await sharedBundle(shared)
  if (shared === undefined) await makeBundle(cli)
  const bin = join(cli, "bin.js")
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  const children = new Set<ChildProcess>()
  const variables = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    XDG_CONFIG_HOME: join(folder, "config"),
  }

  const start = (args: ReadonlyArray<string>, { env = {}, cwd = folder }: RunOptions = {}) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { ...variables, NODE_COMPILE_CACHE: join(cli, "../cache"), ...env },
    })
    children.add(child)
    child.on("exit", () => children.delete(child))
    return child
  }

  const run = async (args: ReadonlyArray<string>, options: RunOptions = {}): Promise<Ended> => {
    const child = start(args, options)
    let [stdout, stderr] = ["", ""]
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    // It may end before it has read all.
    child.stdin.on("error", () => undefined).end(options.input ?? "")
    await once(child, "close")
    return { code: child.exitCode, stdout, stderr }
  }

  /** Runs it in this process, which takes a fraction of the time. The folder of the process becomes the command's. */
  const runHere = async (
    args: ReadonlyArray<string>,
    { input = "", env = {} }: Omit<RunOptions, "cwd"> = {},
  ): Promise<Ended> => {
    process.chdir(folder)
    const [{ program }, { Process }] = await Promise.all([
      import("../../src/cli/program.ts"),
      import("../../src/cli/terminal/Process.ts"),
    ])
    const [stdout, stderr] = [collector(), collector()]
    const all = { ...variables, ...env }
    const stdin = Stdio.layerTest({ stdin: Stream.succeed(new TextEncoder().encode(input)) })
    const code = await program(args).pipe(
      Effect.provideService(Process, { env: all, stdout, stderr, isTerminal: () => false }),
      Effect.provide(Layer.merge(NodeServices.layer, stdin)),
      Effect.runPromise,
    )
    return { code, stdout: stdout.text(), stderr: stderr.text() }
  }

  /** Serves an emulator by the command itself; gives the variables with which another run finds it. */
  const serve = async (...args: ReadonlyArray<string>) => {
    const child = start(["emulator", "--port", "0", "--json", ...args])
    let text = ""
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      text += String(chunk)
      if (text.includes("}")) break
    }
    const { url } = JSON.parse(text)
    return { IONQ_API_KEY: "emulator-key", IONQ_API_URL: String(url) }
  }

  const close = async () => {
    process.chdir(root)
    await Promise.all(
      [...children].map((child) => {
        child.kill("SIGKILL")
        return once(child, "exit")
      }),
    )
    await rm(folder, { recursive: true })
  }

  return { bin, folder, file, start, run, runHere, serve, close }
}

/** A stream that keeps what is written to it. */
const collector = () => {
  const texts: Array<string> = []
  return {
    write: (text: string, done: () => void) => {
      texts.push(text)
      done()
    },
    text: () => texts.join(""),
  }
}

export type TestCommand = Awaited<ReturnType<typeof makeCommand>>

/** Waits until a process has written what fits. */
export const untilWritten = async (stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> => {
  let text = ""
  for await (const chunk of stream) {
    text += String(chunk)
    if (pattern.test(text)) break
  }
  return text
}
