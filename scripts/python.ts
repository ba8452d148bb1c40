/**
 * The Python environment of the checks that hold the SDK against other software: `python/.venv`, made of the pinned packages in
 * `python/requirements.txt`, and made again when these change. `node scripts/python.ts` makes it and prints its interpreter.
 */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const own = fileURLToPath(new URL("../python", import.meta.url))

const run = (command: string, args: ReadonlyArray<string>) => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" })
  return { ok: status === 0, text: `${stdout ?? ""}${stderr ?? ""}`.trim() }
}

/** An interpreter with the packages of a folder, or why this machine has none. Fails where they cannot be installed. */
export const preparePython = (folder = own): { readonly python: string } | { readonly missing: string } => {
  const venv = `${folder}/.venv`
  const interpreter = process.platform === "win32" ? `${venv}/Scripts/python.exe` : `${venv}/bin/python`
  const requirements = `${folder}/requirements.txt`
  const stamp = `${venv}/requirements.txt`
  const wanted = readFileSync(requirements, "utf8")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && run(interpreter, ["--version"]).ok) {
    return { python: interpreter }
  }
  const found = ["python3", "python"].find(
    (name) => run(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).ok,
  )
  if (found === undefined) return { missing: "there is no Python 3.11 or later" }
  rmSync(venv, { recursive: true, force: true })
  const made = run(found, ["-m", "venv", venv])
  if (!made.ok) return { missing: `${found} makes no virtual environment: ${made.text}` }
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
  const installed = run(interpreter, [...pip, "--requirement", requirements])
  if (!installed.ok) throw new Error(`The packages in ${requirements} cannot be installed: ${installed.text}`)
  writeFileSync(stamp, wanted)
  return { python: interpreter }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = preparePython()
  if ("python" in found) console.log(found.python)
  else {
    console.error(`No Python: ${found.missing}`)
    process.exitCode = 1
  }
}
