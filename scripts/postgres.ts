/**
 * A PostgreSQL of its own for tests, from Debian's packages, on a free port of this machine and in a folder that goes with
 * it. Where the server is not installed it is, by root and `apt-get`; else there is none.
 */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "./freePort.ts"

const packages = "/usr/lib/postgresql"

/** The folder of the newest server that is installed. */
const binaries = (): string | undefined => {
  if (!existsSync(packages)) return undefined
  const versions = readdirSync(packages)
    .filter((version) => existsSync(join(packages, version, "bin/postgres")))
    .sort((a, b) => Number(b) - Number(a))
  return versions[0] === undefined ? undefined : join(packages, versions[0], "bin")
}

const isRoot = process.getuid?.() === 0

const install = (): void => {
  if (!isRoot || !existsSync("/usr/bin/apt-get")) return
  try {
    execFileSync("apt-get", ["update", "-qq"], { stdio: "ignore" })
    execFileSync("apt-get", ["install", "-y", "-qq", "postgresql"], {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    })
  } catch {
    // There is no PostgreSQL then, and the caller says so.
  }
}

export interface Postgres {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Starts a server; nothing where none can be had. */
export const startPostgres = async ({ install: mayInstall = true } = {}): Promise<Postgres | undefined> => {
  if (binaries() === undefined && mayInstall) install()
  const bin = binaries()
  if (bin === undefined) return undefined
  // The server refuses to be run by root.
  const idOf = (flag: string) => Number(execFileSync("id", [flag, "postgres"]).toString())
  const owner = isRoot ? { uid: idOf("-u"), gid: idOf("-g") } : {}
  const folder = mkdtempSync(join(tmpdir(), "postgres-"))
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, "data")
  execFileSync(
    join(bin, "initdb"),
    ["-D", data, "-U", "ionq", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
    { stdio: "ignore", cwd: folder, ...owner },
  )
  const port = await freePort()
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: folder, fsync: "off" }
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { stdio: "ignore", cwd: folder, ...owner },
  )
  const stop = async () => {
    // Immediately: nothing of it is kept.
    server.kill("SIGQUIT")
    if (server.exitCode === null) await once(server, "exit")
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `postgres://ionq@127.0.0.1:${port}/postgres`
  for (let tries = 0; tries < 100; tries++) {
    try {
      execFileSync(join(bin, "psql"), [url, "-c", "SELECT 1"], { stdio: "ignore" })
      return { url, stop }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  await stop()
  return undefined
}
