import {
  type ChildProcess,
  execFileSync,
  type ExecFileSyncOptionsWithStringEncoding,
  spawn,
} from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "../../../scripts/freePort.ts"

/** The release of PocketBase that the server of version 0.1.2 is built on. */
const version = "v0.39.2"

const here = import.meta.dirname

export const admin = { email: "admin@example.com", password: "adminpass123" }

/** Why there is no PocketBase. */
export class NoPocketBase extends Error {}

const cache = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "effect-ionq",
  `pocketbase-${version}`,
)

const quiet: ExecFileSyncOptionsWithStringEncoding = {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "pipe"],
}

const goVersion = (): readonly [major: number, minor: number] | undefined => {
  try {
    const [, major, minor] = /go(\d+)\.(\d+)/.exec(execFileSync("go", ["version"], quiet)) ?? []
    return major === undefined ? undefined : [Number(major), Number(minor)]
  } catch {
    return undefined
  }
}

/** The program, built at the first time: minutes on a busy machine. Throws `NoPocketBase` where there is no Go for it. */
export const pocketBase = (): string => {
  const given = process.env["QPI_POCKETBASE"]
  if (given !== undefined && given !== "") return given
  const program = join(cache, "base")
  if (existsSync(program)) return program
  const go = goVersion()
  if (go === undefined || go[0] < 1 || (go[0] === 1 && go[1] < 25)) {
    throw new NoPocketBase(`Go 1.25 or later is not installed (found ${go?.join(".") ?? "none"})`)
  }
  mkdirSync(cache, { recursive: true })
  try {
    execFileSync("go", ["install", `github.com/pocketbase/pocketbase/examples/base@${version}`], {
      ...quiet,
      env: { ...process.env, GOBIN: cache },
    })
  } catch (error) {
    throw new NoPocketBase(`PocketBase ${version} could not be built: ${String(error)}`)
  }
  return program
}

export interface StandIn {
  readonly url: string
  readonly stop: () => Promise<void>
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()))

/** Starts a stand-in with nothing in it but a superuser, in a folder of its own. */
export const start = async (
  options: { readonly port?: number; readonly data?: string } = {},
): Promise<StandIn> => {
  const program = pocketBase()
  const folder = options.data ?? mkdtempSync(join(tmpdir(), "qpi-"))
  const port = options.port ?? (await freePort())
  const folders = [
    "--dev=false",
    `--dir=${folder}`,
    `--migrationsDir=${join(here, "pb_migrations")}`,
    `--hooksDir=${join(here, "pb_hooks")}`,
    `--publicDir=${join(here, "pb_public")}`,
    "--automigrate=false",
    "--hooksWatch=false",
  ]
  execFileSync(program, ["superuser", "upsert", admin.email, admin.password, ...folders], quiet)
  const child = spawn(program, ["serve", `--http=127.0.0.1:${port}`, ...folders], {
    stdio: ["ignore", "ignore", "pipe"],
  })
  let words = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words += text))
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    if (child.exitCode !== null) throw new Error(`PocketBase ended at once: ${words}`)
    const isUp = await fetch(`${url}/api/health`).then(
      (response) => response.ok,
      () => false,
    )
    if (isUp) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    url,
    stop: async () => {
      child.kill()
      await ended(child)
      if (options.data === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
