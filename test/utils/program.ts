/** A program of this repository, in a process of its own and without this one's key. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const root = fileURLToPath(new URL("../../", import.meta.url))

export interface ProgramOptions {
  readonly args?: ReadonlyArray<string>
  /** Variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** The folder that it is started in. Default: the root of the repository. */
  readonly cwd?: string
}

/** What it writes; rejects where it ends with another code than 0. */
export const runProgram = (file: string, { args = [], env = {}, cwd = root }: ProgramOptions = {}) => {
  const { IONQ_API_KEY: _, ...own } = process.env
  return promisify(execFile)(
    process.execPath,
    ["--conditions=@effect-ionq/source", "--no-warnings", `${root}${file}`, ...args],
    { cwd, env: { ...own, ...env } },
  )
}
