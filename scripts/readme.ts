/**
 * Does what the README says, from the packed tarball in an empty folder: its commands, and its programs as `.mjs`. The programs that
 * need a key get that of an emulator, which the package's own command serves.
 *
 *     node scripts/readme.ts [TARBALL]
 *
 * Each block runs on the Node of the clone, and on the `node` of the machine if that is another one. It fails if a command fails, or if
 * a program or the command writes to standard error.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join, resolve } from "node:path"
import { pack } from "./pack/tarball.ts"
import { root } from "./pack/guides.ts"

interface Block {
  readonly language: string
  readonly file: string | undefined
  readonly text: string
}

const blocks: ReadonlyArray<Block> = [
  ...readFileSync(join(root, "README.md"), "utf8").matchAll(/^```(\w+) ?(\S+)?\n([^]*?)^```$/gm),
].map(([, language = "", file, text = ""]) => ({ language, file, text }))

/** The folder of the machine's own Node: not that of the clone, which npm puts first. */
const ownNode = process.env["PATH"]
  ?.split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .map((folder) => join(folder, "node"))
  .find((path) => spawnSync(path, ["--version"]).status === 0)
const nodes = new Map(
  [process.execPath, ...(ownNode === undefined ? [] : [ownNode])].map((path) => [
    spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.trim(),
    path,
  ]),
)

const temporary = mkdtempSync(join(tmpdir(), "effect-ionq-"))
const given = process.argv[2]
const tarball = given === undefined ? pack(temporary).path : resolve(given)

/** Serves the emulator with the installed command, and gives its URL. */
const emulator = async (folder: string) => {
  const server = spawn(
    process.execPath,
    [
      join(folder, "node_modules/effect-ionq/dist/cli/bin.js"),
      "emulator",
      "--port",
      "0",
      "--timing",
      "instant",
      "--json",
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  )
  const [text] = (await once(server.stdout, "data")) as [Buffer]
  const { url } = JSON.parse(text.toString()) as { readonly url: string }
  return { url, stop: () => server.kill() }
}

const check = async (version: string, node: string): Promise<void> => {
  const folder = mkdtempSync(join(temporary, "empty-"))
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env["PATH"] ?? ""}`,
    NODE_OPTIONS: "",
    npm_config_cache: join(temporary, "cache"),
    npm_config_prefix: undefined,
    HOME: folder,
  }
  const run = (name: string, command: string, args: ReadonlyArray<string>, quiet = true): void => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: "utf8" })
    const warnings = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("npm "))
    const isRight = status === 0 && (!quiet || (warnings.length === 0 && stdout !== ""))
    console.log(`${version}  ${isRight ? "ok    " : "FAILED"}  ${name}`)
    if (isRight) return
    console.log(stdout, stderr)
    process.exitCode = 1
  }
  let served: Awaited<ReturnType<typeof emulator>> | undefined
  for (const { language, file, text } of blocks) {
    if (language === "sh") {
      for (const command of text.trim().split("\n")) {
        // What is on the registry later is the tarball here.
        const local = command
          .replace(/^npx effect-ionq\b/, `npx --yes --package ${tarball} ionq`)
          .replace(/\beffect-ionq\b(?= effect@)/, tarball)
        run(command, "sh", ["-c", local], !command.startsWith("npm install"))
      }
    } else if (language === "js") {
      served ??= await emulator(folder)
      Object.assign(env, { IONQ_API_URL: served.url, IONQ_API_KEY: "emulator-key" })
      writeFileSync(join(folder, "program.mjs"), text)
      run(file ?? "a program", "node", ["program.mjs"])
    } else if (language !== "text" || !text.startsWith("> ")) {
      // The call of an agent is held by the suite: test/mcp/transcript.test.ts.
      throw new Error(`A block of the README is in ${language}, which nothing runs`)
    }
  }
  served?.stop()
}

try {
  if (blocks.length === 0) throw new Error("The README has no blocks")
  for (const [version, node] of nodes) await check(version, node)
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
